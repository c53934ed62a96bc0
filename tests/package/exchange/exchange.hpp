// SPDX-License-Identifier: MIT
#pragma once

#include <system_error>

#define EXCHANGE_API [[gnu::visibility("default")]]

/// Verifies a changed delivery inside the library, and answers why it was refused.
EXCHANGE_API std::error_code refuse_in_library();

/// What the library makes of a code that the program made.
EXCHANGE_API bool library_sees_mismatch(std::error_code code);
EXCHANGE_API bool library_sees_unauthenticated(std::error_code code);

/// A code thrown through the boundary.
EXCHANGE_API void throw_in_library();

EXCHANGE_API const std::error_category& category_in_library();
EXCHANGE_API const std::error_category& condition_category_in_library();

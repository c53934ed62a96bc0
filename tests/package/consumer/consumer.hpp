// SPDX-License-Identifier: MIT
#pragma once

#include "everything.hpp"

/// Whether a verifier of the other translation unit takes the delivery.
bool other_accepts(const hooklatch::request& delivery);

/// What the other translation unit sees as zuba's table and as the error category.
const void* other_table() noexcept;
const void* other_category() noexcept;

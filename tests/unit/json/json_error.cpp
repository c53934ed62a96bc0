// SPDX-License-Identifier: MIT
#include <hooklatch/json/error.hpp>

#include "support/catch.hpp"

#include <type_traits>

using hooklatch::json_errc;
using hooklatch::json_error;

TEST_CASE("a json error is true where the text was refused") {
  CHECK_FALSE(static_cast<bool>(json_error{}));
  CHECK(static_cast<bool>(json_error{json_errc::malformed, 0}));
  CHECK(static_cast<bool>(json_error{json_errc::too_deep, 7}));
  STATIC_REQUIRE_FALSE(std::is_convertible_v<json_error, bool>);
}

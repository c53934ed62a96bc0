// SPDX-License-Identifier: MIT
#include <hooklatch/detail/event_facts.hpp>

#include "support/catch.hpp"

#include <string>
#include <type_traits>

using namespace hooklatch;
using detail::text_slice;

static_assert(std::is_trivially_copyable_v<text_slice>);

TEST_CASE("a slice is found again in another copy of its text") {
  const std::string text = R"({"a": "x\u0020y"})";
  const json_value value(json_kind::string, std::string_view(text).substr(6, 10), true);
  const auto slice = text_slice::of(value, text);
  CHECK(slice.offset == 6);
  CHECK(slice.size == 10);

  const std::string copy = text;
  const auto again = slice.in(copy);
  CHECK(again.text().data() == copy.data() + 6);
  CHECK(again.text() == R"("x\u0020y")");
  CHECK(again.is_string());
  CHECK(again.unescaped() == "x y");
}

TEST_CASE("no value is no slice") {
  const auto slice = text_slice::of(json_value(), "{}");
  CHECK_FALSE(slice.in("{}").present());
  CHECK_FALSE(text_slice().in("{}").present());
}

TEST_CASE("a slice of a text that is gone is no value") {
  const std::string text = R"({"a":12})";
  const auto slice = text_slice::of(json_value(json_kind::number, std::string_view(text).substr(5, 2)), text);
  CHECK_FALSE(slice.in("").present());
  CHECK_FALSE(slice.in("{}").present());
}

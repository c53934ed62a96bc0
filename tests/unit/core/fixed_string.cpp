// SPDX-License-Identifier: MIT
#include <hooklatch/core/fixed_string.hpp>

#include "support/catch.hpp"

using hooklatch::fixed_string;

namespace {
template <fixed_string Text>
struct holder {
  static constexpr std::size_t size = Text.size();
};
}  // namespace

TEST_CASE("a fixed_string is a template argument that keeps its text") {
  CHECK(holder<"X-Zuba-Signature">::size == 16);
  CHECK(fixed_string("v0=").view() == "v0=");
  CHECK(fixed_string("").view().empty());
}

TEST_CASE("a fixed_string keeps a NUL inside the literal") {
  constexpr fixed_string text("a\0b");
  CHECK(text.size() == 3);
  CHECK(text.view()[2] == 'b');
}

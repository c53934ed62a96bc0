// SPDX-License-Identifier: MIT
#include <hooklatch/detail/inline_text.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

using hooklatch::detail::inline_text;

TEST_CASE("an inline text is empty until told otherwise") {
  const inline_text text;
  CHECK(text.empty());
  CHECK(text.view().empty());
  CHECK(inline_text(std::string_view()).empty());
}

TEST_CASE("an inline text owns what it was given") {
  std::string original("msg_p5jXN8\0AQM9", 15);
  const inline_text text(original);
  const std::string expected = original;
  original.assign(original.size(), 'x');
  CHECK_FALSE(text.empty());
  CHECK(text.view() == expected);
}

TEST_CASE("an inline text keeps 255 characters and no more") {
  STATIC_REQUIRE(inline_text::capacity == 255);
  const std::string exact(255, 'a');
  CHECK(inline_text(exact).view() == exact);
  // Longer ones are refused before they come here; what is cut off must not wrap round to a short text.
  for (const std::size_t size : {256U, 257U, 511U, 512U, 1000U}) {
    CHECK(inline_text(std::string(size, 'a')).view() == exact);
  }
}

TEST_CASE("a copied inline text is apart from its original") {
  inline_text text(std::string_view("first"));
  const inline_text copy(text);
  text = inline_text(std::string_view("another one"));
  CHECK(copy.view() == "first");
  CHECK(text.view() == "another one");
  CHECK(copy.view().data() != text.view().data());
}

TEST_CASE("a shorter inline text replaces a longer one whole") {
  inline_text text(std::string_view("a rather long text"));
  text = inline_text(std::string_view("short"));
  CHECK(text.view() == "short");
  text = inline_text();
  CHECK(text.empty());
  text = inline_text(std::string_view("again"));
  CHECK(text.view() == "again");
}

TEST_CASE("an inline text survives being assigned to itself and being moved") {
  inline_text text(std::string_view("kept"));
  inline_text& same = text;
  text = same;
  CHECK(text.view() == "kept");
  const inline_text moved(std::move(same));
  CHECK(moved.view() == "kept");
}

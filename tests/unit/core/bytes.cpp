// SPDX-License-Identifier: MIT
#include <hooklatch/core/bytes.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <string>
#include <string_view>

using hooklatch::byte_view;
using hooklatch::to_bytes;
using hooklatch::to_text;

TEST_CASE("to_bytes shows a text's own bytes, NUL and high ones too") {
  const std::string text("a\0\xff\n", 4);
  const byte_view bytes = to_bytes(text);
  REQUIRE(bytes.size() == 4);
  CHECK(bytes[0] == std::byte{0x61});
  CHECK(bytes[1] == std::byte{0x00});
  CHECK(bytes[2] == std::byte{0xff});
  CHECK(bytes[3] == std::byte{0x0a});
  CHECK(static_cast<const void*>(bytes.data()) == static_cast<const void*>(text.data()));
}

TEST_CASE("to_text is the inverse of to_bytes and copies nothing") {
  const std::string text("{\"a\":\0}", 7);
  const std::string_view seen = to_text(to_bytes(text));
  CHECK(seen == text);
  CHECK(seen.data() == text.data());
}

TEST_CASE("no bytes are an empty text and the other way round") {
  CHECK(to_bytes({}).empty());
  CHECK(to_text({}).empty());
}

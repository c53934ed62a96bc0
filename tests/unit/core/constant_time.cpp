// SPDX-License-Identifier: MIT
#include <hooklatch/core/constant_time.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <string>
#include <vector>

using hooklatch::byte_view;
using hooklatch::to_bytes;
using hooklatch::constant_time::equal;

TEST_CASE("constant_time::equal holds for the same bytes in two places") {
  const std::string text("tag\0with NUL\xff", 13);
  const std::string copy = text;
  CHECK(equal(to_bytes(text), to_bytes(copy)));
  CHECK(equal(to_bytes(text), to_bytes(text)));
}

TEST_CASE("constant_time::equal sees one flipped bit at every place") {
  const std::vector<std::byte> tag(64, std::byte{0xa5});
  for (std::size_t i = 0; i < tag.size() * 8; ++i) {
    auto other = tag;
    other[i / 8] ^= std::byte{1} << (i % 8);
    INFO("bit " << i);
    CHECK_FALSE(equal(tag, other));
    CHECK_FALSE(equal(other, tag));
  }
}

TEST_CASE("constant_time::equal goes on after a NUL") {
  CHECK_FALSE(equal(to_bytes(std::string_view("\0a", 2)), to_bytes(std::string_view("\0b", 2))));
}

TEST_CASE("constant_time::equal refuses a prefix, in both orders") {
  const std::vector<std::byte> tag(32, std::byte{7});
  for (std::size_t size = 0; size < tag.size(); ++size) {
    const auto prefix = byte_view(tag).first(size);
    INFO("prefix of " << size);
    CHECK_FALSE(equal(prefix, tag));
    CHECK_FALSE(equal(tag, prefix));
  }
}

TEST_CASE("constant_time::equal holds for nothing and nothing") {
  const std::vector<std::byte> tag(1);
  CHECK(equal({}, {}));
  CHECK(equal(byte_view(tag).first(0), {}));
  CHECK_FALSE(equal({}, tag));
}

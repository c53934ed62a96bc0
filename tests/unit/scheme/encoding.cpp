// SPDX-License-Identifier: MIT
#include <hooklatch/scheme/encoding.hpp>

#include "support/catch.hpp"
#include "support/data_files.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using hooklatch::base64;
using hooklatch::base64url;
using hooklatch::hex;
using hooklatch::to_bytes;

namespace {

template <class Encoding>
std::optional<std::string> decode(std::string_view text, std::size_t room = 64) {
  std::vector<std::byte> out(room);
  const auto size = Encoding::decode(text, out);
  if (!size) return std::nullopt;
  REQUIRE(*size <= room);
  return test_support::as_text(hooklatch::byte_view(out).first(*size));
}

const nlohmann::json& vectors() {
  static const auto loaded = test_support::load_json(HOOKLATCH_TEST_DATA "/encoding/encoding_vectors.json");
  return loaded;
}

struct nothing {
  static std::optional<std::size_t> decode(std::string_view, std::span<std::byte>) { return 0; }  // may throw
  static std::string encode(hooklatch::byte_view) { return {}; }
  [[maybe_unused]] static constexpr std::string_view name = "nothing";
};

std::string without_padding(std::string text) {
  while (!text.empty() && text.back() == '=') text.pop_back();
  return text;
}

}  // namespace

TEST_CASE("the encodings are text encodings, and one whose decode may throw is none") {
  STATIC_REQUIRE(hooklatch::text_encoding<hex>);
  STATIC_REQUIRE(hooklatch::text_encoding<base64>);
  STATIC_REQUIRE(hooklatch::text_encoding<base64url>);
  STATIC_REQUIRE_FALSE(hooklatch::text_encoding<nothing>);
  CHECK(hex::name == "hex");
  CHECK(base64::name == "base64");
  CHECK(base64url::name == "base64url");
}

TEST_CASE("base64 reads and writes the vectors of RFC 4648 section 10") {
  REQUIRE(vectors().at("rfc4648_base64").size() == 7);
  for (const auto& each : vectors().at("rfc4648_base64")) {
    const auto bytes = test_support::from_hex(each.at(0).get<std::string>());
    const auto text = each.at(1).get<std::string>();
    INFO(text);
    CHECK(base64::encode(to_bytes(bytes)) == text);
    CHECK(decode<base64>(text) == bytes);
    CHECK(base64url::encode(to_bytes(bytes)) == without_padding(text));
    CHECK(decode<base64url>(without_padding(text)) == bytes);
  }
}

TEST_CASE("hex reads and writes the base 16 vectors of RFC 4648 section 10") {
  struct vector {
    std::string_view bytes, upper, lower;
  };
  for (const auto& each :
       {vector{"", "", ""}, vector{"f", "66", "66"}, vector{"fo", "666F", "666f"}, vector{"foo", "666F6F", "666f6f"},
        vector{"foob", "666F6F62", "666f6f62"}, vector{"fooba", "666F6F6261", "666f6f6261"},
        vector{"foobar", "666F6F626172", "666f6f626172"}}) {
    INFO(each.lower);
    CHECK(hex::encode(to_bytes(each.bytes)) == each.lower);
    CHECK(decode<hex>(each.lower) == std::string(each.bytes));
    CHECK(decode<hex>(each.upper) == std::string(each.bytes));
  }
}

TEST_CASE("the base64 alphabets stand in the order of RFC 4648") {
  // 48 bytes whose sextets are 0, 1, 2, ... 63.
  std::string bytes;
  for (unsigned i = 0; i < 64; i += 4) {
    const unsigned group = (i << 18U) | ((i + 1) << 12U) | ((i + 2) << 6U) | (i + 3);
    bytes += static_cast<char>(group >> 16U);
    bytes += static_cast<char>((group >> 8U) & 0xffU);
    bytes += static_cast<char>(group & 0xffU);
  }
  const std::string common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  CHECK(base64::encode(to_bytes(bytes)) == common + "+/");
  CHECK(decode<base64>(common + "+/") == bytes);
  CHECK(base64url::encode(to_bytes(bytes)) == common + "-_");
  CHECK(decode<base64url>(common + "-_") == bytes);
  CHECK_FALSE(decode<base64>(common + "-_"));
  CHECK_FALSE(decode<base64url>(common + "+/"));
}

TEST_CASE("base64 takes the canonical text of each digest and none of the near misses") {
  std::size_t read = 0;
  std::size_t lengths = 0;
  for (const auto& each : vectors().at("base64_reject")) {
    const auto text = each.at("text").get<std::string>();
    const auto why = each.at("why").get<std::string>();
    const auto raw = test_support::from_hex(each.at("raw_hex").get<std::string>());
    INFO(each.at("of").get<std::string>() << ": " << why);
    CHECK(decode<base64>(each.at("canonical").get<std::string>(), raw.size()) == raw);

    // Room for twice the digest, so that a text is not refused for its length alone.
    const auto bytes = decode<base64>(text, 2 * raw.size());
    const bool well_formed =
        why == "empty" || why == "last quartet missing" || (why == "value doubled" && raw.size() % 3 == 0);
    CHECK(bytes.has_value() == well_formed);
    // Those are good base64, of another length; a tag has to have the digest's length.
    if (bytes && bytes->size() != raw.size()) ++lengths;
    ++read;
  }
  CHECK(read == 110);
  CHECK(lengths == 9);  // empty and short for each of four digests, and the doubled one that has no padding inside
}

TEST_CASE("base64url refuses padding, the other alphabet and anything between") {
  for (const auto& each : vectors().at("base64_reject")) {
    const auto why = each.at("why").get<std::string>();
    const auto text = each.at("text").get<std::string>();
    const auto raw = test_support::from_hex(each.at("raw_hex").get<std::string>());
    INFO(each.at("of").get<std::string>() << ": " << why);
    if (why == "base64url unpadded") CHECK(decode<base64url>(text) == raw);
    if (text.find_first_of("=+/ \n\r\t!.") != std::string::npos) CHECK_FALSE(decode<base64url>(text, 128));
  }
  CHECK(decode<base64url>("-_8") == std::string("\xfb\xff"));
  CHECK_FALSE(decode<base64url>("-_9"));  // the last two bits are not zero
  CHECK_FALSE(decode<base64url>("-_8="));
  for (const char* six_bits_alone : {"-", "A", "AAAAA", "AAAAAAAAA"}) CHECK_FALSE(decode<base64url>(six_bits_alone));
}

TEST_CASE("hex takes the canonical text of each digest and none of the near misses") {
  std::size_t read = 0;
  for (const auto& each : vectors().at("hex_reject")) {
    const auto text = each.at("text").get<std::string>();
    const auto why = each.at("why").get<std::string>();
    const auto raw = test_support::from_hex(each.at("canonical").get<std::string>());
    INFO(each.at("of").get<std::string>() << ": " << why);
    CHECK(decode<hex>(each.at("canonical").get<std::string>(), raw.size()) == raw);

    const auto bytes = decode<hex>(text, 2 * raw.size());
    const bool other_length = why == "one byte short" || why == "one byte long" || why == "empty" ||
                              why == "first 16 bytes only" || why == "doubled";
    CHECK(bytes.has_value() == (other_length || why == "all zero"));
    if (bytes && other_length) CHECK(bytes->size() != raw.size());
    if (bytes && why == "all zero") CHECK(*bytes == std::string(raw.size(), '\0'));
    ++read;
  }
  CHECK(read == 80);
}

TEST_CASE("hex is read in upper, lower and mixed case and written in lower case") {
  const std::string bytes("\x01\x23\x45\x67\x89\xab\xcd\xef", 8);
  CHECK(decode<hex>("0123456789abcdef") == bytes);
  CHECK(decode<hex>("0123456789ABCDEF") == bytes);
  CHECK(decode<hex>("0123456789aBcDeF") == bytes);
  CHECK(hex::encode(to_bytes(bytes)) == "0123456789abcdef");
}

TEST_CASE("a decoder fails where the bytes do not fit, and never writes beyond its room") {
  const std::string bytes = "0123456789";
  struct form {
    std::string text;
    std::optional<std::size_t> (*decode)(std::string_view, std::span<std::byte>) noexcept;
  };
  for (const auto& each :
       {form{hex::encode(to_bytes(bytes)), &hex::decode}, form{base64::encode(to_bytes(bytes)), &base64::decode},
        form{base64url::encode(to_bytes(bytes)), &base64url::decode}}) {
    for (std::size_t room = 0; room <= bytes.size() + 1; ++room) {
      INFO(each.text << " into " << room);
      std::array<std::byte, 16> out{};
      out.fill(std::byte{0xee});
      const auto size = each.decode(each.text, std::span<std::byte>(out).first(room));
      CHECK(size.has_value() == (room >= bytes.size()));
      for (std::size_t i = room; i < out.size(); ++i) CHECK(out[i] == std::byte{0xee});
      if (size) CHECK(*size == bytes.size());
    }
  }
}

TEST_CASE("the empty text is no bytes, even where there is no room") {
  CHECK(decode<hex>("", 0) == std::string());
  CHECK(decode<base64>("", 0) == std::string());
  CHECK(decode<base64url>("", 0) == std::string());
}

TEST_CASE("every byte survives each encoding at every length up to two blocks") {
  std::string bytes;
  for (int i = 0; i < 130; ++i) {
    CHECK(decode<hex>(hex::encode(to_bytes(bytes)), 130) == bytes);
    CHECK(decode<base64>(base64::encode(to_bytes(bytes)), 130) == bytes);
    CHECK(decode<base64url>(base64url::encode(to_bytes(bytes)), 130) == bytes);
    bytes += static_cast<char>((i * 199 + 57) & 0xff);
  }
}

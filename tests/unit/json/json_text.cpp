// SPDX-License-Identifier: MIT
#include <hooklatch/json/text.hpp>

#include "support/catch.hpp"
#include "support/exact_text.hpp"

#include <cstdint>
#include <string>
#include <string_view>

using hooklatch::detail::json_bytes;
using hooklatch::detail::json_hex;
using hooklatch::detail::same_json_text;

namespace {

std::string bytes_of(std::string_view content, bool lone = false) {
  const test_support::exact_text exact(content);
  json_bytes bytes(exact.view());
  std::string text;
  for (int byte = bytes.next(); byte >= 0; byte = bytes.next()) text += static_cast<char>(byte);
  CHECK(bytes.next() == -1);
  CHECK(bytes.lone_surrogate() == lone);
  return text;
}

std::string escape(std::uint32_t unit) {
  const char* digits = "0123456789abcdef";
  std::string text = "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) text += digits[unit >> shift & 15U];
  return text;
}

// UTF-8 by its definition in RFC 3629.
std::string utf8(std::uint32_t code) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
  if (code < 0x80) return {byte(code)};
  if (code < 0x800) return {byte(0xc0 + code / 64), byte(0x80 + code % 64)};
  if (code < 0x10000) return {byte(0xe0 + code / 4096), byte(0x80 + code / 64 % 64), byte(0x80 + code % 64)};
  return {byte(0xf0 + code / 262144), byte(0x80 + code / 4096 % 64), byte(0x80 + code / 64 % 64),
          byte(0x80 + code % 64)};
}

}  // namespace

TEST_CASE("hex digits of both cases have a value, all other bytes have none") {
  for (int c = 0; c < 256; ++c) {
    const std::string_view digits = "0123456789abcdefABCDEF";
    const auto at = digits.find(static_cast<char>(c));
    const auto expected = at == std::string_view::npos ? 16 : at < 16 ? at : at - 6;
    CHECK(json_hex(static_cast<char>(c)) == expected);
  }
}

TEST_CASE("the two-character escapes are resolved") {
  CHECK(bytes_of("") == "");
  CHECK(bytes_of("plain") == "plain");
  CHECK(bytes_of(R"(\"\\\/\b\f\n\r\t)") == "\"\\/\b\f\n\r\t");
  CHECK(bytes_of(R"(a\\u0041)") == R"(a\u0041)");
  CHECK(bytes_of("\xc3\xa9\\n\xf0\x9f\x98\x80") == "\xc3\xa9\n\xf0\x9f\x98\x80");
}

TEST_CASE("every escaped code point becomes its UTF-8") {
  for (std::uint32_t code = 0; code < 0x10000; ++code) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    if (bytes_of("<" + escape(code) + ">") != "<" + utf8(code) + ">") FAIL("U+" << std::hex << code);
  }
  for (std::uint32_t code = 0x10000; code < 0x110000; code += 0x3fd) {
    const auto pair = escape(0xd800 + ((code - 0x10000) >> 10)) + escape(0xdc00 + ((code - 0x10000) & 0x3ff));
    if (bytes_of(pair + "!") != utf8(code) + "!") FAIL("U+" << std::hex << code);
  }
  CHECK(bytes_of(R"(\uD83D\uDE00)") == "\xf0\x9f\x98\x80");
  CHECK(bytes_of(R"(\ud800\udc00\udbff\udfff)") == "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf");
}

TEST_CASE("a lone surrogate is told, and takes nothing of its neighbour") {
  const std::string high = "\xed\xa0\xbd";
  const std::string low = "\xed\xb8\x80";
  CHECK(bytes_of(R"(\ud83d)", true) == high);
  CHECK(bytes_of(R"(\ude00)", true) == low);
  CHECK(bytes_of(R"(\ud83dx)", true) == high + "x");
  CHECK(bytes_of(R"(\ud83d\n)", true) == high + "\n");
  CHECK(bytes_of(R"(\ud83d\u0041)", true) == high + "A");
  CHECK(bytes_of(R"(\ud83d\\ude00)", true) == high + "\\ude00");
  CHECK(bytes_of(R"(\ude00\ud83d)", true) == low + high);
  CHECK(bytes_of(R"(\ud83d\ud83d\ude00)", true) == high + "\xf0\x9f\x98\x80");
  CHECK(bytes_of(R"(\ud83d\ude00\ude00)", true) == "\xf0\x9f\x98\x80" + low);
  CHECK(bytes_of(R"(\ud83du0041)", true) == high + "u0041");
}

TEST_CASE("content that no scanner passed is not read beyond its end") {
  for (const std::string_view content : {"\\", "a\\", "\\u", "\\u1", "\\u12", "\\u123", "\\uzzzz", "\\q", "\\ud83d\\",
                                         "\\ud83d\\u", "\\ud83d\\ude0", "\\ud83d\\u\\\\"}) {
    const test_support::exact_text exact(content);
    json_bytes bytes(exact.view());
    int read = 0;
    while (bytes.next() >= 0) ++read;
    CHECK(read <= 12);
  }
}

TEST_CASE("contents are the same text where their bytes are, escapes resolved") {
  CHECK(same_json_text("", ""));
  CHECK(same_json_text("abc", R"(\u0061b\u0063)"));
  CHECK(same_json_text(R"(\/)", "/"));
  CHECK_FALSE(same_json_text("", "a"));
  CHECK_FALSE(same_json_text("ab", "a"));
  CHECK_FALSE(same_json_text(R"(\u0061)", "A"));
  CHECK_FALSE(same_json_text(R"(\u0000)", ""));
}

// SPDX-License-Identifier: MIT
#include <hooklatch/detail/quoted_text.hpp>

#include "support/catch.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using namespace hooklatch;

namespace {

std::string in_quotes(std::string_view text, std::size_t longest = 1000) {
  std::string line;
  detail::append_quoted(line, text, longest);
  return line;
}
// What another reader makes of it.
std::string without_quotes(const std::string& text) { return nlohmann::json::parse(text).get<std::string>(); }

const std::string replacement = "\xef\xbf\xbd";

std::string utf8(std::uint32_t code) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
  if (code < 0x80) return {byte(code)};
  if (code < 0x800) return {byte(0xc0 | code >> 6), byte(0x80 | (code & 0x3f))};
  if (code < 0x10000) return {byte(0xe0 | code >> 12), byte(0x80 | (code >> 6 & 0x3f)), byte(0x80 | (code & 0x3f))};
  return {byte(0xf0 | code >> 18), byte(0x80 | (code >> 12 & 0x3f)), byte(0x80 | (code >> 6 & 0x3f)),
          byte(0x80 | (code & 0x3f))};
}

}  // namespace

TEST_CASE("printable ASCII stands as it is, the rest is escaped") {
  CHECK(in_quotes("") == R"("")");
  CHECK(in_quotes("evt_1 {}='~") == R"("evt_1 {}='~")");
  CHECK(in_quotes("a\"b\\c") == R"("a\"b\\c")");
  CHECK(in_quotes(std::string_view("\0\r\n\t\x1b\x7f", 6)) == R"("\u0000\u000d\u000a\u0009\u001b\u007f")");
  CHECK(in_quotes("\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80") == R"("\u00e9 \u20ac \ud83d\ude00")");
  // Next line, line separator, right-to-left override: ASCII has none of them.
  CHECK(in_quotes("\xc2\x85\xe2\x80\xa8\xe2\x80\xae") == R"("\u0085\u2028\u202e")");
}

TEST_CASE("every code point comes back through a JSON parser, and no byte of the line is outside printable ASCII") {
  std::size_t wrong = 0;
  for (std::uint32_t code = 0; code <= 0x10ffff; code += code < 0x3000 ? 1 : 61) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const auto text = in_quotes(utf8(code));
    bool good = without_quotes(text) == utf8(code);
    for (const char c : text) good = good && c >= 0x20 && c < 0x7f;
    wrong += good ? 0U : 1U;
  }
  CHECK(wrong == 0);
}

TEST_CASE("what is not UTF-8 becomes the replacement character, byte by byte") {
  for (const auto* text : {"\x80", "\xbf", "\xc0", "\xc1", "\xc2", "\xf5", "\xff", "\xe2", "\xf0"}) {
    CHECK(without_quotes(in_quotes(text)) == replacement);
  }
  CHECK(without_quotes(in_quotes("\xc0\xaf")) == replacement + replacement);                    // overlong
  CHECK(without_quotes(in_quotes("\xe0\x9f\xbf")) == replacement + replacement + replacement);  // overlong
  CHECK(without_quotes(in_quotes("\xf0\x8f\xbf\xbf")).size() == 4 * replacement.size());        // overlong
  CHECK(without_quotes(in_quotes("\xed\xa0\x80")).size() == 3 * replacement.size());            // surrogate
  CHECK(without_quotes(in_quotes("\xf4\x90\x80\x80")).size() == 4 * replacement.size());        // above U+10FFFF
  CHECK(without_quotes(in_quotes("\xe2\x82")) == replacement + replacement);                    // cut off
  CHECK(without_quotes(in_quotes("\xe2\x82x")) == replacement + replacement + "x");             // nothing is swallowed
  CHECK(without_quotes(in_quotes("\xc3\"\n")) == replacement + "\"\n");
  CHECK(without_quotes(in_quotes("\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf")) ==
        "\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf");
}

TEST_CASE("a long text is cut between two characters") {
  CHECK(in_quotes("abcde", 5) == R"("abcde")");
  CHECK(in_quotes("abcdef", 5) == R"("abcde...")");
  CHECK(in_quotes("abcd\n\n", 5) == R"("abcd\u000a...")");
  const auto huge = in_quotes(std::string(1000000, '\x01'), 100);
  CHECK(huge.size() < 120);
  CHECK(without_quotes(huge).ends_with("\x01..."));
}

// SPDX-License-Identifier: MIT
#include <hooklatch/json/strings.hpp>

#include "support/json_checks.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using namespace hooklatch;
using namespace test_support;

namespace {

std::string quoted(std::string_view content) { return '"' + std::string(content) + '"'; }

// The table of RFC 3629 section 4, written out as ranges.
bool well_formed(std::string_view s) {
  const auto in = [&](std::size_t i, int low, int high) {
    return i < s.size() && static_cast<unsigned char>(s[i]) >= low && static_cast<unsigned char>(s[i]) <= high;
  };
  switch (s.size()) {
    case 1:
      return in(0, 0, 0x7f);
    case 2:
      return in(0, 0xc2, 0xdf) && in(1, 0x80, 0xbf);
    case 3:
      return in(2, 0x80, 0xbf) &&
             ((in(0, 0xe0, 0xe0) && in(1, 0xa0, 0xbf)) || (in(0, 0xe1, 0xec) && in(1, 0x80, 0xbf)) ||
              (in(0, 0xed, 0xed) && in(1, 0x80, 0x9f)) || (in(0, 0xee, 0xef) && in(1, 0x80, 0xbf)));
    case 4:
      return in(2, 0x80, 0xbf) && in(3, 0x80, 0xbf) &&
             ((in(0, 0xf0, 0xf0) && in(1, 0x90, 0xbf)) || (in(0, 0xf1, 0xf3) && in(1, 0x80, 0xbf)) ||
              (in(0, 0xf4, 0xf4) && in(1, 0x80, 0x8f)));
    default:
      return false;
  }
}

}  // namespace

TEST_CASE("every byte alone in a string, at every distance from both ends") {
  for (int byte = 0; byte < 256; ++byte) {
    for (std::size_t before = 0; before < 34; ++before) {
      for (const std::size_t after : {0U, 1U, 7U, 8U, 15U, 16U, 17U, 40U}) {
        const std::string text =
            '"' + std::string(before, 'a') + static_cast<char>(byte) + std::string(after, 'b') + '"';
        const auto refused = scan_exactly(text);
        auto expected = json_errc::none;
        std::size_t offset = 0;
        if (byte == '"') {
          expected = json_errc::malformed;  // what follows the string
          offset = before + 2;
        } else if (byte == '\\') {
          // \b is an escape; the quote that follows otherwise is taken by the backslash
          if (after == 0) expected = json_errc::malformed;
          offset = after == 0 ? text.size() : 0;
        } else if (byte < 0x20) {
          expected = json_errc::malformed;
          offset = before + 1;
        } else if (byte >= 0x80) {
          expected = json_errc::invalid_utf8;
          offset = before + 1;
        }
        if (refused.code != expected || refused.offset != offset) {
          FAIL("byte " << byte << " behind " << before << ", before " << after << ": " << refused.code << " at "
                       << refused.offset);
        }
      }
    }
  }
}

TEST_CASE("all sequences of two bytes, and three and four with every lead, are UTF-8 as in RFC 3629") {
  const auto check = [](std::string_view sequence) {
    // As one character; a prefix that is a character by itself is followed by what is none.
    const bool taken = !scan_exactly(quoted(sequence));
    bool expected = well_formed(sequence);
    if (!expected && sequence.size() > 1) return;  // two characters may stand there: the next test
    if (taken != expected) FAIL("differs at " << static_cast<int>(static_cast<unsigned char>(sequence[0])));
  };
  for (int a = 0x80; a < 0x100; ++a) check(std::string(1, static_cast<char>(a)));
  for (int a = 0xc0; a < 0x100; ++a) {
    for (int b = 0; b < 0x100; ++b) {
      if (b == '"' || b == '\\' || b < 0x20) continue;
      const std::string two{static_cast<char>(a), static_cast<char>(b)};
      // A lead byte is never a character alone, so two bytes are one character or wrong.
      if (!scan_exactly(quoted(two)) != well_formed(two)) FAIL("two bytes " << a << " " << b);
      for (const int c : {0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff}) {
        const std::string three = two + static_cast<char>(c);
        const bool one_and_rest = well_formed(two) && c == 0x7f;
        if (!scan_exactly(quoted(three)) != (well_formed(three) || one_and_rest)) {
          FAIL("three bytes " << a << " " << b << " " << c);
        }
        for (const int d : {0x7f, 0x80, 0xbf, 0xc0}) {
          const std::string four = three + static_cast<char>(d);
          const bool parts = (well_formed(three) || one_and_rest) && d == 0x7f;
          if (!scan_exactly(quoted(four)) != (well_formed(four) || parts)) {
            FAIL("four bytes " << a << " " << b << " " << c << " " << d);
          }
        }
      }
    }
  }
}

TEST_CASE("a wrong UTF-8 sequence is refused at its first byte") {
  check_refused("\"abc\xc3\"", json_errc::invalid_utf8, 4);
  check_refused("\"\xc3\xa9\xc0\x80\"", json_errc::invalid_utf8, 3);
  check_refused("\"\xed\xa0\x80\"", json_errc::invalid_utf8, 1);
  check_refused("\"\xe2\x82", json_errc::invalid_utf8, 1);
  check_refused("{\"\xff\":1}", json_errc::invalid_utf8, 2);
  check_taken("\"\xe2\x82\xac\xf0\x9f\x98\x80\xc3\xa9 mixed \xe4\xb8\xad\xe6\x96\x87\"");
}

TEST_CASE("bytes above ASCII outside a string are not JSON") {
  check_refused("\xc3\xa9", json_errc::malformed, 0);
  check_refused("\xef\xbb\xbf{}", json_errc::malformed, 0);  // a byte order mark
  check_refused("[1\xc2\xa0]", json_errc::malformed, 2);
}

TEST_CASE("every escape letter and no other byte") {
  for (int byte = 0; byte < 256; ++byte) {
    INFO(byte);
    const auto text = quoted(std::string("\\") + static_cast<char>(byte));
    const bool letter = std::string_view("\"\\/bfnrt").find(static_cast<char>(byte)) != std::string_view::npos;
    const auto refused = scan_exactly(text);
    CHECK(refused.code == (letter ? json_errc::none : json_errc::malformed));
    if (!letter) CHECK(refused.offset == 1);
  }
}

TEST_CASE("a unicode escape has four hex digits") {
  check_taken(R"("\u0000\uFFFF\uabCD")");
  for (std::size_t at = 0; at < 4; ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string digits = "0af9";
      digits[at] = static_cast<char>(byte);
      const bool hex =
          std::string_view("0123456789abcdefABCDEF").find(static_cast<char>(byte)) != std::string_view::npos;
      if (!scan_exactly(quoted("\\u" + digits)) != hex) FAIL("byte " << byte << " at " << at);
    }
  }
  check_refused(R"("ab\u12")", json_errc::malformed, 3);
  check_refused(R"("\u12)", json_errc::malformed, 1);
  check_refused(R"("\)", json_errc::malformed, 1);
  check_refused(R"("\u)", json_errc::malformed, 1);
}

TEST_CASE("lone surrogates in escapes are let through, whole ones too") {
  for (const std::string_view content : {R"(\ud83d)", R"(\ude00)", R"(\ud83d\ude00)", R"(\udfff\ud800x)"}) {
    check_taken(quoted(content));
    check_taken("{" + quoted(content) + ":" + quoted(content) + "}");
  }
}

TEST_CASE("a string without its end is refused where the text ends") {
  for (std::size_t size = 0; size < 40; ++size)
    check_refused('"' + std::string(size, 'x'), json_errc::malformed, size + 1);
}

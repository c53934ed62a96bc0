// SPDX-License-Identifier: MIT
#include <hooklatch/json/lexer.hpp>

#include "support/json_checks.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

using namespace hooklatch;
using namespace test_support;

namespace {

// RFC 8259 section 6 from right to left, cutting off one optional part after the other.
bool is_number(std::string_view text) {
  const auto all_digits = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (const auto exponent = text.find_first_of("eE"); exponent != std::string_view::npos) {
    auto part = text.substr(exponent + 1);
    if (!part.empty() && (part[0] == '+' || part[0] == '-')) part.remove_prefix(1);
    if (!all_digits(part)) return false;
    text = text.substr(0, exponent);
  }
  if (const auto point = text.find('.'); point != std::string_view::npos) {
    if (!all_digits(text.substr(point + 1))) return false;
    text = text.substr(0, point);
  }
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  return all_digits(text) && (text == "0" || text[0] != '0');
}

}  // namespace

TEST_CASE("the three words are taken whole and in lower case only") {
  for (const std::string word : {"true", "false", "null"}) {
    check_taken(word);
    for (std::size_t i = 1; i < word.size(); ++i) check_refused(word.substr(0, i), json_errc::malformed, 0);
    check_refused(word + "x", json_errc::malformed, word.size());
    check_refused(word + word, json_errc::malformed, word.size());
    auto upper = word;
    upper[1] = static_cast<char>(upper[1] - 32);
    check_refused(upper, json_errc::malformed, 0);
  }
  check_refused("True", json_errc::malformed, 0);
  check_refused("NaN", json_errc::malformed, 0);
  check_refused("Infinity", json_errc::malformed, 0);
}

TEST_CASE("white space is the four bytes of RFC 8259") {
  const std::string space = " \t\r\n \n";
  check_taken(space + "1" + space);
  check_taken(space + "{" + space + "}" + space);
  check_taken(space + "[" + space + "]" + space);
  check_taken(space + "{" + space + "\"a\"" + space + ":" + space + "[" + space + "1" + space + "," + space + "2" +
              space + "]" + space + "," + space + "\"b\"" + space + ":" + space + "{" + space + "}" + space + "}" +
              space);
  for (int byte = 0; byte < 256; ++byte) {
    const bool is_space = byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
    if (byte >= '0' && byte <= '9') continue;
    INFO(byte);
    CHECK(!scan_exactly(std::string("[") + static_cast<char>(byte) + "0]") == (is_space || byte == '-'));
    CHECK(!scan_exactly(std::string("[0") + static_cast<char>(byte) + "]") == is_space);
    CHECK(!scan_exactly(std::string("0") + static_cast<char>(byte)) == is_space);
  }
}

TEST_CASE("numbers are exactly those of the grammar, in every text of up to six of its characters") {
  constexpr std::array<char, 7> letters{'-', '0', '1', '.', 'e', 'E', '+'};
  std::size_t taken = 0;
  for (std::size_t size = 1; size <= 6; ++size) {
    std::size_t count = 1;
    for (std::size_t i = 0; i < size; ++i) count *= letters.size();
    for (std::size_t n = 0; n < count; ++n) {
      std::string text;
      for (std::size_t rest = n, i = 0; i < size; ++i, rest /= letters.size()) text += letters[rest % letters.size()];
      const bool expected = is_number(text);
      if (!json_scan(text) != expected) FAIL(text);
      if (expected) ++taken;
    }
  }
  CHECK(taken > 500);
}

TEST_CASE("a number is never converted, so it may be of any size") {
  check_taken(std::string(100000, '9'));
  check_taken("-0." + std::string(100000, '0') + "1e-" + std::string(1000, '9'));
  check_taken("1e400");
  check_taken("123456789012345678901234567890");
}

TEST_CASE("a number is refused where its grammar ends") {
  check_refused("01", json_errc::malformed, 1);
  check_refused("-", json_errc::malformed, 1);
  check_refused("-x", json_errc::malformed, 1);
  check_refused("1.", json_errc::malformed, 2);
  check_refused("1.e5", json_errc::malformed, 2);
  check_refused("1e", json_errc::malformed, 2);
  check_refused("1e+", json_errc::malformed, 3);
  check_refused(".5", json_errc::malformed, 0);
  check_refused("+1", json_errc::malformed, 0);
  check_refused("[1.2.3]", json_errc::malformed, 4);
}

// SPDX-License-Identifier: MIT
#include <hooklatch/scheme/encoding.hpp>

#include "support/catch.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// One text for each byte string: for all values of one and of two bytes, every text of the right length is tried. What
// a text stands for is worked out from the alphabet as RFC 4648 prints it, with arithmetic only.

namespace {

constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64url_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
// Neighbours of the ranges in ASCII, padding, white space, NUL and bytes with the high bit.
constexpr char strangers[] = "\0\t\n\r !\"#$%&'(),.:;<=>?@[\\]^`{|}~\x7f\x80\xb0\xc1\xff";

std::optional<unsigned> place_of(std::string_view digits, char c) {
  const auto at = digits.find(c);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<unsigned>(at);
}

std::optional<unsigned> nibble(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

std::string all_characters() {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  return all;
}

struct tally {
  std::size_t accepted = 0;
  std::size_t wrong = 0;
  std::string first_wrong;

  template <class Encoding>
  void compare(std::string_view text, const std::optional<unsigned>& expected, std::size_t size) {
    std::array<std::byte, 4> out{};
    const auto read = Encoding::decode(text, out);
    std::optional<unsigned> value;
    if (read == size) {
      value = 0;
      for (std::size_t i = 0; i < size; ++i) value = *value << 8U | std::to_integer<unsigned>(out[i]);
    }
    // Canonical: what was read is written as it was, but for the case of hex digits.
    const bool same_text =
        !value || Encoding::name == "hex" || Encoding::encode(std::span<const std::byte>(out).first(size)) == text;
    if (value) ++accepted;
    if (read.has_value() == expected.has_value() && value == expected && same_text) return;
    if (wrong++ == 0) first_wrong = text;
  }
};

template <class Encoding>
tally try_one_byte_sextets(std::string_view digits, std::string_view padding) {
  tally seen;
  const auto all = all_characters();
  for (const char a : all) {
    for (const char b : all) {
      const auto high = place_of(digits, a);
      const auto low = place_of(digits, b);
      std::optional<unsigned> expected;
      if (high && low && *low % 16 == 0) expected = *high * 4 + *low / 16;
      seen.compare<Encoding>(std::string{a, b}.append(padding), expected, 1);
    }
  }
  return seen;
}

template <class Encoding>
tally try_two_byte_sextets(std::string_view digits, std::string_view padding) {
  tally seen;
  const auto tried = std::string(digits).append(strangers, sizeof(strangers) - 1);
  for (const char a : tried) {
    for (const char b : tried) {
      for (const char c : tried) {
        if (c == '=' && !padding.empty()) continue;  // that is a text of one byte, tried above
        const auto first = place_of(digits, a);
        const auto second = place_of(digits, b);
        const auto third = place_of(digits, c);
        std::optional<unsigned> expected;
        if (first && second && third && *third % 4 == 0) expected = *first * 1024 + *second * 16 + *third / 4;
        seen.compare<Encoding>(std::string{a, b, c}.append(padding), expected, 2);
      }
    }
  }
  return seen;
}

void check(const tally& seen, std::size_t values) {
  INFO("first wrong text: " << seen.first_wrong);
  CHECK(seen.wrong == 0);
  CHECK(seen.accepted == values);
}

}  // namespace

TEST_CASE("base64 has one text for each byte and no other") {
  check(try_one_byte_sextets<hooklatch::base64>(base64_digits, "=="), 256);
}

TEST_CASE("base64 has one text for each two bytes and no other") {
  check(try_two_byte_sextets<hooklatch::base64>(base64_digits, "="), 65536);
}

TEST_CASE("base64url has one text for each byte and no other") {
  check(try_one_byte_sextets<hooklatch::base64url>(base64url_digits, ""), 256);
}

TEST_CASE("base64url has one text for each two bytes and no other") {
  check(try_two_byte_sextets<hooklatch::base64url>(base64url_digits, ""), 65536);
}

TEST_CASE("hex has one text in each case for each byte and no other") {
  tally seen;
  const auto all = all_characters();
  for (const char a : all) {
    for (const char b : all) {
      std::optional<unsigned> expected;
      if (nibble(a) && nibble(b)) expected = *nibble(a) * 16 + *nibble(b);
      seen.compare<hooklatch::hex>(std::string{a, b}, expected, 1);
    }
  }
  check(seen, 22 * 22);
}

TEST_CASE("hex has one text in each case for each two bytes and no other") {
  tally seen;
  const std::string tried = std::string("0123456789abcdefABCDEF/:@G`g \n\x80") + '\0';
  std::string text(4, '0');
  for (const char a : tried) {
    for (const char b : tried) {
      for (const char c : tried) {
        for (const char d : tried) {
          text = {a, b, c, d};
          std::optional<unsigned> expected = 0;
          for (const char digit : text) {
            const auto value = nibble(digit);
            if (expected) expected = value ? std::optional(*expected * 16 + *value) : std::nullopt;
          }
          seen.compare<hooklatch::hex>(text, expected, 2);
        }
      }
    }
  }
  check(seen, 22 * 22 * 22 * 22);
}

TEST_CASE("padding stands at the end of a whole group only") {
  // All texts of up to six characters. The digits are 0, 16 and 48, whose last four bits are zero wherever they stand.
  constexpr std::string_view tried = "AQw=-";
  std::size_t wrong = 0;
  std::size_t accepted = 0;
  std::string first_wrong;
  std::size_t texts = 1;
  for (std::size_t length = 0; length <= 6; ++length, texts *= tried.size()) {
    for (std::size_t number = 0; number < texts; ++number) {
      std::string text;
      for (std::size_t i = 0, rest = number; i < length; ++i, rest /= tried.size()) text += tried[rest % tried.size()];
      const auto digits = text.find_first_not_of("AQw");
      const auto count = digits == std::string::npos ? length : digits;
      const auto padding = length - count;
      const bool good = length % 4 == 0 && padding <= 2 && text.find_first_not_of('=', count) == std::string::npos;
      std::array<std::byte, 8> out{};
      const auto size = hooklatch::base64::decode(text, out);
      if (size) ++accepted;
      if (size.has_value() != good || (good && *size != length / 4 * 3 - padding)) {
        if (wrong++ == 0) first_wrong = text;
      }
    }
  }
  INFO("first wrong text: " << first_wrong);
  CHECK(wrong == 0);
  CHECK(accepted == 1 + 81 + 27 + 9);
}

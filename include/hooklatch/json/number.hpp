// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

namespace detail {

/// The digits of a number on their way into a coefficient. Zeros that do not fit any more are counted instead, so that
/// `1000000000000000000000000` is still exact; another digit after them does not fit.
class decimal_digits {
 public:
  constexpr explicit decimal_digits(bool negative) noexcept
      : most_(std::uint64_t{std::numeric_limits<std::int64_t>::max()} + (negative ? 1U : 0U)) {}

  [[nodiscard]] constexpr bool take(char c) noexcept {
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (left_out_ == 0 && value_ <= (most_ - digit) / 10) {
      value_ = value_ * 10 + digit;
      return true;
    }
    ++left_out_;
    return digit == 0;
  }
  [[nodiscard]] constexpr std::uint64_t value() const noexcept { return value_; }
  /// How many zeros stand behind the digits of `value()`.
  [[nodiscard]] constexpr std::int64_t left_out() const noexcept { return left_out_; }

 private:
  std::uint64_t most_;
  std::uint64_t value_ = 0;
  std::int64_t left_out_ = 0;
};

}  // namespace detail

/// An exact decimal number: `coefficient` times ten to the power of `exponent`. `120.00` is 12000 and -2.
class decimal {
 public:
  static constexpr std::int32_t largest_exponent = 1000;

  constexpr decimal(std::int64_t coefficient, std::int32_t exponent) noexcept
      : coefficient_(coefficient), exponent_(exponent) {}

  /// Reads a number in JSON's grammar, as it stands in a number or inside a string (`"12.0"`). `payload_wrong_type` for
  /// another text, and for a value that does not fit exactly: a coefficient outside -2^63 to 2^63 - 1 or an exponent
  /// beyond +-1000. Zero is zero whatever its sign and exponent.
  [[nodiscard]] static result<decimal> parse(std::string_view text) noexcept {
    std::size_t at = 0;
    const auto is = [&](char c) { return at < text.size() && text[at] == c; };
    const auto is_digit = [&] { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
    const bool negative = is('-');
    if (negative) ++at;
    detail::decimal_digits digits(negative);
    if (!is_digit()) return errc::payload_wrong_type;
    const std::size_t first = at;
    for (; is_digit(); ++at) {
      if (!digits.take(text[at])) return errc::payload_wrong_type;
    }
    if (text[first] == '0' && at - first > 1) return errc::payload_wrong_type;
    // Never more than the text has bytes, so 64 bits are enough.
    std::int64_t exponent = 0;
    if (is('.')) {
      ++at;
      if (!is_digit()) return errc::payload_wrong_type;
      for (; is_digit(); ++at, --exponent) {
        if (!digits.take(text[at])) return errc::payload_wrong_type;
      }
    }
    if (is('e') || is('E')) {
      ++at;
      const bool down = is('-');
      if (down || is('+')) ++at;
      if (!is_digit()) return errc::payload_wrong_type;
      std::int64_t shift = 0;
      for (; is_digit(); ++at) {
        if (shift <= far_out) shift = shift * 10 + (text[at] - '0');
      }
      exponent += down ? -shift : shift;
    }
    if (at != text.size()) return errc::payload_wrong_type;
    exponent += digits.left_out();
    const bool fits = exponent >= -largest_exponent && exponent <= largest_exponent;
    if (digits.value() == 0) return decimal(0, fits ? static_cast<std::int32_t>(exponent) : 0);
    if (!fits) return errc::payload_wrong_type;
    // Through unsigned arithmetic, because the negation of -2^63 is no std::int64_t.
    const std::uint64_t coefficient = negative ? 0U - digits.value() : digits.value();
    return decimal(static_cast<std::int64_t>(coefficient), static_cast<std::int32_t>(exponent));
  }

  /// A number, or a string that holds one without escapes.
  [[nodiscard]] static result<decimal> from(const json_value& value) noexcept {
    if (value.is_number()) return parse(value.text());
    if (value.is_string()) return parse(value.raw_content());
    return errc::payload_wrong_type;
  }

  [[nodiscard]] constexpr std::int64_t coefficient() const noexcept { return coefficient_; }
  [[nodiscard]] constexpr std::int32_t exponent() const noexcept { return exponent_; }

  /// The value times ten to the power of `digits`, as a whole number: `120.00` in minor units of two digits is 12000.
  /// `payload_wrong_type` where that is not whole or does not fit.
  [[nodiscard]] result<std::int64_t> minor_units(std::int32_t digits) const noexcept {
    constexpr auto most = std::numeric_limits<std::int64_t>::max() / 10;
    std::int64_t value = coefficient_;
    if (value == 0) return value;
    // At most 19 rounds, whatever the exponent: the value runs out of zeros or of room.
    for (auto rest = std::int64_t{exponent_} + digits; rest != 0; rest += rest < 0 ? 1 : -1) {
      if (rest < 0 ? value % 10 != 0 : value > most || value < -most) return errc::payload_wrong_type;
      value = rest < 0 ? value / 10 : value * 10;
    }
    return value;
  }
  /// The value as a whole number: `12`, `12.00` and `1.2e1` are 12. Errors as for `minor_units`.
  [[nodiscard]] result<std::int64_t> integer() const noexcept { return minor_units(0); }

 private:
  // Further than any digits of a text in memory can bring an exponent back from.
  static constexpr std::int64_t far_out = std::int64_t{1} << 56;

  std::int64_t coefficient_;
  std::int32_t exponent_;
};

}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

// Reading of secrets. No branch and no address depends on a secret's bytes: digits are found by arithmetic, not in a
// table, and the verdict is taken once, at the end. Lengths, prefixes and padding are public.

/// All ones where `low <= c <= high`, else 0. Both differences are below 2^31 unless they went below zero.
[[nodiscard]] constexpr std::uint32_t mask_in_range(std::uint32_t c, std::uint32_t low, std::uint32_t high) noexcept {
  const std::uint32_t outside = ((c - low) | (high - c)) >> 31;
  return outside - 1U;
}

[[nodiscard]] constexpr std::uint32_t to_code(char c) noexcept { return static_cast<unsigned char>(c); }

/// The value of a base64 digit (RFC 4648 section 4), or all ones.
[[nodiscard]] constexpr std::uint32_t secret_sextet(char c) noexcept {
  const std::uint32_t code = to_code(c);
  const std::uint32_t upper = mask_in_range(code, 'A', 'Z');
  const std::uint32_t lower = mask_in_range(code, 'a', 'z');
  const std::uint32_t number = mask_in_range(code, '0', '9');
  const std::uint32_t plus = mask_in_range(code, '+', '+');
  const std::uint32_t slash = mask_in_range(code, '/', '/');
  return (upper & (code - 'A')) | (lower & (code - 'a' + 26U)) | (number & (code - '0' + 52U)) | (plus & 62U) |
         (slash & 63U) | ~(upper | lower | number | plus | slash);
}

/// The value of a hex digit in either case, or all ones.
[[nodiscard]] constexpr std::uint32_t secret_nibble(char c) noexcept {
  const std::uint32_t code = to_code(c);
  const std::uint32_t upper = mask_in_range(code, 'A', 'F');
  const std::uint32_t lower = mask_in_range(code, 'a', 'f');
  const std::uint32_t number = mask_in_range(code, '0', '9');
  return (upper & (code - 'A' + 10U)) | (lower & (code - 'a' + 10U)) | (number & (code - '0')) |
         ~(upper | lower | number);
}

/// Base64 without the one or two `=` that fill up its last group of four.
[[nodiscard]] constexpr std::string_view without_padding(std::string_view text) noexcept {
  if (text.size() % 4 != 0) return text;
  for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) text.remove_suffix(1);
  return text;
}

/// Canonical base64 with its padding already taken off.
[[nodiscard]] constexpr std::optional<std::size_t> decode_secret_sextets(std::string_view text,
                                                                         std::span<std::byte> out) noexcept {
  const std::size_t rest = text.size() % 4;
  const std::size_t size = text.size() / 4 * 3 + (rest == 0 ? 0 : rest - 1);
  if (rest == 1 || size > out.size()) return std::nullopt;
  std::size_t written = 0;
  std::uint32_t bits = 0;
  std::uint32_t bad = 0;
  unsigned held = 0;
  for (const char c : text) {
    const std::uint32_t value = secret_sextet(c);
    bad |= value >> 31;
    bits = (bits << 6) | (value & 0x3fU);
    held += 6;
    if (held >= 8) {
      held -= 8;
      out[written++] = static_cast<std::byte>((bits >> held) & 0xffU);
    }
  }
  bad |= bits & ((1U << held) - 1U);
  if (bad != 0) return std::nullopt;
  return written;
}

[[nodiscard]] constexpr std::optional<std::size_t> decode_secret_hex(std::string_view text,
                                                                     std::span<std::byte> out) noexcept {
  if (text.size() % 2 != 0 || text.size() / 2 > out.size()) return std::nullopt;
  std::uint32_t bad = 0;
  for (std::size_t i = 0; i < text.size() / 2; ++i) {
    const std::uint32_t high = secret_nibble(text[2 * i]);
    const std::uint32_t low = secret_nibble(text[2 * i + 1]);
    bad |= (high | low) >> 31;
    out[i] = static_cast<std::byte>(((high & 0xfU) << 4) | (low & 0xfU));
  }
  if (bad != 0) return std::nullopt;
  return text.size() / 2;
}

/// Whether there is no byte at all but NUL and ASCII white space. An HMAC key of NULs is the empty key, and white space
/// is what an unset variable or an empty file leaves behind.
[[nodiscard]] constexpr bool is_blank_secret(byte_view bytes) noexcept {
  std::uint32_t substance = 0;
  for (const auto byte : bytes) {
    const auto code = std::to_integer<std::uint32_t>(byte);
    substance |= ~(mask_in_range(code, 0, 0) | mask_in_range(code, '\t', '\r') | mask_in_range(code, ' ', ' '));
  }
  return substance == 0;
}

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

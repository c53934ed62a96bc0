// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// Purpose: how bytes are written as text, in a signature or in a secret.
///
/// Exemplar: `struct none { static std::optional<std::size_t> decode(std::string_view, std::span<std::byte>) noexcept;`
/// `static std::string encode(byte_view); static constexpr std::string_view name = "none"; };`
///
/// Models: `hex`, `base64`, `base64url`.
///
/// `decode` reads all of the text or fails; each byte string has exactly one text that decodes to it (hex: one in
/// each case). It answers how many bytes it wrote, and fails where they do not fit.
template <class E>
concept text_encoding = requires(std::string_view text, std::span<std::byte> out, byte_view in) {
  { E::decode(text, out) } noexcept -> std::same_as<std::optional<std::size_t>>;
  { E::encode(in) } -> std::same_as<std::string>;
  { E::name } -> std::convertible_to<std::string_view>;
};

namespace detail {

using sextet_table = std::array<std::uint8_t, 256>;
inline constexpr std::uint8_t not_a_digit = 0xff;

[[nodiscard]] constexpr sextet_table make_digits(std::string_view alphabet) noexcept {
  sextet_table table{};
  for (auto& entry : table) entry = not_a_digit;
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}

inline constexpr std::string_view base64_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
inline constexpr std::string_view base64url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
inline constexpr sextet_table base64_digits = make_digits(base64_alphabet);
inline constexpr sextet_table base64url_digits = make_digits(base64url_alphabet);

[[nodiscard]] constexpr sextet_table make_hex_digits() noexcept {
  sextet_table table = make_digits("0123456789abcdef");
  for (std::uint8_t i = 0; i < 6; ++i) table[static_cast<std::size_t>('A' + i)] = static_cast<std::uint8_t>(10 + i);
  return table;
}
inline constexpr sextet_table hex_digits = make_hex_digits();

[[nodiscard]] inline std::uint8_t digit(const sextet_table& table, char c) noexcept {
  return table[static_cast<unsigned char>(c)];
}

/// RFC 4648 section 4 and 5, canonical: no other characters, and the bits that fill up the last character are zero.
/// `text` comes without its padding. A table look-up is fine here: what came in a request is no secret.
[[nodiscard]] inline std::optional<std::size_t> decode_sextets(std::string_view text, const sextet_table& table,
                                                               std::span<std::byte> out) noexcept {
  const std::size_t rest = text.size() % 4;
  const std::size_t size = text.size() / 4 * 3 + (rest == 0 ? 0 : rest - 1);
  if (rest == 1 || size > out.size()) return std::nullopt;
  std::size_t written = 0;
  std::uint32_t bits = 0;
  unsigned held = 0;
  std::uint8_t seen = 0;  // the high bit is set only by a character that is no digit
  for (const char c : text) {
    const std::uint8_t value = digit(table, c);
    seen |= value;
    bits = (bits << 6) | (value & 0x3fU);
    held += 6;
    if (held >= 8) {
      held -= 8;
      out[written++] = static_cast<std::byte>((bits >> held) & 0xffU);
    }
  }
  if ((seen & 0x80U) != 0 || (bits & ((1U << held) - 1U)) != 0) return std::nullopt;
  return written;
}

[[nodiscard]] inline std::string encode_sextets(byte_view in, std::string_view alphabet) {
  std::string text;
  text.reserve((in.size() + 2) / 3 * 4);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const auto byte : in) {
    bits = (bits << 8) | std::to_integer<std::uint32_t>(byte);
    held += 8;
    while (held >= 6) {
      held -= 6;
      text += alphabet[(bits >> held) & 0x3fU];
    }
  }
  if (held > 0) text += alphabet[(bits << (6 - held)) & 0x3fU];
  return text;
}

}  // namespace detail

/// Base 16 (RFC 4648 section 8): two digits a byte, read in either case, written in lower case.
struct hex {
  static constexpr std::string_view name = "hex";

  [[nodiscard]] static std::optional<std::size_t> decode(std::string_view text, std::span<std::byte> out) noexcept {
    if (text.size() % 2 != 0 || text.size() / 2 > out.size()) return std::nullopt;
    std::uint8_t seen = 0;
    for (std::size_t i = 0; i < text.size() / 2; ++i) {
      const std::uint8_t high = detail::digit(detail::hex_digits, text[2 * i]);
      const std::uint8_t low = detail::digit(detail::hex_digits, text[2 * i + 1]);
      seen |= static_cast<std::uint8_t>(high | low);
      out[i] = static_cast<std::byte>(((high & 0x0fU) << 4U) | (low & 0x0fU));
    }
    if ((seen & 0x80U) != 0) return std::nullopt;
    return text.size() / 2;
  }

  [[nodiscard]] static std::string encode(byte_view in) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * in.size());
    for (const auto byte : in) {
      text += digits[std::to_integer<std::size_t>(byte >> 4)];
      text += digits[std::to_integer<std::size_t>(byte & std::byte{0x0f})];
    }
    return text;
  }
};

/// Base 64 (RFC 4648 section 4), with its padding.
struct base64 {
  static constexpr std::string_view name = "base64";

  [[nodiscard]] static std::optional<std::size_t> decode(std::string_view text, std::span<std::byte> out) noexcept {
    if (text.size() % 4 != 0) return std::nullopt;
    for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) text.remove_suffix(1);
    return detail::decode_sextets(text, detail::base64_digits, out);
  }

  [[nodiscard]] static std::string encode(byte_view in) {
    std::string text = detail::encode_sextets(in, detail::base64_alphabet);
    while (text.size() % 4 != 0) text += '=';
    return text;
  }
};

/// Base 64 with the URL and file name safe alphabet (RFC 4648 section 5), without padding, as JOSE writes it.
struct base64url {
  static constexpr std::string_view name = "base64url";

  [[nodiscard]] static std::optional<std::size_t> decode(std::string_view text, std::span<std::byte> out) noexcept {
    return detail::decode_sextets(text, detail::base64url_digits, out);
  }
  [[nodiscard]] static std::string encode(byte_view in) {
    return detail::encode_sextets(in, detail::base64url_alphabet);
  }
};

}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// The value of a hex digit, or 16 where `c` is none.
[[nodiscard]] constexpr unsigned json_hex(char c) noexcept {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return 16;
}

/// Yields the bytes of a JSON string's content one by one, escapes resolved to UTF-8. A lone surrogate, which has no
/// UTF-8 form, yields the three bytes that it would have had, and is remembered. Content that no scanner has passed
/// yields some bytes, but nothing outside it is read.
class json_bytes {
 public:
  constexpr explicit json_bytes(std::string_view content) noexcept : rest_(content) {}

  /// The next byte, or -1 at the end.
  [[nodiscard]] constexpr int next() noexcept {
    if (held_ > 0) return buffer_[--held_];
    if (rest_.empty()) return -1;
    if (rest_[0] != '\\') return take();
    rest_.remove_prefix(1);
    const char escape = static_cast<char>(take());
    switch (escape) {
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'u':
        return encode(code_point());
      default:
        return static_cast<unsigned char>(escape);
    }
  }
  /// Whether one of the bytes so far was of a lone surrogate.
  [[nodiscard]] constexpr bool lone_surrogate() const noexcept { return lone_; }

 private:
  constexpr int take() noexcept {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<unsigned char>(rest_[0]);
    rest_.remove_prefix(1);
    return byte;
  }
  constexpr std::uint32_t unit() noexcept {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) value = value * 16 + (json_hex(static_cast<char>(take())) & 15U);
    return value;
  }
  constexpr std::uint32_t code_point() noexcept {
    const std::uint32_t first = unit();
    if (first < 0xd800 || first > 0xdfff) return first;
    if (first < 0xdc00 && rest_.size() >= 6 && rest_[0] == '\\' && rest_[1] == 'u') {
      json_bytes ahead(*this);
      ahead.rest_.remove_prefix(2);
      const std::uint32_t second = ahead.unit();
      if (second >= 0xdc00 && second <= 0xdfff) {
        rest_ = ahead.rest_;
        return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
      }
    }
    lone_ = true;
    return first;
  }
  // The first byte of a code point's UTF-8; the others wait in the buffer, the last one in front.
  constexpr int encode(std::uint32_t code) noexcept {
    if (code < 0x80) return static_cast<int>(code);
    const unsigned following = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    for (unsigned i = 0; i < following; ++i) {
      buffer_[i] = static_cast<unsigned char>(0x80U | ((code >> (6 * i)) & 0x3fU));
    }
    held_ = following;
    const unsigned lead = following == 1 ? 0xc0U : following == 2 ? 0xe0U : 0xf0U;
    return static_cast<int>(lead | (code >> (6 * following)));
  }

  std::string_view rest_;
  unsigned char buffer_[3]{};
  unsigned held_ = 0;
  bool lone_ = false;
};

/// Whether two string contents mean the same text: byte by byte, escapes resolved.
[[nodiscard]] constexpr bool same_json_text(std::string_view a, std::string_view b) noexcept {
  json_bytes left(a);
  json_bytes right(b);
  for (;;) {
    const int x = left.next();
    if (x != right.next()) return false;
    if (x < 0) return true;
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

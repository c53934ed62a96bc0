// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// Exactly four decimal octets. A leading zero is refused: some readers take it for octal, so it names two addresses.
[[nodiscard]] constexpr bool read_ipv4(std::string_view text, std::span<std::uint8_t, 4> out) noexcept {
  std::size_t at = 0;
  for (std::size_t octet = 0; octet < 4; ++octet) {
    if (octet > 0 && (at >= text.size() || text[at++] != '.')) return false;
    const std::size_t start = at;
    unsigned value = 0;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9' && at - start < 3) {
      value = value * 10 + static_cast<unsigned>(text[at++] - '0');
    }
    const std::size_t digits = at - start;
    if (digits == 0 || value > 255 || (digits > 1 && text[start] == '0')) return false;
    out[octet] = static_cast<std::uint8_t>(value);
  }
  return at == text.size();
}

/// One to four hexadecimal digits; -1 for anything else.
[[nodiscard]] constexpr int read_hextet(std::string_view text) noexcept {
  if (text.empty() || text.size() > 4) return -1;
  int value = 0;
  for (const char c : text) {
    int digit = -1;
    if (c >= '0' && c <= '9') digit = c - '0';
    if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
    if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/// RFC 4291 section 2.2: groups before and after one optional "::", which stands for at least one group of zeros; the
/// last two groups may be four decimal octets.
[[nodiscard]] constexpr bool read_ipv6(std::string_view text, std::span<std::uint8_t, 16> out) noexcept {
  constexpr std::size_t nowhere = 17;
  std::size_t filled = 0;     // bytes
  std::size_t gap = nowhere;  // how many bytes stand before "::"
  std::size_t at = 0;
  if (text.size() >= 2 && text[0] == ':' && text[1] == ':') {
    gap = 0;
    at = 2;
  }
  while (at < text.size()) {
    std::size_t end = at;
    bool dotted = false;
    for (; end < text.size() && text[end] != ':'; ++end) dotted = dotted || text[end] == '.';
    const auto group = text.substr(at, end - at);
    if (dotted) {
      std::array<std::uint8_t, 4> octets{};
      if (end != text.size() || filled > 12 || !read_ipv4(group, octets)) return false;
      for (const auto octet : octets) out[filled++] = octet;
      break;
    }
    const int value = read_hextet(group);
    if (value < 0 || filled > 14) return false;
    out[filled++] = static_cast<std::uint8_t>(value >> 8);
    out[filled++] = static_cast<std::uint8_t>(value & 0xff);
    if (end == text.size()) break;
    at = end + 1;
    if (at == text.size()) return false;  // one colon at the end
    if (text[at] == ':') {
      if (gap != nowhere) return false;
      gap = filled;
      ++at;
    }
  }
  if (gap == nowhere) return filled == 16;
  if (filled > 14) return false;
  const std::size_t behind = filled - gap;
  for (std::size_t i = 0; i < behind; ++i) out[15 - i] = out[filled - 1 - i];
  for (std::size_t i = gap; i < 16 - behind; ++i) out[i] = 0;
  return true;
}

}  // namespace detail

/// An IPv4 or IPv6 address. An IPv4-mapped IPv6 address (`::ffff:192.0.2.1`, RFC 4291 section 2.5.5.2), as a dual-stack
/// socket shows its IPv4 peers, is the IPv4 address. No other embedding is: 6to4, NAT64 and the like stay IPv6.
class ip_address {
 public:
  [[nodiscard]] static constexpr ip_address v4(const std::array<std::uint8_t, 4>& bytes) noexcept {
    ip_address made;
    for (std::size_t i = 0; i < 4; ++i) made.bytes_[i] = bytes[i];
    made.size_ = 4;
    return made;
  }
  [[nodiscard]] static constexpr ip_address v6(const std::array<std::uint8_t, 16>& bytes) noexcept {
    if (is_mapped(bytes)) return v4({bytes[12], bytes[13], bytes[14], bytes[15]});
    ip_address made;
    made.bytes_ = bytes;
    made.size_ = 16;
    return made;
  }

  /// The strict text forms: four decimal octets without leading zeros, or RFC 4291 section 2.2 without a zone. No
  /// white space, no port, no brackets.
  [[nodiscard]] static constexpr std::optional<ip_address> parse(std::string_view text) noexcept {
    if (text.size() > longest_text) return std::nullopt;
    std::array<std::uint8_t, 4> four{};
    if (detail::read_ipv4(text, four)) return v4(four);
    std::array<std::uint8_t, 16> sixteen{};
    if (detail::read_ipv6(text, sixteen)) return v6(sixteen);
    return std::nullopt;
  }

  /// Whether these sixteen bytes are `::ffff:0:0/96`, the IPv4-mapped addresses.
  [[nodiscard]] static constexpr bool is_mapped(const std::array<std::uint8_t, 16>& bytes) noexcept {
    for (std::size_t i = 0; i < 10; ++i) {
      if (bytes[i] != 0) return false;
    }
    return bytes[10] == 0xff && bytes[11] == 0xff;
  }

  [[nodiscard]] constexpr bool is_v4() const noexcept { return size_ == 4; }
  /// Network byte order: 4 bytes or 16.
  [[nodiscard]] constexpr std::span<const std::uint8_t> bytes() const& noexcept {
    return std::span<const std::uint8_t>(bytes_).first(size_);
  }
  std::span<const std::uint8_t> bytes() && = delete;

  [[nodiscard]] friend constexpr bool operator==(const ip_address&, const ip_address&) noexcept = default;

 private:
  static constexpr std::size_t longest_text = 45;  // six groups of four digits and four octets of three

  constexpr ip_address() noexcept = default;

  std::array<std::uint8_t, 16> bytes_{};  // zeros behind the four of IPv4
  std::size_t size_ = 0;
};

}  // namespace v0
}  // namespace hooklatch

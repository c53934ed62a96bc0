// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/http/ip_address.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <ranges>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {

/// Addresses in CIDR notation (RFC 4632): `185.199.108.0/22`, `2001:db8::/32`, or one address.
class ip_range {
 public:
  /// Refuses, with `bad_cidr`, what is not an address with a prefix length, an address with bits beyond its prefix, and
  /// the range of every IPv4 address: a list that holds it checks nothing.
  [[nodiscard]] static result<ip_range> make(std::string_view text) noexcept {
    const auto slash = text.find('/');
    const auto written = text.substr(0, slash);
    const bool alone = slash == std::string_view::npos;
    std::array<std::uint8_t, 4> four{};
    if (detail::read_ipv4(written, four)) {
      const std::size_t prefix = alone ? 32 : read_prefix(text.substr(slash + 1));
      if (prefix == 0 || prefix > 32 || has_bits_beyond(four, prefix)) return errc::bad_cidr;
      return ip_range(ip_address::v4(four), prefix);
    }
    std::array<std::uint8_t, 16> sixteen{};
    if (!detail::read_ipv6(written, sixteen)) return errc::bad_cidr;
    std::size_t prefix = alone ? 128 : read_prefix(text.substr(slash + 1));
    if (prefix > 128 || has_bits_beyond(sixteen, prefix)) return errc::bad_cidr;
    if (ip_address::is_mapped(sixteen)) {
      if (prefix == 96) return errc::bad_cidr;
      prefix -= 96;  // at least 1: a shorter prefix leaves bits of ::ffff:0:0 beyond it
    }
    return ip_range(ip_address::v6(sixteen), prefix);
  }

  /// An IPv6 range holds no IPv4 address, whatever its length.
  [[nodiscard]] constexpr bool contains(const ip_address& address) const noexcept {
    if (address.is_v4() != network_.is_v4()) return false;
    const auto bytes = address.bytes();
    const auto wanted = network_.bytes();
    const std::size_t whole = prefix_ / 8;
    for (std::size_t i = 0; i < whole; ++i) {
      if (bytes[i] != wanted[i]) return false;
    }
    if (prefix_ % 8 == 0) return true;
    const auto mask = static_cast<std::uint8_t>(0xff00U >> (prefix_ % 8));
    return (bytes[whole] & mask) == wanted[whole];
  }

  /// The first address.
  [[nodiscard]] constexpr const ip_address& network() const noexcept { return network_; }
  /// Of 32 bits or of 128; the one of an IPv4-mapped range counts in the IPv4 address.
  [[nodiscard]] constexpr std::size_t prefix() const noexcept { return prefix_; }

 private:
  constexpr ip_range(const ip_address& network, std::size_t prefix) noexcept : network_(network), prefix_(prefix) {}

  // Decimal without leading zeros; more than 128, which every caller refuses, for anything else.
  static constexpr std::size_t read_prefix(std::string_view text) noexcept {
    constexpr std::size_t none = 999;
    if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return none;
    std::size_t value = 0;
    for (const char c : text) {
      if (c < '0' || c > '9') return none;
      value = value * 10 + static_cast<std::size_t>(c - '0');
    }
    return value;
  }

  static constexpr bool has_bits_beyond(std::span<const std::uint8_t> bytes, std::size_t prefix) noexcept {
    for (std::size_t i = prefix; i < bytes.size() * 8; ++i) {
      if ((bytes[i / 8] >> (7 - i % 8) & 1) != 0) return true;
    }
    return false;
  }

  ip_address network_;
  std::size_t prefix_;
};

namespace detail {

/// One element of a braced list. It is made from one text only: `{"a", "b"}` never becomes a string_view between two
/// pointers.
struct range_text {
  template <std::convertible_to<std::string_view> T>
  constexpr range_text(const T& written) noexcept(std::is_nothrow_convertible_v<const T&, std::string_view>)
      : text(written) {}
  std::string_view text;
};

}  // namespace detail

/// A list of ranges. `ip_ranges{"185.199.108.0/22", "140.82.112.0/20"}`.
class ip_ranges {
 public:
  ip_ranges() noexcept = default;
  /// Throws `std::system_error` with `bad_cidr` and the index of the range.
  ip_ranges(std::initializer_list<detail::range_text> texts) {
    for (const auto& each : texts) add(each.text).value();
  }
  /// The same, for any range of texts; `bad_cidr` with the index of the range.
  template <std::ranges::input_range Texts>
    requires std::convertible_to<std::ranges::range_reference_t<Texts>, std::string_view>
  [[nodiscard]] static result<ip_ranges> make(Texts&& texts) {
    ip_ranges made;
    for (auto&& text : texts) {
      if (auto added = made.add(text); !added) return added.error();
    }
    return made;
  }

  [[nodiscard]] bool contains(const ip_address& address) const noexcept {
    for (const auto& range : ranges_) {
      if (range.contains(address)) return true;
    }
    return false;
  }
  [[nodiscard]] bool empty() const noexcept { return ranges_.empty(); }
  [[nodiscard]] auto begin() const noexcept { return ranges_.begin(); }
  [[nodiscard]] auto end() const noexcept { return ranges_.end(); }

 private:
  result<void> add(std::string_view text) {
    const auto range = ip_range::make(text);
    if (!range) return range.error().with_offset(ranges_.size());
    ranges_.push_back(*range);
    return {};
  }

  std::vector<ip_range> ranges_;
};

}  // namespace v0
}  // namespace hooklatch

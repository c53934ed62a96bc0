// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

[[nodiscard]] constexpr char ascii_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

/// Header names are ASCII and compared without regard to case; `-` and `_` are different characters.
[[nodiscard]] constexpr bool same_header_name(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (ascii_lower(a[i]) != ascii_lower(b[i])) return false;
  }
  return true;
}

[[nodiscard]] constexpr bool is_one_of(std::string_view characters, char c) noexcept {
  for (std::size_t i = 0; i < characters.size(); ++i) {
    if (characters[i] == c) return true;
  }
  return false;
}

/// Whether each name that is given is a field name (RFC 9110 section 5.6.2). The first one has to be given.
template <std::size_t N>
[[nodiscard]] constexpr bool are_field_names(const std::array<std::string_view, N>& names) noexcept {
  for (const auto name : names) {
    for (std::size_t i = 0; i < name.size(); ++i) {
      const char c = name[i];
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letter && !is_one_of("!#$%&'*+-.^_`|~", c)) return false;
    }
  }
  return !names[0].empty();
}

template <std::size_t N>
[[nodiscard]] constexpr bool are_different(const std::array<std::string_view, N>& names) noexcept {
  for (std::size_t i = 0; i < N; ++i) {
    for (std::size_t j = i + 1; j < N; ++j) {
      if (!names[i].empty() && same_header_name(names[i], names[j])) return false;
    }
  }
  return true;
}

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

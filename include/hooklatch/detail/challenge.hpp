// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// Letters of which challenges are made. No JSON object and no form is made of them alone, so that what is signed here
/// never passes for a delivery.
[[nodiscard]] constexpr bool is_challenge(std::string_view text) noexcept {
  for (const char c : text) {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!letter && c != '.' && c != '_' && c != '~' && c != '+' && c != '/' && c != '=' && c != '-') return false;
  }
  return !text.empty() && text.size() <= 1024;
}

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// A string literal that can be a template argument: `signature<"X-Zuba-Signature", bare, hex>`.
/// `N` counts the terminating NUL of the literal; the text itself may hold any bytes.
template <std::size_t N>
struct fixed_string {
  char data[N]{};

  // Implicit, so that a literal converts where a template parameter asks for a fixed_string.
  constexpr fixed_string(const char (&text)[N]) noexcept {
    for (std::size_t i = 0; i < N; ++i) data[i] = text[i];
  }

  [[nodiscard]] static constexpr std::size_t size() noexcept { return N - 1; }
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {data, N - 1}; }
};

}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// Bytes that somebody else owns. A body, a secret and a tag are bytes, never text.
using byte_view = std::span<const std::byte>;

/// The bytes of `text`, as they are: no decoding, no terminator.
[[nodiscard]] inline byte_view to_bytes(std::string_view text) noexcept {
  return std::as_bytes(std::span<const char>(text.data(), text.size()));
}

/// The same bytes seen as characters. Nothing is checked: they need not be UTF-8.
[[nodiscard]] inline std::string_view to_text(byte_view bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace v0
}  // namespace hooklatch

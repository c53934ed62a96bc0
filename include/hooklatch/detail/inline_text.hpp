// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// A short text that is kept in the object itself. Copies move only the characters that are there.
class inline_text {
 public:
  static constexpr std::size_t capacity = 255;

  inline_text() noexcept {}  // NOLINT(modernize-use-equals-default): the room stays uninitialised
  /// Precondition: `text.size() <= capacity`.
  explicit inline_text(std::string_view text) noexcept { assign(text); }
  inline_text(const inline_text& other) noexcept { assign(other.view()); }
  inline_text& operator=(const inline_text& other) noexcept {
    if (this != &other) assign(other.view());
    return *this;
  }
  ~inline_text() = default;

  [[nodiscard]] std::string_view view() const noexcept { return {data_, size_}; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

 private:
  void assign(std::string_view text) noexcept {
    size_ = static_cast<std::uint8_t>(text.size() < capacity ? text.size() : capacity);
    if (size_ > 0) std::memcpy(data_, text.data(), size_);
  }

  char data_[capacity];
  std::uint8_t size_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

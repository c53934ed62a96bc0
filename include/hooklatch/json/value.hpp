// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/json/text.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// The kinds of JSON value (RFC 8259 section 3).
enum class json_kind : std::uint8_t { none, null, boolean, number, string, array, object };

/// A value in somebody else's text: its kind and its source, from the first character to the last, quotes and brackets
/// included. `120.00` stays `120.00`. `kind() == json_kind::none` where there is no value. It borrows: the text must
/// live as long.
class json_value {
 public:
  constexpr json_value() noexcept = default;
  constexpr json_value(json_kind kind, std::string_view text, bool escaped = false) noexcept
      : text_(text), kind_(kind), escaped_(escaped) {}

  [[nodiscard]] constexpr json_kind kind() const noexcept { return kind_; }
  [[nodiscard]] constexpr bool present() const noexcept { return kind_ != json_kind::none; }
  [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }

  [[nodiscard]] constexpr bool is_null() const noexcept { return kind_ == json_kind::null; }
  [[nodiscard]] constexpr bool is_true() const noexcept { return kind_ == json_kind::boolean && text_.size() == 4; }
  [[nodiscard]] constexpr bool is_false() const noexcept { return kind_ == json_kind::boolean && text_.size() == 5; }
  [[nodiscard]] constexpr bool is_number() const noexcept { return kind_ == json_kind::number; }
  [[nodiscard]] constexpr bool is_string() const noexcept { return kind_ == json_kind::string; }
  [[nodiscard]] constexpr bool is_array() const noexcept { return kind_ == json_kind::array; }
  [[nodiscard]] constexpr bool is_object() const noexcept { return kind_ == json_kind::object; }

  /// Whether a string has escapes, so that its content is not its source.
  [[nodiscard]] constexpr bool is_escaped() const noexcept { return escaped_; }
  /// What stands between the quotes of a string, escapes and all; empty for another kind.
  [[nodiscard]] constexpr std::string_view raw_content() const noexcept {
    return is_string() && text_.size() >= 2 ? text_.substr(1, text_.size() - 2) : std::string_view{};
  }

  /// Whether a string has an escaped surrogate without its other half, which is no text: `"\ud83d"`, as some senders
  /// write a cut emoji.
  [[nodiscard]] constexpr bool has_lone_surrogate() const noexcept {
    if (!escaped_) return false;
    detail::json_bytes bytes(raw_content());
    while (bytes.next() >= 0) {
    }
    return bytes.lone_surrogate();
  }

  /// Whether it is a string with exactly this text, escapes resolved. One with a lone surrogate equals nothing.
  [[nodiscard]] constexpr bool equals(std::string_view text) const noexcept {
    if (!is_string()) return false;
    if (!escaped_) return raw_content() == text;
    detail::json_bytes bytes(raw_content());
    for (const char c : text) {
      if (bytes.next() != static_cast<unsigned char>(c)) return false;
    }
    return bytes.next() < 0 && !bytes.lone_surrogate();
  }

  /// Writes a string's text, escapes resolved, and says how many bytes that took. Nothing where it is no string, has a
  /// lone surrogate, or does not fit; `room` then holds some of it. `raw_content().size()` bytes are always enough.
  [[nodiscard]] constexpr std::optional<std::size_t> unescaped_to(std::span<char> room) const noexcept {
    if (!is_string()) return std::nullopt;
    const auto content = raw_content();
    if (!escaped_) {
      if (content.size() > room.size()) return std::nullopt;
      content.copy(room.data(), content.size());
      return content.size();
    }
    detail::json_bytes bytes(content);
    std::size_t size = 0;
    for (int byte = bytes.next(); byte >= 0; byte = bytes.next()) {
      if (size == room.size() || bytes.lone_surrogate()) return std::nullopt;
      room[size++] = static_cast<char>(static_cast<unsigned char>(byte));
    }
    return size;
  }

  /// A string's text, escapes resolved. Nothing where it is no string or has a lone surrogate. May throw
  /// `std::bad_alloc`.
  [[nodiscard]] std::optional<std::string> unescaped() const {
    if (!is_string()) return std::nullopt;
    std::string text(raw_content());  // long enough: every escape is longer than what it stands for
    const auto size = unescaped_to({text.data(), text.size()});
    if (!size) return std::nullopt;
    text.resize(*size);
    return text;
  }

 private:
  std::string_view text_;
  json_kind kind_ = json_kind::none;
  bool escaped_ = false;
};

}  // namespace v0
}  // namespace hooklatch

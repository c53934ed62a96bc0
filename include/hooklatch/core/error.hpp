// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/errc.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// Why something was refused: a code for programs, and numbers where the refusal has them.
/// It never holds a secret, a tag, a body or a header's value, so it may be logged whole. It is not for the
/// sender: what the sender may read is in `http/response.hpp`.
class error {
 public:
  // Implicit: `return errc::missing_signature;` is how a function refuses.
  constexpr error(errc code) noexcept : code_(code) {}

  [[nodiscard]] constexpr errc code() const noexcept { return code_; }

  /// Receiver's clock minus the delivery's time, truncated to milliseconds; positive for an old delivery.
  [[nodiscard]] constexpr std::optional<std::chrono::milliseconds> skew() const noexcept {
    if ((has_ & has_skew) == 0) return std::nullopt;
    return std::chrono::milliseconds(skew_ms_);
  }
  /// The limit that was passed: bytes, signatures or seconds, as the code says.
  [[nodiscard]] constexpr std::optional<std::int64_t> limit() const noexcept {
    if ((has_ & has_limit) == 0) return std::nullopt;
    return limit_;
  }
  /// Where it is: the index of a secret in its list, or of a byte in the text that was read.
  [[nodiscard]] constexpr std::optional<std::size_t> offset() const noexcept {
    if ((has_ & has_offset) == 0) return std::nullopt;
    return offset_;
  }

  [[nodiscard]] constexpr error with_skew(std::chrono::milliseconds skew) const noexcept {
    error copy = *this;
    copy.skew_ms_ = skew.count();
    copy.has_ = static_cast<std::uint8_t>(copy.has_ | has_skew);
    return copy;
  }
  [[nodiscard]] constexpr error with_limit(std::int64_t limit) const noexcept {
    error copy = *this;
    copy.limit_ = limit;
    copy.has_ = static_cast<std::uint8_t>(copy.has_ | has_limit);
    return copy;
  }
  [[nodiscard]] constexpr error with_offset(std::size_t offset) const noexcept {
    error copy = *this;
    copy.offset_ = offset;
    copy.has_ = static_cast<std::uint8_t>(copy.has_ | has_offset);
    return copy;
  }

  /// What to do about it in this very case, more than `advice` of the code can say; empty where there is nothing more.
  [[nodiscard]] constexpr std::string_view hint() const noexcept { return hint_; }
  /// `hint` has to live for ever: a literal.
  [[nodiscard]] constexpr error with_hint(std::string_view hint) const noexcept {
    error copy = *this;
    copy.hint_ = hint;
    return copy;
  }

  /// One line for a log: the reason's name, what to do about it, and the numbers.
  [[nodiscard]] std::string message() const {
    std::string line(to_string(code_));
    line += ": ";
    line += hint_.empty() ? advice(code_) : hint_;
    return line + numbers();
  }

  /// The numbers alone, such as " [skew 301000 ms] [limit 300]"; empty where there are none.
  [[nodiscard]] std::string numbers() const {
    std::string line;
    if (const auto value = skew()) line += " [skew " + std::to_string(value->count()) + " ms]";
    if (const auto value = limit()) line += " [limit " + std::to_string(*value) + "]";
    if (const auto value = offset()) line += " [at " + std::to_string(*value) + "]";
    return line;
  }

  /// Codes are compared; the numbers are not part of what an error is.
  [[nodiscard]] friend constexpr bool operator==(const error& a, errc b) noexcept { return a.code_ == b; }

 private:
  static constexpr std::uint8_t has_skew = 1;
  static constexpr std::uint8_t has_limit = 2;
  static constexpr std::uint8_t has_offset = 4;

  errc code_;
  std::uint8_t has_ = 0;
  std::int64_t skew_ms_ = 0;
  std::int64_t limit_ = 0;
  std::size_t offset_ = 0;
  std::string_view hint_;
};

[[nodiscard]] inline std::error_code make_error_code(const error& refused) noexcept {
  return make_error_code(refused.code());
}

}  // namespace v0
}  // namespace hooklatch

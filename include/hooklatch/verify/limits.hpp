// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/scheme/grammar.hpp>

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <type_traits>

namespace hooklatch {
inline namespace v0 {

/// Bounds on what a verifier reads before it knows who sent it, each at least 1. The defaults fit every provider here.
struct limits {
  /// Bytes; without a value, the provider's `body_cap`.
  std::optional<std::size_t> max_body;
  /// Bytes of one header's value; at most 16,384, which is also what the headers of one delivery may have together.
  std::size_t max_header_value = 8192;
  /// Signatures in one header; at most 64.
  std::size_t max_signatures = 16;
  /// Characters of an id, signed or not; at most 255.
  std::size_t max_id = 255;
  /// Characters of an event type in a header; at most 255.
  std::size_t max_type = 255;

  limits() noexcept {}  // NOLINT(modernize-use-equals-default): a constructor, so not an aggregate
};

namespace detail {

inline constexpr std::size_t largest_header_value = 16384;
inline constexpr std::size_t largest_short_text = 255;
inline constexpr std::int64_t largest_tolerance = 86400;

[[nodiscard]] inline result<void> check_limits(const limits& wanted) noexcept {
  const auto check = [](std::size_t value, std::size_t largest) -> result<void> {
    if (value >= 1 && value <= largest) return {};
    return error(errc::config_error).with_limit(static_cast<std::int64_t>(largest));
  };
  if (auto good = check(wanted.max_header_value, largest_header_value); !good) return good;
  if (auto good = check(wanted.max_signatures, signature_fields::capacity); !good) return good;
  if (auto good = check(wanted.max_id, largest_short_text); !good) return good;
  if (auto good = check(wanted.max_type, largest_short_text); !good) return good;
  // Half of what a size can be, so that one more byte, which tells that a body is too large, is still a size.
  if (wanted.max_body == 0U || wanted.max_body > std::numeric_limits<std::size_t>::max() / 2) return errc::config_error;
  return {};
}

/// Whole seconds of any duration; -1, which every check refuses, for one that is negative, above a day, not a number,
/// or not a whole number of seconds.
template <class Rep, class Period>
[[nodiscard]] std::int64_t tolerance_seconds(std::chrono::duration<Rep, Period> wanted) noexcept {
  const auto seconds = std::chrono::duration<long double>(wanted).count();
  if (!(seconds >= 0) || !(seconds <= static_cast<long double>(largest_tolerance))) return -1;
  const auto whole = static_cast<std::int64_t>(seconds);
  return static_cast<long double>(whole) == seconds ? whole : -1;
}

}  // namespace detail

/// What a verifier can be told beside its secrets: `verifier_options{}.tolerance(60s).max_body(65536)`.
class verifier_options {
 public:
  /// The window on both sides, in place of the provider's: whole seconds from 0 s to 86,400 s, and 0 s means 0 s.
  template <class Rep, class Period>
  verifier_options& tolerance(std::chrono::duration<Rep, Period> both) noexcept {
    return tolerance(both, both);
  }
  /// How far behind and how far ahead of the receiver's clock a timestamp may be.
  template <class Rep1, class Period1, class Rep2, class Period2>
  verifier_options& tolerance(std::chrono::duration<Rep1, Period1> past,
                              std::chrono::duration<Rep2, Period2> future) noexcept {
    past_ = detail::tolerance_seconds(past);
    future_ = detail::tolerance_seconds(future);
    return *this;
  }
  /// The largest body in bytes, in place of the provider's `body_cap`.
  verifier_options& max_body(std::size_t bytes) noexcept {
    limits_.max_body = bytes;
    return *this;
  }
  /// All bounds; a `max_body` that was set before stays unless `wanted` has one.
  verifier_options& limits(const hooklatch::limits& wanted) noexcept {
    const auto body = limits_.max_body;
    limits_ = wanted;
    if (!limits_.max_body) limits_.max_body = body;
    return *this;
  }

  [[nodiscard]] const hooklatch::limits& limits() const noexcept { return limits_; }
  /// Seconds, or no value for the provider's own; -1 where what was given is no tolerance.
  [[nodiscard]] std::optional<std::int64_t> past() const noexcept { return past_; }
  [[nodiscard]] std::optional<std::int64_t> future() const noexcept { return future_; }

 private:
  hooklatch::limits limits_;
  std::optional<std::int64_t> past_;
  std::optional<std::int64_t> future_;
};

}  // namespace v0
}  // namespace hooklatch

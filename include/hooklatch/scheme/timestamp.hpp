// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/fixed_string.hpp>
#include <hooklatch/core/instant.hpp>
#include <hooklatch/provider/part.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// Purpose: how a provider writes the time that it signs.
///
/// Exemplar: `unix_seconds`.
///
/// Models: `unix_seconds`, `unix_milliseconds`, `rfc3339` (in `scheme/rfc3339.hpp`).
///
/// `parse` reads all of the text or fails; nothing is trimmed, and the unit is never inferred. `alphabet` holds every
/// character that a text it reads can have. `resolution` is the unit in nanoseconds: the receiver's clock is floored
/// to it before the window is judged, as the providers' own samples do, so that both edges are exact.
template <class F>
concept timestamp_format = requires(std::string_view text, instant moment) {
  { F::parse(text) } noexcept -> std::same_as<std::optional<instant>>;
  { F::format(moment) } -> std::same_as<std::string>;
  { F::alphabet } -> std::convertible_to<std::string_view>;
  { F::resolution } -> std::convertible_to<std::int32_t>;
  { F::name } -> std::convertible_to<std::string_view>;
} && F::resolution > 0 && 1'000'000'000 % F::resolution == 0;

namespace detail {

/// `0|[1-9][0-9]*` with at most `longest` digits; `longest` up to 18 cannot overflow.
[[nodiscard]] constexpr std::optional<std::int64_t> parse_digits(std::string_view text, std::size_t longest) noexcept {
  if (text.empty() || text.size() > longest || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace detail

/// The formats in which bodies tell the event's own time.
enum class event_time_format : std::uint8_t {
  none,
  iso8601,            ///< `2026-03-23T14:30:00.000Z`
  unix_seconds,       ///< a number
  unix_milliseconds,  ///< a number
  en_us_date_time     ///< `Sep 23, 2024, 8:20:01 PM`, without a zone
};

/// Seconds since 1970-01-01T00:00:00Z: `0|[1-9][0-9]{0,11}`.
struct unix_seconds {
  static constexpr event_time_format event_format = event_time_format::unix_seconds;
  static constexpr std::string_view name = "unix seconds";
  static constexpr std::string_view alphabet = "0123456789";
  static constexpr std::int32_t resolution = 1'000'000'000;

  [[nodiscard]] static constexpr std::optional<instant> parse(std::string_view text) noexcept {
    const auto value = detail::parse_digits(text, 12);
    if (!value) return std::nullopt;
    return instant(*value);
  }
  [[nodiscard]] static std::string format(instant moment) { return std::to_string(moment.seconds()); }
};

/// Milliseconds since 1970-01-01T00:00:00Z: `0|[1-9][0-9]{0,14}`.
struct unix_milliseconds {
  static constexpr event_time_format event_format = event_time_format::unix_milliseconds;
  static constexpr std::string_view name = "unix milliseconds";
  static constexpr std::string_view alphabet = "0123456789";
  static constexpr std::int32_t resolution = 1'000'000;

  [[nodiscard]] static constexpr std::optional<instant> parse(std::string_view text) noexcept {
    const auto value = detail::parse_digits(text, 15);
    if (!value) return std::nullopt;
    return instant(*value / 1000, static_cast<std::int32_t>(*value % 1000) * 1'000'000);
  }
  [[nodiscard]] static std::string format(instant moment) {
    return std::to_string(moment.seconds() * 1000 + moment.nanoseconds() / 1'000'000);
  }
};

/// The window, in seconds on each side of the receiver's clock; `tolerance<300>` is 300 s both ways.
template <std::int64_t Past, std::int64_t Future = Past>
struct tolerance {
  static_assert(Past >= 0 && Future >= 0, "hooklatch: a tolerance is not negative; 0 means 0 seconds");
  static_assert(Past <= 86400 && Future <= 86400, "hooklatch: a tolerance is at most a day (86400 seconds)");
  static constexpr std::int64_t past = Past;
  static constexpr std::int64_t future = Future;
};

/// `tolerance<...>`, or a type with the same two members in the same bounds.
template <class T>
concept tolerance_window = requires {
  { T::past } -> std::convertible_to<std::int64_t>;
  { T::future } -> std::convertible_to<std::int64_t>;
} && T::past >= 0 && T::past <= 86400 && T::future >= 0 && T::future <= 86400;

/// Provider part: the signed time stands in a header of its own.
template <fixed_string Header, timestamp_format Format, tolerance_window Tolerance = tolerance<300>>
struct timestamp {
  using part_kind = detail::timestamp_part;
  static_assert(Header.size() > 0, "hooklatch: timestamp<> needs the name of its header");
  using format = Format;
  using window = Tolerance;
  static constexpr bool in_signature = false;
  static constexpr std::string_view source{Header.data, Header.size()};
};

/// Provider part: the signed time is a field of the signature header, as `t` in `t=1774276200,v1=...`.
template <fixed_string Field, timestamp_format Format, tolerance_window Tolerance = tolerance<300>>
struct timestamp_in_signature {
  using part_kind = detail::timestamp_part;
  static_assert(Field.size() > 0, "hooklatch: timestamp_in_signature<> needs the name of its field");
  using format = Format;
  using window = Tolerance;
  static constexpr bool in_signature = true;
  static constexpr std::string_view source{Field.data, Field.size()};
};

}  // namespace v0
}  // namespace hooklatch

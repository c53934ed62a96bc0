// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/instant.hpp>
#include <hooklatch/json/value.hpp>
#include <hooklatch/provider/event_parts.hpp>
#include <hooklatch/scheme/rfc3339.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// When something happened, as a body tells it. Without a zone the moment is read as if it were UTC, and it can be off
/// by up to 14 hours either way.
class event_moment {
 public:
  constexpr event_moment(instant moment, bool has_zone) noexcept : moment_(moment), has_zone_(has_zone) {}

  [[nodiscard]] constexpr instant at() const noexcept { return moment_; }
  [[nodiscard]] constexpr bool has_zone() const noexcept { return has_zone_; }
  [[nodiscard]] friend constexpr bool operator==(const event_moment&, const event_moment&) noexcept = default;

 private:
  instant moment_;
  bool has_zone_;
};

namespace detail {

/// `Sep 23, 2024, 8:20:01 PM`: what `DateFormat` and `toLocaleString` print in American English. Newer locale data puts
/// a narrow no-break space (U+202F) before AM and PM. No locale is asked.
[[nodiscard]] constexpr std::optional<event_moment> parse_en_us(std::string_view text) noexcept {
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  unsigned month = 0;
  while (month < 12 && !text.starts_with(months[month])) ++month;
  if (month == 12) return std::nullopt;
  digit_reader reader(text.substr(3));
  const auto one_or_two = [&reader] {
    const int first = reader.number(1);
    const int second = reader.next_digit();
    return second < 0 ? first : first * 10 + second;
  };
  reader.expect(' ');
  const int day = one_or_two();
  reader.expect(',');
  reader.expect(' ');
  const int year = reader.number(4);
  reader.expect(',');
  reader.expect(' ');
  const int hour = one_or_two();
  reader.expect(':');
  const int minute = reader.number(2);
  reader.expect(':');
  const int second = reader.number(2);
  if (reader.take('\xe2')) {
    reader.expect('\x80');
    reader.expect('\xaf');
  } else {
    reader.expect(' ');
  }
  const bool afternoon = reader.take('P');
  if (!afternoon) reader.expect('A');
  reader.expect('M');
  if (!reader.finished() || hour < 1 || hour > 12 || minute > 59 || second > 59) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month + 1),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const int hours = hour % 12 + (afternoon ? 12 : 0);
  return event_moment(instant(days * 86400 + hours * 3600 + minute * 60 + second), false);
}

}  // namespace detail

/// Reads a text that tells a time: ISO 8601 with `Z`, an offset or no zone, with up to nine fraction digits; or
/// `Sep 23, 2024, 8:20:01 PM`, which has no zone.
[[nodiscard]] constexpr std::optional<event_moment> parse_event_time(std::string_view text) noexcept {
  bool has_zone = false;
  if (const auto moment = detail::parse_iso8601(text, has_zone)) return event_moment(*moment, has_zone);
  return detail::parse_en_us(text);
}

/// Reads a field in the format that its provider uses; a number's unit is never inferred.
[[nodiscard]] constexpr std::optional<event_moment> read_event_time(const json_value& field,
                                                                    event_time_format format) noexcept {
  std::optional<instant> moment;
  switch (format) {
    case event_time_format::unix_seconds:
      moment = unix_seconds::parse(field.is_number() ? field.text() : "");
      break;
    case event_time_format::unix_milliseconds:
      moment = unix_milliseconds::parse(field.is_number() ? field.text() : "");
      break;
    case event_time_format::iso8601:
    case event_time_format::en_us_date_time: {
      if (!field.is_escaped()) return parse_event_time(field.raw_content());
      std::array<char, 64> room{};  // longer than any time; some senders escape `+` and whatever is not ASCII
      const auto size = field.unescaped_to(room);
      if (!size) return std::nullopt;
      return parse_event_time(std::string_view(room.data(), *size));
    }
    case event_time_format::none:
      break;
  }
  if (!moment) return std::nullopt;
  return event_moment(*moment, true);
}

}  // namespace v0
}  // namespace hooklatch

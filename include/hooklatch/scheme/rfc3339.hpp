// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/scheme/timestamp.hpp>

#include <chrono>
#include <cstddef>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// Reads decimal digits and fixed characters from the front of a text, and remembers whether all of them were there.
class digit_reader {
 public:
  constexpr explicit digit_reader(std::string_view text) noexcept : text_(text) {}

  [[nodiscard]] constexpr int number(std::size_t digits) noexcept {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const int digit = next_digit();
      value = value * 10 + (digit < 0 ? 0 : digit);
      if (digit < 0) good_ = false;
    }
    return value;
  }
  constexpr void expect(char c) noexcept {
    if (!take(c)) good_ = false;
  }
  [[nodiscard]] constexpr bool take(char c) noexcept {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  /// The next digit, or -1 where none is next.
  [[nodiscard]] constexpr int next_digit() noexcept {
    if (at_ >= text_.size() || text_[at_] < '0' || text_[at_] > '9') return -1;
    return text_[at_++] - '0';
  }
  [[nodiscard]] constexpr bool finished() const noexcept { return good_ && at_ == text_.size(); }
  constexpr void fail() noexcept { good_ = false; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  bool good_ = true;
};

/// `.` and one to nine digits, as nanoseconds; 0 where no fraction stands.
[[nodiscard]] constexpr std::int32_t read_fraction(digit_reader& reader) noexcept {
  if (!reader.take('.')) return 0;
  std::int32_t nanoseconds = 0;
  std::size_t digits = 0;
  for (int digit = reader.next_digit(); digit >= 0; digit = reader.next_digit()) {
    if (++digits > 9) break;
    nanoseconds = nanoseconds * 10 + digit;
  }
  if (digits == 0 || digits > 9) reader.fail();
  for (; digits < 9; ++digits) nanoseconds *= 10;
  return nanoseconds;
}

/// The strict grammar of `rfc3339` below, except that the zone may be missing; then the text is read as if it were UTC.
[[nodiscard]] constexpr std::optional<instant> parse_iso8601(std::string_view text, bool& has_zone) noexcept {
  digit_reader reader(text);
  const int year = reader.number(4);
  reader.expect('-');
  const int month = reader.number(2);
  reader.expect('-');
  const int day = reader.number(2);
  reader.expect('T');
  const int hour = reader.number(2);
  reader.expect(':');
  const int minute = reader.number(2);
  reader.expect(':');
  const int second = reader.number(2);
  const std::int32_t nanoseconds = read_fraction(reader);

  int offset_minutes = 0;
  has_zone = !reader.finished();
  if (has_zone && !reader.take('Z')) {
    const bool behind = reader.take('-');
    if (!behind) reader.expect('+');
    const int offset_hour = reader.number(2);
    reader.expect(':');
    const int offset_minute = reader.number(2);
    if (offset_hour > 23 || offset_minute > 59) return std::nullopt;
    offset_minutes = (offset_hour * 60 + offset_minute) * (behind ? -1 : 1);
  }
  if (!reader.finished() || hour > 23 || minute > 59 || second > 59) return std::nullopt;

  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return instant(days * 86400 + hour * 3600 + (minute - offset_minutes) * 60 + second, nanoseconds);
}

}  // namespace detail

/// RFC 3339 date-time, strict: upper-case `T` and `Z`, a real date, hours to 23, minutes and seconds to 59 (a leap
/// second cannot be placed on a POSIX clock and is refused), at most nine fraction digits, `Z` or a numeric offset.
struct rfc3339 {
  static constexpr std::string_view name = "RFC 3339";
  static constexpr std::string_view alphabet = "0123456789-:.+TZ";
  static constexpr std::int32_t resolution = 1;

  [[nodiscard]] static constexpr std::optional<instant> parse(std::string_view text) noexcept {
    bool has_zone = false;
    const auto moment = detail::parse_iso8601(text, has_zone);
    return has_zone ? moment : std::nullopt;
  }

  /// With `Z` and the fewest of 0, 3, 6 or 9 fraction digits that keep the value. Years 0000 to 9999.
  [[nodiscard]] static std::string format(instant moment) {
    std::size_t digits = 0;
    std::int32_t unit = 1'000'000'000;
    while (moment.nanoseconds() % unit != 0) {
      unit /= 1000;
      digits += 3;
    }
    return format(moment, digits);
  }

  /// With `Z` and exactly `digits` (0 to 9) fraction digits; more precise values are truncated.
  [[nodiscard]] static std::string format(instant moment, std::size_t digits) {
    const std::chrono::sys_seconds whole{std::chrono::seconds(moment.seconds())};
    const auto midnight = std::chrono::floor<std::chrono::days>(whole);
    const std::chrono::year_month_day date{midnight};
    const std::chrono::hh_mm_ss time{whole - midnight};
    std::string text = pad(static_cast<int>(date.year()), 4) + '-' + pad(static_cast<int>(unsigned{date.month()}), 2) +
                       '-' + pad(static_cast<int>(unsigned{date.day()}), 2) + 'T' +
                       pad(static_cast<int>(time.hours().count()), 2) + ':' +
                       pad(static_cast<int>(time.minutes().count()), 2) + ':' +
                       pad(static_cast<int>(time.seconds().count()), 2);
    if (digits > 0) text += '.' + pad(moment.nanoseconds(), 9).substr(0, digits);
    return text + 'Z';
  }

 private:
  [[nodiscard]] static std::string pad(int value, std::size_t width) {
    std::string digits = std::to_string(value);
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    return digits;
  }
};

static_assert(timestamp_format<unix_seconds> && timestamp_format<unix_milliseconds> && timestamp_format<rfc3339>);

}  // namespace v0
}  // namespace hooklatch

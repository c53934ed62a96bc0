// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/clock.hpp>

#include <chrono>
#include <compare>
#include <cstdint>

namespace hooklatch {
inline namespace v0 {

/// A moment that a sender wrote: whole seconds since 1970-01-01T00:00:00Z and the nanoseconds after them
/// (0 to 999,999,999). Wide enough for every timestamp that the strict grammars admit, where a count of nanoseconds
/// would overflow.
class instant {
 public:
  constexpr instant() noexcept = default;
  constexpr explicit instant(std::int64_t seconds, std::int32_t nanoseconds = 0) noexcept
      : seconds_(seconds), nanoseconds_(nanoseconds) {}

  /// Exact for every value of the clock.
  [[nodiscard]] static constexpr instant from(time_point time) noexcept {
    static_assert(time_point::period::num == 1, "a clock with ticks of at most a second");
    constexpr std::int64_t ticks = time_point::period::den;  // in a second
    const std::int64_t count = time.time_since_epoch().count();
    const std::int64_t rest = (count % ticks + ticks) % ticks;
    const std::int64_t seconds = count / ticks - (count % ticks < 0 ? 1 : 0);
    return instant(seconds, static_cast<std::int32_t>(rest * (1'000'000'000 / ticks)));
  }

  [[nodiscard]] constexpr std::int64_t seconds() const noexcept { return seconds_; }
  [[nodiscard]] constexpr std::int32_t nanoseconds() const noexcept { return nanoseconds_; }

  /// This moment on the grid of a coarser unit: `unit` nanoseconds, a divisor of one second.
  [[nodiscard]] constexpr instant floor_to(std::int32_t unit) const noexcept {
    return instant(seconds_, nanoseconds_ / unit * unit);
  }

  /// For `std::chrono` arithmetic. Saturates: a moment that `time_point` cannot hold becomes its first or last.
  [[nodiscard]] constexpr time_point to_time_point() const noexcept {
    using std::chrono::duration_cast;
    constexpr auto last = duration_cast<std::chrono::seconds>(time_point::max().time_since_epoch()).count() - 1;
    if (seconds_ > last) return time_point::max();
    if (seconds_ < -last) return time_point::min();
    return time_point(duration_cast<time_point::duration>(std::chrono::seconds(seconds_)) +
                      duration_cast<time_point::duration>(std::chrono::nanoseconds(nanoseconds_)));
  }

  [[nodiscard]] friend constexpr bool operator==(const instant&, const instant&) noexcept = default;
  [[nodiscard]] friend constexpr std::strong_ordering operator<=>(const instant&, const instant&) noexcept = default;

 private:
  std::int64_t seconds_ = 0;
  std::int32_t nanoseconds_ = 0;
};

/// `later - earlier`, truncated to milliseconds towards zero.
[[nodiscard]] constexpr std::chrono::milliseconds milliseconds_between(const instant& earlier,
                                                                       const instant& later) noexcept {
  const auto seconds = later.seconds() - earlier.seconds();
  const auto nanoseconds = later.nanoseconds() - earlier.nanoseconds();
  auto milliseconds = seconds * 1000 + nanoseconds / 1'000'000;
  if (seconds > 0 && nanoseconds < 0 && nanoseconds % 1'000'000 != 0) --milliseconds;
  if (seconds < 0 && nanoseconds > 0 && nanoseconds % 1'000'000 != 0) ++milliseconds;
  return std::chrono::milliseconds(milliseconds);
}

/// Whether `later` is more than `limit` seconds after `earlier`; exact to the nanosecond.
[[nodiscard]] constexpr bool more_than(const instant& earlier, const instant& later, std::int64_t limit) noexcept {
  const auto seconds = later.seconds() - earlier.seconds();
  return seconds > limit || (seconds == limit && later.nanoseconds() > earlier.nanoseconds());
}

}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/clock.hpp>
#include <hooklatch/core/instant.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <mutex>
#include <utility>

namespace hooklatch {
inline namespace v0 {
namespace detail::sqlite {

/// Microseconds since 1970: what every time in our tables is.
using microseconds = std::int64_t;

inline constexpr microseconds last_moment = std::numeric_limits<microseconds>::max() / 4;

/// `from + by`, where a negative duration counts as none, and one of more than 70,000 years as that.
template <class Rep, class Period>
[[nodiscard]] constexpr microseconds later(microseconds from, std::chrono::duration<Rep, Period> by) noexcept {
  constexpr auto most =
      std::chrono::duration_cast<std::chrono::duration<Rep, Period>>(std::chrono::microseconds(last_moment));
  if (by.count() <= 0) return from;
  return from + std::chrono::duration_cast<std::chrono::microseconds>(std::min(by, most)).count();
}

[[nodiscard]] constexpr microseconds from_instant(const instant& moment) noexcept {
  const auto most = last_moment / 1'000'000;
  return std::clamp(moment.seconds(), -most, most) * 1'000'000 + moment.nanoseconds() / 1000;
}
[[nodiscard]] constexpr instant to_instant(microseconds moment) noexcept {
  const auto rest = (moment % 1'000'000 + 1'000'000) % 1'000'000;
  return instant((moment - rest) / 1'000'000, static_cast<std::int32_t>(rest * 1000));
}

/// The clock of a store: the machine's, except that it never goes back. When that is set back by an hour, this one goes
/// on from where it was, an hour ahead. Otherwise what is completed under a wrong clock (a machine that starts in 1970)
/// would be forgotten when the clock is set right, and a fence could be given twice. Stopping until the machine's clock
/// has caught up would be safe too, but then no lease would run out until then.
class store_time {
 public:
  explicit store_time(std::function<time_point()> clock, bool follows) : clock_(std::move(clock)), follows_(follows) {}

  /// Throws what the clock throws.
  [[nodiscard]] microseconds now() {
    // Read under the lock: a thread that is overtaken after it has read would look like a clock that was set back.
    const std::lock_guard lock(mutex_);
    const auto read = std::chrono::duration_cast<std::chrono::microseconds>(
                          (clock_ ? clock_() : std::chrono::system_clock::now()).time_since_epoch())
                          .count();
    if (follows_) return read;
    if (read < last_) ahead_ += last_ - read;
    last_ = read;
    return read + ahead_;
  }
  /// Not before this moment: the latest that an earlier process saw.
  void at_least(microseconds seen) {
    const auto behind = seen - now();
    const std::lock_guard lock(mutex_);
    if (!follows_ && behind > 0) ahead_ += behind;
  }

 private:
  std::function<time_point()> clock_;
  bool follows_;  // several processes: each would be ahead by another time, so all go by the machine's clock
  std::mutex mutex_;
  microseconds last_ = std::numeric_limits<microseconds>::min();
  microseconds ahead_ = 0;
};

}  // namespace detail::sqlite
}  // namespace v0
}  // namespace hooklatch

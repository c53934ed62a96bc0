// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/clock.hpp>
#include <hooklatch/core/instant.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

namespace hooklatch {
inline namespace v0 {
namespace testing {

/// A clock that stands until it is moved. Copies share one time, so a test keeps one copy and gives another to the
/// verifier. Safe from many threads.
class manual_clock {
 public:
  /// Starts at `unix_seconds` seconds since 1970-01-01T00:00:00Z; what `time_point` cannot hold (before 1678 or after
  /// 2262 with libstdc++) becomes its first or last moment.
  explicit manual_clock(std::int64_t unix_seconds = 0)
      : ticks_(std::make_shared<std::atomic<time_point::rep>>(from(unix_seconds).time_since_epoch().count())) {}

  [[nodiscard]] time_point now() const noexcept { return time_point(time_point::duration(ticks_->load())); }
  /// Seconds since 1970, as for the constructor.
  void set(std::int64_t unix_seconds) noexcept { ticks_->store(from(unix_seconds).time_since_epoch().count()); }
  void set(time_point moment) noexcept { ticks_->store(moment.time_since_epoch().count()); }
  /// Forwards, or backwards for a negative duration.
  template <class Rep, class Period>
  void advance(std::chrono::duration<Rep, Period> by) noexcept {
    ticks_->fetch_add(std::chrono::duration_cast<time_point::duration>(by).count());
  }

 private:
  static time_point from(std::int64_t unix_seconds) noexcept { return instant(unix_seconds).to_time_point(); }

  std::shared_ptr<std::atomic<time_point::rep>> ticks_;
};

static_assert(wall_clock<manual_clock>);

}  // namespace testing
}  // namespace v0
}  // namespace hooklatch

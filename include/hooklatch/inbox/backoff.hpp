// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/errc.hpp>
#include <hooklatch/core/result.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace hooklatch {
inline namespace v0 {

/// How long to wait before the next attempt: `first`, twice as long after every further failure, never longer than
/// `longest`, and spread by `jitter` to either side, so that what failed together does not come back together.
class backoff {
 public:
  /// Those of Zuba's page: 1 s × 2^(n−1) after the n-th failure. Its page spreads nothing.
  constexpr backoff() noexcept = default;
  constexpr explicit backoff(std::chrono::milliseconds first,
                             std::chrono::milliseconds longest = std::chrono::hours(1)) noexcept
      : first_(first), longest_(longest) {}
  /// A part of the wait, from 0 to 1; 0.2 unless this says else: from 80 % to 120 %.
  [[nodiscard]] constexpr backoff jitter(double part) const noexcept {
    backoff copy = *this;
    copy.jitter_ = part;
    return copy;
  }

  /// After the `failures`-th failure, from 1. `chance` is uniform in [0, 1).
  [[nodiscard]] constexpr std::chrono::milliseconds wait(std::uint32_t failures, double chance) const noexcept {
    std::int64_t wait = std::min(first_, longest_).count();
    for (std::uint32_t i = 1; i < failures && wait < longest_.count(); ++i) {
      wait = wait > longest_.count() / 2 ? longest_.count() : 2 * wait;
    }
    const double factor = 1.0 - jitter_ + 2.0 * jitter_ * chance;
    return std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(wait) * factor));
  }

  /// `config_error` for waits that are negative or above 30 days, and for a jitter outside 0 to 1.
  [[nodiscard]] constexpr result<void> check() const noexcept {
    constexpr std::chrono::milliseconds most = std::chrono::hours(720);
    const bool good = first_.count() >= 0 && longest_.count() >= 0 && first_ <= most && longest_ <= most &&
                      jitter_ >= 0.0 && jitter_ <= 1.0;
    if (!good) return errc::config_error;
    return {};
  }

 private:
  std::chrono::milliseconds first_{1000};
  std::chrono::milliseconds longest_ = std::chrono::hours(1);
  double jitter_ = 0.2;
};

}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <concepts>

namespace hooklatch {
inline namespace v0 {

/// A moment by the receiver's clock.
using time_point = std::chrono::system_clock::time_point;

/// Purpose: tells the verifier what time it is; read once for each delivery.
///
/// Exemplar: `struct fixed { time_point now() const noexcept { return time_point{}; } };`
///
/// Models: `std::chrono::system_clock` (the default), `testing::manual_clock`.
/// `now()` is called from every thread that verifies; what it throws becomes a refusal.
template <class C>
concept wall_clock = std::copy_constructible<C> && requires(const C& clock) {
  { clock.now() } -> std::convertible_to<time_point>;
};

}  // namespace v0
}  // namespace hooklatch

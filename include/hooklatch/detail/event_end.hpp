// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/error.hpp>
#include <hooklatch/receive/outcome.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// What became of one event.
struct event_end {
  explicit event_end(outcome_kind became) noexcept : kind(became) {}

  outcome_kind kind;
  std::optional<error> reason;
  std::chrono::seconds retry_after{0};
  bool done = false;               ///< no handler failed, and none wants the event again
  bool wanted_again = false;       ///< a handler does
  bool failure_on_record = false;  ///< the failed event is settled, and the provider need not send it again
  std::optional<std::chrono::nanoseconds> handler_time;
  std::vector<std::string> failures;
};

// What needs the delivery again goes before what never will be good: a sender may give up on a 4xx.
[[nodiscard]] inline int rank(const event_end& end) noexcept {
  switch (end.kind) {
    case outcome_kind::refused:
      return end.reason && condition_of(end.reason->code()) == cause::malformed ? 5 : 9;
    case outcome_kind::failed:
      return end.failure_on_record ? 4 : 8;
    case outcome_kind::retry_later:
      return 7;
    case outcome_kind::in_flight:
      return 6;
    case outcome_kind::queued:
      return 3;
    case outcome_kind::handled:
      return 2;
    case outcome_kind::unhandled:
      return 1;
    case outcome_kind::duplicate:
    case outcome_kind::handshake:
      break;
  }
  return 0;
}

/// Of a batch, the event that went worst decides: what is done already is skipped when the delivery comes again.
inline void gather(std::optional<event_end>& worst, event_end next) {
  if (!worst) {
    worst = std::move(next);
    return;
  }
  if (next.handler_time) {
    worst->handler_time = worst->handler_time.value_or(std::chrono::nanoseconds(0)) + *next.handler_time;
  }
  for (auto& failure : next.failures) worst->failures.push_back(std::move(failure));
  worst->retry_after = std::max(worst->retry_after, next.retry_after);
  if (!worst->reason) worst->reason = next.reason;  // what was only observed is told all the same
  if (rank(next) <= rank(*worst)) return;
  worst->kind = next.kind;
  worst->reason = next.reason;
  worst->failure_on_record = next.failure_on_record;
}

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/errc.hpp>
#include <hooklatch/core/error.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/inbox/backoff.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {

/// What became of one attempt at an entry.
enum class work_kind : std::uint8_t {
  processed,  ///< every handler is done, and the entry says so
  unhandled,  ///< no handler wanted it; the entry counts as processed
  failed,     ///< a handler failed or wants it later; it is due again after `work_outcome::wait`
  dead,       ///< that was the last attempt; it waits for `replay`
  lost,       ///< the lease ran out, and another worker has the entry
  unsettled,  ///< the inbox could not be told how it ended: the lease runs out, and it is tried again
};

[[nodiscard]] constexpr std::string_view to_string(work_kind kind) noexcept {
  constexpr std::array<std::string_view, 6> names{"processed", "unhandled", "failed", "dead", "lost", "unsettled"};
  const auto at = static_cast<std::size_t>(kind);
  return at < names.size() ? names[at] : "unknown";
}

/// All that a worker tells about one attempt, for metrics and logs. It holds no header's value and no body.
struct work_outcome {
  explicit work_outcome(work_kind became) noexcept : kind(became) {}

  work_kind kind;
  std::string event_id;  ///< as the inbox has it: see `inbox_delivery`
  std::string event_type;
  std::uint32_t attempt = 1;
  std::optional<error> reason;           ///< what the inbox said, where it could not be told
  std::vector<std::string> failures;     ///< what failed handlers said; for the log
  std::chrono::milliseconds wait{0};     ///< of a failed one: until it is due again
  std::optional<std::chrono::nanoseconds> handler_time;
};

/// What a worker can be told beside its inbox and its handlers: `worker_options{}.attempts(5).lease(2min)`. The defaults
/// are those of Zuba's page: what fails three times within some seconds is dead, and the provider, which was told that the
/// event is here, does not send it again. Where what handlers need may be away for longer, take more attempts.
class worker_options {
 public:
  using final_failure_hook =
      std::function<void(std::string_view event_type, std::string_view event_id, std::string_view message)>;
  using observer = std::function<void(const work_outcome&)>;

  /// How often an entry is tried before it is dead, at least once; 3 unless this says else. An attempt that killed its
  /// worker counts, and so does one whose handler said `retry_later`.
  worker_options& attempts(std::uint32_t most) noexcept {
    attempts_ = most;
    return *this;
  }
  /// How long to wait after a failure; see `backoff`.
  worker_options& wait(const backoff& schedule) noexcept {
    wait_ = schedule;
    return *this;
  }
  /// How long a handler may take before its worker counts as dead, up to a day; a minute unless this says else. A handler
  /// that takes longer calls `handling::extend`.
  worker_options& lease(std::chrono::milliseconds lease) noexcept {
    lease_ = lease;
    return *this;
  }
  /// Whose entries it takes: those of a receiver with the same account and endpoint, see `inbox_source`.
  worker_options& account(std::string name) {
    account_ = std::move(name);
    return *this;
  }
  worker_options& endpoint(std::string name) {
    endpoint_ = std::move(name);
    return *this;
  }
  /// How long an idle worker waits before it looks again; a second unless this says else.
  worker_options& poll(std::chrono::milliseconds every) noexcept {
    poll_ = every;
    return *this;
  }
  /// Called for an entry before it is dead: alert somebody. It may be called twice for one entry, when the inbox fails
  /// after it. If it throws, the entry stays, and comes here again.
  worker_options& on_final_failure(final_failure_hook hook) {
    final_failure_ = std::move(hook);
    return *this;
  }
  /// Called after every attempt, for metrics and logs. What it throws is dropped.
  worker_options& observe(observer watch) {
    observers_.push_back(std::move(watch));
    return *this;
  }

  [[nodiscard]] std::uint32_t attempts() const noexcept { return attempts_; }
  [[nodiscard]] const backoff& wait() const noexcept { return wait_; }
  [[nodiscard]] std::chrono::milliseconds lease() const noexcept { return lease_; }
  [[nodiscard]] std::chrono::milliseconds poll() const noexcept { return poll_; }
  [[nodiscard]] const std::string& account() const noexcept { return account_; }
  [[nodiscard]] const std::string& endpoint() const noexcept { return endpoint_; }
  [[nodiscard]] const final_failure_hook& final_failure() const noexcept { return final_failure_; }
  [[nodiscard]] const std::vector<observer>& observers() const noexcept { return observers_; }

  /// `config_error` for what is outside these bounds.
  [[nodiscard]] result<void> check() const noexcept {
    constexpr std::chrono::milliseconds day = std::chrono::hours(24);
    if (auto good = wait_.check(); !good) return good;
    const bool good = attempts_ >= 1 && lease_.count() > 0 && lease_ <= day && poll_.count() > 0 && poll_ <= day;
    if (!good) return errc::config_error;
    return {};
  }

 private:
  std::uint32_t attempts_ = 3;
  backoff wait_;
  std::chrono::milliseconds lease_ = std::chrono::minutes(1);
  std::chrono::milliseconds poll_{1000};
  std::string account_;
  std::string endpoint_;
  final_failure_hook final_failure_;
  std::vector<observer> observers_;
};

}  // namespace v0
}  // namespace hooklatch

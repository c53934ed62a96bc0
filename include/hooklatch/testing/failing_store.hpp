// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/errc.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/store.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace testing {

/// What is asked of a store.
enum class store_verb { claim, complete, release, extend, forget, purge };

/// Whether a call that fails did its work.
enum class failing {
  before,  ///< it did not: the store was never reached
  after,   ///< it did, and its answer was lost: what `errc::store_ambiguous` is for
};

/// A store that fails when a test says so, over one that works. To walk every place where a receiver can fail:
///
///     for (std::size_t n = 1;; ++n) {
///       memory_store<> memory;
///       testing::failing_store store(memory);
///       store.fail_call(n, errc::store_ambiguous, testing::failing::after);
///       ...                                // handle a delivery, let the sender try again, check
///       if (store.failures() == 0) break;  // there is no n-th call
///     }
///
/// The store beneath has to outlive it. Safe from many threads as far as that one is.
template <dedup_store Store>
class failing_store {
 public:
  static constexpr store_traits traits = Store::traits;

  explicit failing_store(Store& beneath) noexcept : beneath_(beneath) {}

  /// The `n`-th call from now fails, of whatever verb; `n` counts from 1.
  void fail_call(std::size_t n, errc code, failing when = failing::before) { plan({std::nullopt, n, code, when}); }
  /// The `n`-th call of this verb from now fails.
  void fail_call(store_verb verb, std::size_t n, errc code, failing when = failing::before) {
    plan({verb, n, code, when});
  }
  /// Every call of this verb fails from now on.
  void fail_all(store_verb verb, errc code, failing when = failing::before) { plan({verb, 0, code, when}); }
  /// Every call fails from now on.
  void fail_all(errc code, failing when = failing::before) { plan({std::nullopt, 0, code, when}); }
  /// Nothing fails any more.
  void heal() {
    const std::lock_guard lock(mutex_);
    plans_.clear();
  }

  /// Calls so far, those that failed among them.
  [[nodiscard]] std::size_t calls() const {
    const std::lock_guard lock(mutex_);
    std::size_t all = 0;
    for (const auto each : calls_) all += each;
    return all;
  }
  [[nodiscard]] std::size_t calls(store_verb verb) const {
    const std::lock_guard lock(mutex_);
    return calls_[static_cast<std::size_t>(verb)];
  }
  /// Calls so far that failed because of a plan.
  [[nodiscard]] std::size_t failures() const {
    const std::lock_guard lock(mutex_);
    return failures_;
  }

  [[nodiscard]] result<claim_result> claim(const claim_request& request) {
    return ask(store_verb::claim, [&] { return beneath_.claim(request); });
  }
  [[nodiscard]] result<settlement> complete(const claim_token& token, std::chrono::seconds retention) {
    return ask(store_verb::complete, [&] { return beneath_.complete(token, retention); });
  }
  [[nodiscard]] result<settlement> release(const claim_token& token, std::string_view why = {}) {
    return ask(store_verb::release, [&] { return beneath_.release(token, why); });
  }
  [[nodiscard]] result<settlement> extend(const claim_token& token, std::chrono::milliseconds lease) {
    return ask(store_verb::extend, [&] { return beneath_.extend(token, lease); });
  }
  [[nodiscard]] result<bool> forget(const dedup_key& key) {
    return ask(store_verb::forget, [&] { return beneath_.forget(key); });
  }
  [[nodiscard]] result<std::size_t> purge(std::size_t most) {
    return ask(store_verb::purge, [&] { return beneath_.purge(most); });
  }

 private:
  struct planned {
    std::optional<store_verb> verb;  // any, where there is none
    std::size_t left;                // calls until it fails; 0: each one
    errc code;
    failing when;
  };

  void plan(const planned& what) {
    const std::lock_guard lock(mutex_);
    plans_.push_back(what);
  }
  // The first plan that this call meets; each one counts it.
  std::optional<planned> next(store_verb verb) {
    const std::lock_guard lock(mutex_);
    ++calls_[static_cast<std::size_t>(verb)];
    std::optional<planned> met;
    for (auto at = plans_.begin(); at != plans_.end();) {
      const bool counts = !at->verb || *at->verb == verb;
      const bool now = counts && at->left <= 1;
      if (now && !met) met = *at;
      if (counts && at->left > 1) --at->left;
      at = now && at->left == 1 ? plans_.erase(at) : at + 1;
    }
    if (met) ++failures_;
    return met;
  }
  template <class Call>
  auto ask(store_verb verb, Call call) -> decltype(call()) {
    const auto met = next(verb);
    if (!met) return call();
    if (met->when == failing::after) static_cast<void>(call());
    return met->code;
  }

  Store& beneath_;
  mutable std::mutex mutex_;
  std::vector<planned> plans_;
  std::array<std::size_t, 6> calls_{};
  std::size_t failures_ = 0;
};

}  // namespace testing
}  // namespace v0
}  // namespace hooklatch

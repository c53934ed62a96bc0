// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/dedup/store.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <map>
#include <mutex>
#include <new>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace hooklatch {
inline namespace v0 {

/// A store in this process's memory, of a bounded number of events: gone with the process, and seen by no other one.
///
/// A record leaves when its retention or, for one that was never completed, `keep` after its lease is over; never
/// before, so a full store refuses (`store_full`).
template <class Clock = std::chrono::steady_clock>
class memory_store {
 public:
  static constexpr store_traits traits{true, false, false, false};

  /// At most `capacity` events at a time, at least 1. It has to hold all events of one
  /// retention: over the seven days that a receiver asks for by default, 100,000 are one every six seconds.
  explicit memory_store(std::size_t capacity = 100000, Clock clock = Clock())
      : capacity_(std::max<std::size_t>(capacity, 1)), clock_(std::move(clock)) {}
  memory_store(const memory_store&) = delete;
  memory_store& operator=(const memory_store&) = delete;

  [[nodiscard]] result<claim_result> claim(const claim_request& request) noexcept {
    try {
      const std::lock_guard lock(mutex_);
      const auto now = this->now();
      const auto found = records_.find(request.key);
      if (found == records_.end()) return first_claim(request, now);
      record& known = found->second;
      if (now >= known.keep_until) return claim_again(found, request, now, 0);
      const bool same = known.digest == request.digest;
      if (!same && request.conflict_refused) return claim_result::conflict();
      if (known.at == stage::done) return claim_result::duplicate(same);
      if (known.at == stage::claimed && now < known.lease_until) {
        if (known.nonce == request.nonce) {
          return claim_result::fresh({request.key, known.fence}, known.attempts, known.reclaimed);
        }
        return claim_result::in_flight(std::chrono::ceil<std::chrono::milliseconds>(known.lease_until - now));
      }
      return claim_again(found, request, now, known.attempts);
    } catch (const std::bad_alloc&) {
      return errc::store_full;
    } catch (...) {
      return errc::store_unavailable;
    }
  }

  [[nodiscard]] result<settlement> complete(const claim_token& token, std::chrono::seconds retention) noexcept {
    return settle(token, [&](auto found, microseconds now) {
      record& known = found->second;
      known.at = stage::done;
      keep(found, now + retention);
    });
  }
  [[nodiscard]] result<settlement> release(const claim_token& token, std::string_view = {}) noexcept {
    return settle(token, [&](auto found, microseconds now) {
      found->second.at = stage::open;
      keep(found, now + found->second.unfinished);
    });
  }
  [[nodiscard]] result<settlement> extend(const claim_token& token, std::chrono::milliseconds lease) noexcept {
    return settle(token, [&](auto found, microseconds now) {
      found->second.lease_until = now + lease;
      keep(found, found->second.lease_until + found->second.unfinished);
    });
  }
  /// Lets the event be handled again; for an operator.
  [[nodiscard]] result<bool> forget(const dedup_key& key) noexcept {
    try {
      const std::lock_guard lock(mutex_);
      const auto found = records_.find(key);
      if (found == records_.end()) return false;
      erase(found);
      return true;
    } catch (...) {
      return errc::store_unavailable;
    }
  }
  /// Drops at most `most` records that need not be kept any more, and says how many. `claim` does it by itself.
  [[nodiscard]] result<std::size_t> purge(std::size_t most) noexcept {
    try {
      const std::lock_guard lock(mutex_);
      return drop_old(now(), most);
    } catch (...) {
      return errc::store_unavailable;
    }
  }
  [[nodiscard]] std::size_t size() const noexcept {
    const std::lock_guard lock(mutex_);
    return records_.size();
  }

 private:
  using microseconds = std::chrono::microseconds;

  enum class stage : std::uint8_t { claimed, open, done };
  struct hash {
    // The key is a digest, so any eight bytes of it will do.
    std::size_t operator()(const dedup_key& key) const noexcept {
      std::uint64_t first = 0;
      std::memcpy(&first, key.bytes.data(), sizeof first);
      return static_cast<std::size_t>(first);
    }
  };
  using by_age = std::multimap<microseconds, dedup_key>;
  struct record {
    stage at = stage::claimed;
    bool reclaimed = false;
    std::uint32_t attempts = 1;
    std::uint64_t fence = 0;
    microseconds lease_until{0};
    microseconds keep_until{0};
    std::chrono::seconds unfinished{0};
    body_digest digest;
    claim_nonce nonce;
    typename by_age::iterator age;
  };
  using records = std::unordered_map<dedup_key, record, hash>;
  using iterator = typename records::iterator;

  [[nodiscard]] microseconds now() const {
    return std::chrono::duration_cast<microseconds>(clock_.now().time_since_epoch());
  }
  [[nodiscard]] static std::uint64_t next_fence(std::uint64_t before, microseconds now) noexcept {
    const auto moment = now.count() > 0 ? static_cast<std::uint64_t>(now.count()) : 0;
    return std::max(before + 1, moment);
  }

  result<claim_result> first_claim(const claim_request& request, microseconds now) {
    if (records_.size() >= capacity_) drop_old(now, 16);
    if (records_.size() >= capacity_) return errc::store_full;
    record made;
    made.fence = next_fence(last_fence_, now);
    made.digest = request.digest;
    made.nonce = request.nonce;
    made.lease_until = now + request.lease;
    made.unfinished = request.keep;
    made.keep_until = made.lease_until + request.keep;
    made.age = ages_.emplace(made.keep_until, request.key);
    try {
      records_.emplace(request.key, made);
    } catch (...) {
      ages_.erase(made.age);
      throw;
    }
    last_fence_ = made.fence;
    return claim_result::fresh({request.key, made.fence}, 1, false);
  }

  result<claim_result> claim_again(iterator found, const claim_request& request, microseconds now,
                                   std::uint32_t attempts) {
    record& known = found->second;
    known.reclaimed = known.at == stage::claimed;
    known.at = stage::claimed;
    known.attempts = attempts + 1;
    known.fence = last_fence_ = next_fence(std::max(known.fence, last_fence_), now);
    known.digest = request.digest;
    known.nonce = request.nonce;
    known.lease_until = now + request.lease;
    known.unfinished = request.keep;
    keep(found, known.lease_until + request.keep);
    return claim_result::fresh({request.key, known.fence}, known.attempts, known.reclaimed);
  }

  // What has only to match the fence; a lease that ran out without another claim still counts.
  template <class Change>
  result<settlement> settle(const claim_token& token, Change change) noexcept {
    try {
      const std::lock_guard lock(mutex_);
      const auto found = records_.find(token.key);
      if (found == records_.end() || found->second.fence != token.fence) return settlement::lost;
      if (found->second.at == stage::done) return settlement::already_done;
      if (found->second.at == stage::open) return settlement::lost;
      change(found, now());
      return settlement::done;
    } catch (...) {
      return errc::store_unavailable;
    }
  }

  // Moves the node in the index, which allocates nothing.
  void keep(iterator found, microseconds until) {
    auto node = ages_.extract(found->second.age);
    node.key() = until;
    found->second.keep_until = until;
    found->second.age = ages_.insert(std::move(node));
  }
  void erase(iterator found) {
    ages_.erase(found->second.age);
    records_.erase(found);
  }
  std::size_t drop_old(microseconds now, std::size_t most) {
    std::size_t dropped = 0;
    while (dropped < most && !ages_.empty() && ages_.begin()->first <= now) {
      erase(records_.find(ages_.begin()->second));
      ++dropped;
    }
    return dropped;
  }

  mutable std::mutex mutex_;
  std::size_t capacity_;
  [[no_unique_address]] Clock clock_;
  std::uint64_t last_fence_ = 0;  // of all keys: a key that comes back after it was dropped has a larger one
  records records_;
  by_age ages_;
};

static_assert(dedup_store<memory_store<>>);

}  // namespace v0
}  // namespace hooklatch

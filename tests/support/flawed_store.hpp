// SPDX-License-Identifier: MIT
#pragma once

// The plainest store that keeps the contract, and one flaw at a time that a conformance suite has to find.

#include <hooklatch/dedup/store.hpp>
#include <hooklatch/testing/manual_clock.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>

namespace test_support {

enum class flaw {
  none,
  unfenced_complete,
  unfenced_release,
  forgets_attempts,
  two_winners,
  evicts_when_full,
  in_flight_told_as_duplicate,
  fence_goes_back,
  fence_of_forgotten_goes_back,
  lease_never_ends,
  lease_ends_early,
  retention_ends_early,
  lapse_fences,
  nonce_ignored,
  digest_forgotten,
  digest_of_first_kept,
  conflict_unasked,
  release_burns,
  release_completes,
  release_undoes_complete,
  complete_undoes_release,
  complete_twice_lost,
  extend_ignored,
  forget_does_nothing,
  purge_drops_all,
  purge_ignores_limit,
  purge_does_nothing,
  key_cut_short,
  clock_trusted,
  retry_after_zero,
  label_trusted,
  times_of_32_bits,
};

class flawed_store {
 public:
  static constexpr hooklatch::store_traits traits{true, false, false, false};

  flawed_store(flaw has, std::size_t capacity, hooklatch::testing::manual_clock clock)
      : has_(has), capacity_(capacity), clock_(std::move(clock)) {}

  hooklatch::result<hooklatch::claim_result> claim(const hooklatch::claim_request& request) {
    using hooklatch::claim_result;
    if (has_ == flaw::label_trusted && request.label.find('\'') != std::string_view::npos) {
      return hooklatch::errc::store_corrupt;
    }
    const auto id = id_of(request.key);
    const bool looked_free = has_ == flaw::two_winners && looks_free(id);
    const std::lock_guard lock(mutex_);
    const auto time = now();
    drop_first_if_full(id);
    if (records_.count(id) == 0 && records_.size() >= capacity_) {
      drop(time, 1000);
      if (records_.size() >= capacity_) return hooklatch::errc::store_full;
    }
    auto [at, is_new] = records_.try_emplace(id);
    auto& mine = at->second;
    if (is_new || looked_free || time >= mine.keep_until) {
      mine = record{};
      mine.digest = request.digest;
    } else {
      const bool same = mine.digest == request.digest || has_ == flaw::digest_forgotten;
      if (!same && (request.conflict_refused || has_ == flaw::conflict_unasked)) return claim_result::conflict();
      if (mine.at == stage::done) return claim_result::duplicate(same, hooklatch::instant(mine.completed.count()));
      const auto lapses = mine.lease_until - (has_ == flaw::lease_ends_early ? ms(1) : ms(0));
      if (mine.at == stage::claimed && (time < lapses || has_ == flaw::lease_never_ends)) {
        if (mine.nonce == request.nonce && has_ != flaw::nonce_ignored) {
          return claim_result::fresh({request.key, mine.fence}, mine.attempts, mine.reclaimed);
        }
        if (has_ == flaw::in_flight_told_as_duplicate) return claim_result::duplicate();
        return claim_result::in_flight(has_ == flaw::retry_after_zero ? ms(0) : mine.lease_until - time);
      }
    }
    mine.reclaimed = mine.at == stage::claimed && mine.attempts > 0;
    mine.at = stage::claimed;
    mine.attempts = has_ == flaw::forgets_attempts ? 1 : mine.attempts + 1;
    mine.fence = next_fence(mine.fence);
    mine.nonce = request.nonce;
    if (has_ != flaw::digest_of_first_kept) mine.digest = request.digest;
    mine.lease_until = time + lease_of(request.lease);
    mine.keep_until = mine.lease_until + request.keep;
    mine.keep = request.keep;
    return claim_result::fresh({request.key, mine.fence}, mine.attempts, mine.reclaimed);
  }

  hooklatch::result<hooklatch::settlement> complete(const hooklatch::claim_token& token, std::chrono::seconds time) {
    return settle(token, flaw::unfenced_complete, [&](record& mine) {
      mine.at = stage::done;
      mine.completed = now() / 1000;
      mine.keep_until = now() + time - (has_ == flaw::retention_ends_early ? ms(1) : ms(0));
    });
  }
  hooklatch::result<hooklatch::settlement> release(const hooklatch::claim_token& token, std::string_view) {
    if (has_ == flaw::release_undoes_complete) reopen(token);
    return settle(token, flaw::unfenced_release, [&](record& mine) {
      if (has_ == flaw::release_burns) return;
      mine.at = has_ == flaw::release_completes ? stage::done : stage::open;
      mine.keep_until = now() + mine.keep;
    });
  }
  hooklatch::result<hooklatch::settlement> extend(const hooklatch::claim_token& token,
                                                  std::chrono::milliseconds lease) {
    return settle(token, flaw::none, [&](record& mine) {
      if (has_ == flaw::extend_ignored) return;
      mine.lease_until = now() + lease;
      mine.keep_until = mine.lease_until + mine.keep;
    });
  }
  hooklatch::result<bool> forget(const hooklatch::dedup_key& key) {
    const std::lock_guard lock(mutex_);
    if (has_ == flaw::forget_does_nothing) return records_.count(id_of(key)) > 0;
    return records_.erase(id_of(key)) > 0;
  }
  hooklatch::result<std::size_t> purge(std::size_t most) {
    const std::lock_guard lock(mutex_);
    if (has_ == flaw::purge_does_nothing) return std::size_t{0};
    if (has_ == flaw::purge_ignores_limit) most = 1000000;
    if (has_ == flaw::purge_drops_all && most > 0 && most < 1000) {
      const auto all = std::min(most, records_.size());
      records_.clear();
      return all;
    }
    return drop(now(), most);
  }

 private:
  using ms = std::chrono::milliseconds;
  using id_type = std::array<std::uint8_t, 32>;
  enum class stage { claimed, open, done };
  struct record {
    stage at = stage::open;
    bool reclaimed = false;
    std::uint32_t attempts = 0;
    std::uint64_t fence = 0;
    ms lease_until{0};
    ms keep_until{0};
    std::chrono::seconds keep{0};
    ms completed{0};
    hooklatch::body_digest digest;
    hooklatch::claim_nonce nonce;
  };

  [[nodiscard]] ms now() {
    const auto read = std::chrono::duration_cast<ms>(clock_.now().time_since_epoch());
    if (has_ == flaw::clock_trusted && read < latest_) records_.clear();
    latest_ = std::max(latest_, read);
    return read;
  }
  [[nodiscard]] id_type id_of(const hooklatch::dedup_key& key) const {
    auto id = key.bytes;
    if (has_ == flaw::key_cut_short) id[31] = 0;
    return id;
  }
  // Looks, and lets others look too before it acts.
  [[nodiscard]] bool looks_free(const id_type& id) {
    {
      const std::lock_guard lock(mutex_);
      if (records_.count(id) > 0) return false;
    }
    for (int i = 0; i < 20; ++i) std::this_thread::yield();
    return true;
  }
  [[nodiscard]] ms lease_of(ms lease) const {
    return has_ == flaw::times_of_32_bits ? ms(static_cast<std::int32_t>(lease.count())) : lease;
  }
  [[nodiscard]] std::uint64_t next_fence(std::uint64_t before) {
    if (has_ == flaw::fence_goes_back) return before == 0 ? 1000 : before - 1;
    if (has_ == flaw::fence_of_forgotten_goes_back) return before + 1;
    return ++last_fence_;
  }
  void drop_first_if_full(const id_type& id) {
    if (has_ == flaw::evicts_when_full && records_.size() >= capacity_ && records_.count(id) == 0) {
      records_.erase(records_.begin());
    }
  }
  std::size_t drop(ms time, std::size_t most) {
    std::size_t dropped = 0;
    for (auto at = records_.begin(); at != records_.end() && dropped < most;) {
      const bool old = time >= at->second.keep_until;
      at = old ? records_.erase(at) : std::next(at);
      dropped += old ? 1 : 0;
    }
    return dropped;
  }
  void reopen(const hooklatch::claim_token& token) {
    const std::lock_guard lock(mutex_);
    const auto found = records_.find(id_of(token.key));
    if (found != records_.end() && found->second.fence == token.fence) found->second.at = stage::claimed;
  }
  template <class Change>
  hooklatch::result<hooklatch::settlement> settle(const hooklatch::claim_token& token, flaw unfenced, Change change) {
    using hooklatch::settlement;
    const std::lock_guard lock(mutex_);
    static_cast<void>(now());  // which may drop all records
    const auto found = records_.find(id_of(token.key));
    if (found == records_.end()) return settlement::lost;
    auto& mine = found->second;
    const bool fenced = has_ != unfenced || has_ == flaw::none;
    if (fenced && mine.fence != token.fence) return settlement::lost;
    if (mine.at == stage::done) return has_ == flaw::complete_twice_lost ? settlement::lost : settlement::already_done;
    if (mine.at == stage::open && has_ != flaw::complete_undoes_release) return settlement::lost;
    if (has_ == flaw::lapse_fences && now() >= mine.lease_until) return settlement::lost;
    change(mine);
    return settlement::done;
  }

  flaw has_;
  std::size_t capacity_;
  hooklatch::testing::manual_clock clock_;
  std::mutex mutex_;
  std::map<id_type, record> records_;
  std::uint64_t last_fence_ = 0;
  ms latest_{0};
};

static_assert(hooklatch::dedup_store<flawed_store>);

}  // namespace test_support

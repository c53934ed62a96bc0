// SPDX-License-Identifier: MIT
#pragma once

// Threads that claim, complete, release, extend, die and lose answers, and record all of it for check_history.

#include "stores/support/history.hpp"

#include <hooklatch/dedup/store.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <thread>
#include <utility>
#include <vector>

namespace test_support {

inline answered told(const hooklatch::result<hooklatch::claim_result>& claimed) {
  if (!claimed) return claimed.error() == hooklatch::errc::store_ambiguous ? answered::unknown : answered::refused;
  switch (claimed->what()) {
    case hooklatch::claim_result::kind::fresh:
      return answered::fresh;
    case hooklatch::claim_result::kind::in_flight:
      return answered::in_flight;
    case hooklatch::claim_result::kind::duplicate:
      return answered::duplicate;
    default:
      return answered::conflict;
  }
}

inline answered told(const hooklatch::result<hooklatch::settlement>& settled) {
  if (!settled) return settled.error() == hooklatch::errc::store_ambiguous ? answered::unknown : answered::refused;
  return *settled == hooklatch::settlement::done           ? answered::done
         : *settled == hooklatch::settlement::already_done ? answered::already_done
                                                           : answered::lost;
}

// One thread that records what it asks. Now and then an answer is lost on the way, and now and then it stalls.
template <class Store>
class client {
 public:
  client(Store& store, std::uint32_t thread, std::atomic<std::uint64_t>& window, std::chrono::milliseconds lease)
      : store_(store), thread_(thread), window_(window), lease_(lease), random_(thread + 1) {}

  void run(std::size_t operations) {
    while (log.size() < operations) {
      if (random_() % 64 == 0) ++window_;
      const auto key = window_ + random_() % 8;
      const auto nonce = std::uint64_t{thread_} << 48 | ++nonces_;
      auto fence = claim(key, nonce);
      if (!fence && log.back().result == answered::unknown) fence = claim(key, nonce);
      if (fence) handle(key, *fence);
      if (!spent_.empty() && random_() % 8 == 0) {  // somebody who was long gone comes back
        const auto& late = spent_[random_() % spent_.size()];
        settle(random_() % 4 == 0 ? asked::release : asked::complete, late.first, late.second);
      }
    }
  }

  std::vector<operation> log;

 private:
  static constexpr std::chrono::seconds retention{1};

  void handle(std::uint64_t key, std::uint64_t fence) {
    spent_.emplace_back(key, fence);
    if (spent_.size() > 16) spent_.erase(spent_.begin());
    const auto fate = random_() % 100;
    if (fate < 10) return;  // dies
    if (fate < 13) std::this_thread::sleep_for(lease_ + std::chrono::milliseconds(1));
    if (fate < 20) settle(asked::extend, key, fence);
    settle(fate < 35 ? asked::release : asked::complete, key, fence);
    if (log.back().result == answered::unknown) settle(log.back().verb, key, fence);
  }
  std::optional<std::uint64_t> claim(std::uint64_t key, std::uint64_t nonce) {
    hooklatch::claim_request request;
    request.key = key_of(key);
    for (std::size_t i = 0; i < 8; ++i) request.nonce.bytes[i] = static_cast<std::uint8_t>(nonce >> (8 * i));
    request.lease = lease_;
    operation& mine = begin(asked::claim, key, 0, lease_);
    mine.nonce = nonce;
    const auto claimed = store_.claim(request);
    end(mine, told(claimed));
    if (mine.result != answered::fresh) return std::nullopt;
    mine.fence = claimed->token().fence;
    return mine.fence;
  }
  void settle(asked verb, std::uint64_t key, std::uint64_t fence) {
    const hooklatch::claim_token token{key_of(key), fence};
    operation& mine = begin(verb, key, fence, verb == asked::complete ? std::chrono::nanoseconds(retention) : lease_);
    end(mine, told(verb == asked::complete  ? store_.complete(token, retention)
                   : verb == asked::release ? store_.release(token, "")
                                            : store_.extend(token, lease_)));
  }
  operation& begin(asked verb, std::uint64_t key, std::uint64_t fence, std::chrono::nanoseconds length) {
    operation made;
    made.thread = thread_;
    made.verb = verb;
    made.key = key;
    made.fence = fence;
    made.length = length.count();
    log.push_back(made);
    log.back().invoked = history_clock();
    return log.back();
  }
  void end(operation& mine, answered what) {
    const auto returned = history_clock();
    if (random_() % 100 == 0) return;  // the answer is lost
    mine.returned = returned;
    mine.result = what;
  }
  static hooklatch::dedup_key key_of(std::uint64_t number) {
    hooklatch::dedup_key key;
    key.bytes.fill(0xc3);  // no other test's, where several share a server
    for (std::size_t i = 0; i < 8; ++i) key.bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
    return key;
  }

  Store& store_;
  std::uint32_t thread_;
  std::atomic<std::uint64_t>& window_;
  std::chrono::milliseconds lease_;
  std::mt19937_64 random_;
  std::uint64_t nonces_ = 0;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> spent_;
};

/// What eight threads asked of a store and heard, about so many operations in all.
template <class Store>
std::vector<operation> recorded_histories(Store& store, std::size_t operations,
                                          std::chrono::milliseconds lease = std::chrono::milliseconds(5)) {
  std::atomic<std::uint64_t> window{0};
  std::vector<client<Store>> clients;
  for (std::uint32_t i = 0; i < 8; ++i) clients.emplace_back(store, i, window, lease);
  std::vector<std::thread> threads;
  for (auto& each : clients) threads.emplace_back([&each, operations] { each.run(operations / 8); });
  for (auto& each : threads) each.join();
  std::vector<operation> all;
  for (auto& each : clients) all.insert(all.end(), each.log.begin(), each.log.end());
  return all;
}

}  // namespace test_support

// SPDX-License-Identifier: MIT
//
// Histories of threads that claim, complete, release, extend, die and lose answers: those of memory_store break no
// rule, those of a store without fences break several.

#include "support/catch.hpp"

#include "stores/support/history.hpp"

#include <hooklatch/dedup/memory_store.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

using namespace hooklatch;
using namespace std::chrono_literals;
using test_support::answered;
using test_support::asked;
using test_support::check_history;
using test_support::history_clock;
using test_support::operation;

namespace {

// What many write: SET NX with an expiry for the claim, SET for the completion, DEL for the release.
class unfenced_store {
 public:
  result<claim_result> claim(const claim_request& request) {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    auto& mine = records_[request.key.bytes];
    if (mine.until > now) return mine.done ? claim_result::duplicate() : claim_result::in_flight(1ms);
    mine = {now + request.lease, false};
    return claim_result::fresh({request.key, ++fence_}, 1, false);
  }
  result<settlement> complete(const claim_token& token, std::chrono::seconds retention) {
    const std::lock_guard lock(mutex_);
    records_[token.key.bytes] = {std::chrono::steady_clock::now() + retention, true};
    return settlement::done;
  }
  result<settlement> release(const claim_token& token, std::string_view) {
    const std::lock_guard lock(mutex_);
    records_.erase(token.key.bytes);
    return settlement::done;
  }
  result<settlement> extend(const claim_token& token, std::chrono::milliseconds lease) {
    const std::lock_guard lock(mutex_);
    records_[token.key.bytes].until = std::chrono::steady_clock::now() + lease;
    return settlement::done;
  }
  result<bool> forget(const dedup_key& key) {
    const std::lock_guard lock(mutex_);
    return records_.erase(key.bytes) > 0;
  }
  result<std::size_t> purge(std::size_t) { return std::size_t{0}; }

 private:
  struct record {
    std::chrono::steady_clock::time_point until;
    bool done = false;
  };
  std::mutex mutex_;
  std::map<std::array<std::uint8_t, 32>, record> records_;
  std::uint64_t fence_ = 0;
};

answered told(const result<claim_result>& claimed) {
  if (!claimed) return answered::refused;
  switch (claimed->what()) {
    case claim_result::kind::fresh:
      return answered::fresh;
    case claim_result::kind::in_flight:
      return answered::in_flight;
    case claim_result::kind::duplicate:
      return answered::duplicate;
    default:
      return answered::conflict;
  }
}

answered told(const result<settlement>& settled) {
  if (!settled) return answered::refused;
  return *settled == settlement::done           ? answered::done
         : *settled == settlement::already_done ? answered::already_done
                                                : answered::lost;
}

// One thread that records what it asks. Now and then an answer is lost on the way, and now and then it stalls.
template <class Store>
class client {
 public:
  client(Store& store, std::uint32_t thread, std::atomic<std::uint64_t>& window)
      : store_(store), thread_(thread), window_(window), random_(thread + 1) {}

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
  static constexpr std::chrono::milliseconds lease{5};
  static constexpr std::chrono::seconds retention{1};

  void handle(std::uint64_t key, std::uint64_t fence) {
    spent_.emplace_back(key, fence);
    if (spent_.size() > 16) spent_.erase(spent_.begin());
    const auto fate = random_() % 100;
    if (fate < 10) return;  // dies
    if (fate < 13) std::this_thread::sleep_for(lease + 1ms);
    if (fate < 20) settle(asked::extend, key, fence);
    settle(fate < 35 ? asked::release : asked::complete, key, fence);
    if (log.back().result == answered::unknown) settle(log.back().verb, key, fence);
  }
  std::optional<std::uint64_t> claim(std::uint64_t key, std::uint64_t nonce) {
    claim_request request;
    request.key = key_of(key);
    for (std::size_t i = 0; i < 8; ++i) request.nonce.bytes[i] = static_cast<std::uint8_t>(nonce >> (8 * i));
    request.lease = lease;
    operation& mine = begin(asked::claim, key, 0, lease);
    mine.nonce = nonce;
    const auto claimed = store_.claim(request);
    end(mine, told(claimed));
    if (mine.result != answered::fresh) return std::nullopt;
    mine.fence = claimed->token().fence;
    return mine.fence;
  }
  void settle(asked verb, std::uint64_t key, std::uint64_t fence) {
    const claim_token token{key_of(key), fence};
    operation& mine = begin(verb, key, fence, verb == asked::complete ? std::chrono::nanoseconds(retention) : lease);
    end(mine, told(verb == asked::complete  ? store_.complete(token, retention)
                   : verb == asked::release ? store_.release(token, "")
                                            : store_.extend(token, lease)));
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
  static dedup_key key_of(std::uint64_t number) {
    dedup_key key;
    for (std::size_t i = 0; i < 8; ++i) key.bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
    return key;
  }

  Store& store_;
  std::uint32_t thread_;
  std::atomic<std::uint64_t>& window_;
  std::mt19937_64 random_;
  std::uint64_t nonces_ = 0;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> spent_;
};

template <class Store>
std::vector<operation> histories(Store& store, std::size_t operations) {
  std::atomic<std::uint64_t> window{0};
  std::vector<client<Store>> clients;
  for (std::uint32_t i = 0; i < 8; ++i) clients.emplace_back(store, i, window);
  std::vector<std::thread> threads;
  for (auto& each : clients) threads.emplace_back([&each, operations] { each.run(operations / 8); });
  for (auto& each : threads) each.join();
  std::vector<operation> all;
  for (auto& each : clients) all.insert(all.end(), each.log.begin(), each.log.end());
  return all;
}

operation at(std::int64_t invoked, std::int64_t returned, asked verb, answered result, std::uint64_t fence = 0,
             std::int64_t length = 100'000'000) {
  operation made;
  made.invoked = invoked * 1'000'000;
  made.returned = returned * 1'000'000;
  made.verb = verb;
  made.result = result;
  made.fence = fence;
  made.nonce = fence;
  made.length = length;
  return made;
}

}  // namespace

TEST_CASE("a history of eight threads on a memory store breaks no rule") {
  memory_store<> store(100000);
  const auto report = check_history(histories(store, 160000));
  std::printf("memory_store: %s", report.to_string().c_str());
  INFO(report.to_string());
  CHECK(report.violations.empty());
  CHECK(report.operations >= 160000);
  CHECK(report.unknown > 500);
}

TEST_CASE("a history of a store without fences breaks several rules") {
  unfenced_store store;
  const auto report = check_history(histories(store, 40000));
  std::printf("without fences: %s", report.to_string().c_str());
  INFO(report.to_string());
  CHECK(report.by_rule().size() >= 3);
  CHECK(report.by_rule().count("done by a stale fence") == 1);
}

TEST_CASE("each rule of histories is broken by the history that is meant for it, and by no tolerated one") {
  using history = std::vector<operation>;
  struct control {
    const char* rule;  // none: it is right
    history all;
  };
  const auto fresh = answered::fresh;
  const auto done = answered::done;
  const auto claim = asked::claim;
  const std::vector<control> controls{
      {"", {at(0, 1, claim, fresh, 5), at(2, 3, asked::complete, done, 5), at(4, 5, claim, answered::duplicate)}},
      {"fresh while another lease was running", {at(0, 1, claim, fresh, 5), at(10, 11, claim, fresh, 6)}},
      {"", {at(0, 1, claim, fresh, 5), at(98, 105, claim, fresh, 6)}},
      {"", {at(0, 1, claim, fresh, 5), at(2, 3, asked::release, answered::unknown, 5), at(10, 11, claim, fresh, 6)}},
      {"", {at(0, 1, claim, fresh, 5), at(2, 3, asked::forget, done), at(10, 11, claim, fresh, 6)}},
      {"fresh while another lease was running",
       {at(0, 1, claim, fresh, 5), at(90, 91, asked::extend, done, 5), at(150, 151, claim, fresh, 6)}},
      {"",
       {at(0, 1, claim, fresh, 5), at(90, 91, asked::extend, done, 5), at(92, 93, asked::extend, answered::unknown, 5),
        at(150, 151, claim, fresh, 6)}},
      {"a later claim with a smaller fence", {at(0, 1, claim, fresh, 6), at(200, 201, claim, fresh, 5)}},
      {"two claims with one fence",
       {at(0, 1, claim, fresh, 5),
        [] {
          auto other = at(200, 201, asked::claim, answered::fresh, 5);
          other.nonce = 9;
          return other;
        }()}},
      {"", {at(0, 1, claim, fresh, 5), at(20, 21, claim, fresh, 5)}},  // the same nonce
      {"fresh after a completion, within its retention",
       {at(0, 1, claim, fresh, 5), at(2, 3, asked::complete, done, 5), at(10, 11, claim, fresh, 6)}},
      {"", {at(0, 1, claim, fresh, 5), at(2, 3, asked::complete, done, 5), at(101, 105, claim, fresh, 6)}},
      {"", {at(0, 1, claim, fresh, 5), at(2, 3, asked::complete, answered::unknown, 5), at(10, 11, claim, fresh, 6)}},
      {"in flight after a completion, within its retention",
       {at(0, 1, claim, fresh, 5), at(2, 3, asked::complete, done, 5), at(10, 11, claim, answered::in_flight)}},
      {"done by a stale fence",
       {at(0, 1, claim, fresh, 5), at(101, 102, claim, fresh, 6), at(103, 104, asked::release, done, 5)}},
      {"", {at(0, 1, claim, fresh, 5), at(101, 105, claim, fresh, 6), at(102, 104, asked::complete, done, 5)}},
      {"two claims completed within a retention",
       {at(0, 1, claim, fresh, 5), at(101, 104, claim, fresh, 6), at(102, 103, asked::complete, done, 5),
        at(105, 106, asked::complete, done, 6)}},
      {"done by a fence that nobody was given", {at(0, 1, claim, fresh, 5), at(2, 3, asked::complete, done, 4)}},
      {"duplicate before any completion began", {at(0, 1, claim, fresh, 5), at(2, 3, claim, answered::duplicate)}},
      {"",
       {at(0, 1, claim, fresh, 5), at(2, 9, asked::complete, answered::unknown, 5),
        at(3, 4, claim, answered::duplicate)}},
      {"in flight before any claim began", {at(0, 1, claim, answered::in_flight), at(2, 3, claim, fresh, 5)}},
      {"", {at(0, 1, claim, answered::unknown), at(2, 3, claim, answered::in_flight)}},
      {"already done, and nobody else completed it",
       {at(0, 1, claim, fresh, 5), at(2, 3, asked::complete, answered::already_done, 5)}},
      {"",
       {at(0, 1, claim, fresh, 5), at(2, 3, asked::complete, answered::unknown, 5),
        at(4, 5, asked::complete, answered::already_done, 5)}},
      {"lost, and nobody overtook it", {at(0, 1, claim, fresh, 5), at(2, 3, asked::complete, answered::lost, 5)}},
      {"",
       {at(0, 1, claim, fresh, 5), at(101, 105, claim, fresh, 6), at(102, 103, asked::complete, answered::lost, 5)}},
  };
  for (std::size_t i = 0; i < controls.size(); ++i) {
    const auto report = check_history(controls[i].all);
    INFO("history " << i << " is meant for: " << controls[i].rule << "; " << report.to_string());
    const std::string_view rule = controls[i].rule;
    if (rule.empty()) {
      CHECK(report.violations.empty());
    } else {
      CHECK(report.by_rule().count(rule) == 1);
    }
  }
}

TEST_CASE("an operation survives as a line of text, and a line that was cut off is none") {
  auto before = at(1, 2, asked::extend, answered::lost, 77, 5);
  before.process = 3;
  before.thread = 4;
  before.key = ~std::uint64_t{0};
  const auto line = before.line();
  const auto after = operation::from(line);
  REQUIRE(after);
  CHECK(after->line() == line);
  CHECK(after->key == before.key);
  CHECK(after->fence == 77);
  CHECK_FALSE(operation::from(line.substr(0, line.size() / 2)));
  CHECK_FALSE(operation::from(""));
}

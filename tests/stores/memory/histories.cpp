// SPDX-License-Identifier: MIT
//
// Histories of threads that claim, complete, release, extend, die and lose answers: those of memory_store break no
// rule, those of a store without fences break several.

#include "support/catch.hpp"

#include "stores/support/history.hpp"
#include "stores/support/recorded.hpp"

#include <hooklatch/dedup/memory_store.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

using namespace hooklatch;
using namespace std::chrono_literals;
using test_support::answered;
using test_support::asked;
using test_support::check_history;
using test_support::operation;
using test_support::recorded_histories;

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
  const auto report = check_history(recorded_histories(store, 160000));
  std::printf("memory_store: %s", report.to_string().c_str());
  INFO(report.to_string());
  CHECK(report.violations.empty());
  CHECK(report.operations >= 160000);
  CHECK(report.unknown > 500);
}

TEST_CASE("a history of a store without fences breaks several rules") {
  unfenced_store store;
  const auto report = check_history(recorded_histories(store, 40000));
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

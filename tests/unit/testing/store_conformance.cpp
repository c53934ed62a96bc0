// SPDX-License-Identifier: MIT
#include <hooklatch/testing/store_conformance.hpp>

#include "support/catch.hpp"
#include "support/flawed_store.hpp"

#include <hooklatch/dedup/no_store.hpp>
#include <hooklatch/testing/manual_clock.hpp>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

using namespace hooklatch;
using namespace std::chrono_literals;
using test_support::flaw;
using test_support::flawed_store;
using testing::conformance_report;
using verdict = testing::conformance_rule::verdict;

namespace {

// On a clock that stands still until it is moved, so nothing waits.
conformance_report check(flaw has, std::size_t connections = 4) {
  testing::manual_clock clock(1774276200);
  flawed_store store(has, 2500, clock);
  testing::conformance_options options;
  options.threads = 16;
  options.rounds = 3;
  options.connections = connections;
  options.capacity = 2500;
  options.advance = [clock](std::chrono::milliseconds by) mutable { clock.advance(by); };
  options.step_clock_back = [clock](std::chrono::milliseconds by) mutable { clock.advance(-by); };
  return testing::check_store([&]() -> flawed_store& { return store; }, options);
}

struct control {
  flaw has;
  const char* rule;  // meant for it
};

struct throwing {
  static constexpr store_traits traits{};
  result<claim_result> claim(const claim_request&) { throw std::runtime_error("thrown by claim"); }
  result<settlement> complete(const claim_token&, std::chrono::seconds) { throw 1; }
  result<settlement> release(const claim_token&, std::string_view) { throw 1; }
  result<settlement> extend(const claim_token&, std::chrono::milliseconds) { throw 1; }
  result<bool> forget(const dedup_key&) { throw 1; }
  result<std::size_t> purge(std::size_t) { throw 1; }
};

}  // namespace

TEST_CASE("the plainest store keeps every rule of stores, and none is left out") {
  const auto report = check(flaw::none);
  INFO(report.to_string());
  CHECK(report.ok());
  for (const auto& each : report.rules()) CHECK(each.what == verdict::kept);
  CHECK(report.rules().size() >= 30);
}

TEST_CASE("each wrong store is found by the rule that is meant for it") {
  const auto each = GENERATE(
      control{flaw::unfenced_complete, "stale_token"}, control{flaw::unfenced_release, "stale_token"},
      control{flaw::forgets_attempts, "release"}, control{flaw::two_winners, "one_winner"},
      control{flaw::evicts_when_full, "full"}, control{flaw::in_flight_told_as_duplicate, "in_flight"},
      control{flaw::fence_goes_back, "lapsed_claim"}, control{flaw::fence_of_forgotten_goes_back, "forget"},
      control{flaw::lease_never_ends, "lapsed_claim"}, control{flaw::lease_ends_early, "lapsed_claim"},
      control{flaw::retention_ends_early, "retention"}, control{flaw::lapse_fences, "late_complete"},
      control{flaw::nonce_ignored, "repeated_claim"}, control{flaw::digest_forgotten, "conflict"},
      control{flaw::digest_of_first_kept, "conflict_after_release"}, control{flaw::conflict_unasked, "conflict"},
      control{flaw::release_burns, "release"}, control{flaw::release_completes, "release"},
      control{flaw::release_undoes_complete, "settled_after_complete"},
      control{flaw::complete_undoes_release, "released_token"}, control{flaw::complete_twice_lost, "complete_twice"},
      control{flaw::extend_ignored, "extend"}, control{flaw::forget_does_nothing, "forget"},
      control{flaw::purge_drops_all, "purge"}, control{flaw::purge_ignores_limit, "purge"},
      control{flaw::purge_does_nothing, "purge"}, control{flaw::key_cut_short, "one_bit_apart"},
      control{flaw::clock_trusted, "clock_back"}, control{flaw::retry_after_zero, "in_flight"},
      control{flaw::label_trusted, "hostile_texts"}, control{flaw::times_of_32_bits, "long_times"});
  const auto report = check(each.has);
  INFO(report.to_string());
  CHECK_FALSE(report.ok());
  const auto* rule = report.find(each.rule);
  REQUIRE(rule != nullptr);
  CHECK(rule->what == verdict::broken);
  CHECK_FALSE(rule->seen.empty());
}

TEST_CASE("a store that remembers nothing keeps hardly a rule") {
  no_store store;
  const auto report = testing::check_store([&] { return &store; }, {.lease = 1ms, .threads = 4, .rounds = 2});
  CHECK_FALSE(report.ok());
  REQUIRE(report.find("duplicate") != nullptr);
  CHECK(report.find("duplicate")->seen ==
        "a claim after the complete: expected duplicate, saw fresh (attempt 1, fence 1)");
  CHECK(report.find("first_claim")->what == verdict::kept);
}

TEST_CASE("a rule that is left out is told, with why") {
  testing::manual_clock clock;
  testing::conformance_options options;
  options.threads = 2;
  options.rounds = 1;
  options.connections = 1;
  options.advance = [clock](std::chrono::milliseconds by) mutable { clock.advance(by); };
  const auto report =
      testing::check_store([&] { return std::make_unique<flawed_store>(flaw::none, 5000, clock); }, options);
  CHECK(report.ok());
  for (const auto* name : {"second_handle", "clock_back", "full"}) {
    REQUIRE(report.find(name) != nullptr);
    CHECK(report.find(name)->what == verdict::left_out);
    CHECK_FALSE(report.find(name)->seen.empty());
  }
  const auto text = report.to_string();
  CHECK(text.find("left out  full: ") != std::string::npos);
  CHECK(text.find("3 left out") != std::string::npos);
  CHECK(text.find("0 BROKEN") != std::string::npos);
}

TEST_CASE("a store whose every call throws breaks every rule, and the suite ends") {
  const auto report = testing::check_store([] { return throwing(); }, {.lease = 1ms, .threads = 4, .rounds = 1});
  CHECK_FALSE(report.ok());
  for (const auto& each : report.rules()) CHECK(each.what != verdict::kept);
  CHECK(report.find("one_winner")->seen == "thrown by claim");
  CHECK(report.find("purge")->seen == "something was thrown");
}

TEST_CASE("two handles that do not see one another are found") {
  testing::manual_clock clock;
  testing::conformance_options options;
  options.threads = 8;
  options.rounds = 2;
  options.advance = [clock](std::chrono::milliseconds by) mutable { clock.advance(by); };
  const auto report =
      testing::check_store([&] { return std::make_shared<flawed_store>(flaw::none, 5000, clock); }, options);
  CHECK(report.find("second_handle")->what == verdict::broken);
  CHECK(report.find("one_winner")->what == verdict::broken);
}

TEST_CASE("a report of no kept rule is not ok") {
  CHECK_FALSE(conformance_report({}).ok());
  CHECK_FALSE(conformance_report({{"a", "b", verdict::left_out, "c"}}).ok());
  CHECK(conformance_report({{"a", "b", verdict::kept, ""}, {"a", "b", verdict::left_out, "c"}}).ok());
  CHECK_FALSE(conformance_report({{"a", "b", verdict::kept, ""}, {"a", "b", verdict::broken, "c"}}).ok());
}

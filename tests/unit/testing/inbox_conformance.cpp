// SPDX-License-Identifier: MIT
#include <hooklatch/testing/inbox_conformance.hpp>

#include "support/catch.hpp"
#include "support/memory_inbox.hpp"

#include <hooklatch/testing/manual_clock.hpp>

#include <chrono>
#include <memory>
#include <string>

using namespace hooklatch;
using test_support::inbox_flaw;
using test_support::memory_inbox;
using testing::conformance_report;
using verdict = testing::conformance_rule::verdict;

namespace {

// On a clock that stands still until it is moved, so nothing waits.
testing::conformance_options on_clock(testing::manual_clock clock) {
  testing::conformance_options options;
  options.threads = 16;
  options.rounds = 3;
  options.advance = [clock](std::chrono::milliseconds by) mutable { clock.advance(by); };
  options.step_clock_back = [clock](std::chrono::milliseconds by) mutable { clock.advance(-by); };
  return options;
}

conformance_report check(inbox_flaw has) {
  testing::manual_clock clock(1774276200);
  memory_inbox inbox(has, clock);
  return testing::check_inbox([&]() -> memory_inbox& { return inbox; }, on_clock(clock));
}

struct control {
  inbox_flaw has;
  const char* rule;  // meant for it
};

}  // namespace

TEST_CASE("the plainest inbox keeps every rule of inboxes, and none is left out") {
  const auto report = check(inbox_flaw::none);
  INFO(report.to_string());
  CHECK(report.ok());
  for (const auto& each : report.rules()) CHECK(each.what == verdict::kept);
  CHECK(report.rules().size() >= 25);
}

TEST_CASE("each wrong inbox is found by the rule that is meant for it") {
  const auto each = GENERATE(
      control{inbox_flaw::repeat_replaces, "accept_once"}, control{inbox_flaw::conflict_unasked, "conflict"},
      control{inbox_flaw::conflict_unseen, "conflict"}, control{inbox_flaw::body_as_c_string, "as_accepted"},
      control{inbox_flaw::text_cut_at_255, "as_accepted"}, control{inbox_flaw::time_in_seconds, "as_accepted"},
      control{inbox_flaw::providers_ignored, "providers_apart"},
      control{inbox_flaw::providers_any_case, "providers_apart"}, control{inbox_flaw::unfenced_finish, "lapsed"},
      control{inbox_flaw::unfenced_fail, "lapsed"}, control{inbox_flaw::lapse_fences, "late_settlement"},
      control{inbox_flaw::fence_stands, "attempts"}, control{inbox_flaw::attempts_counted_at_fail, "lapsed"},
      control{inbox_flaw::two_takers, "one_taker"}, control{inbox_flaw::lease_never_ends, "lapsed"},
      control{inbox_flaw::lease_ends_early, "lapsed"}, control{inbox_flaw::extend_ignored, "extend"},
      control{inbox_flaw::wait_ignored, "fail_waits"}, control{inbox_flaw::newest_first, "due_order"},
      control{inbox_flaw::lapsed_first, "due_order"}, control{inbox_flaw::order_ignored, "ordering"},
      control{inbox_flaw::order_blocked_by_dead, "ordering"}, control{inbox_flaw::order_not_by_failed, "ordering"},
      control{inbox_flaw::empty_key_orders, "ordering"}, control{inbox_flaw::dead_taken, "bury_and_replay"},
      control{inbox_flaw::replay_keeps_attempts, "bury_and_replay"},
      control{inbox_flaw::replay_keeps_fence, "bury_and_replay"},
      control{inbox_flaw::replay_finds_processed, "bury_and_replay"},
      control{inbox_flaw::replay_ignores_limit, "replay_dead"},
      control{inbox_flaw::replay_of_all_providers, "replay_dead"}, control{inbox_flaw::prune_drops_pending, "prune"},
      control{inbox_flaw::prune_drops_running, "prune"}, control{inbox_flaw::prune_ignores_age, "prune"},
      control{inbox_flaw::prune_ignores_limit, "prune"}, control{inbox_flaw::finished_can_fail, "finish"},
      control{inbox_flaw::finish_twice_lost, "finish"}, control{inbox_flaw::failed_can_finish, "spent_token"},
      control{inbox_flaw::oldest_counts_running, "counts"}, control{inbox_flaw::key_cut_short, "extreme_keys"},
      control{inbox_flaw::why_trusted, "hostile_texts"}, control{inbox_flaw::clock_back_ends_leases, "clock_back"});
  const auto report = check(each.has);
  INFO(report.to_string());
  CHECK_FALSE(report.ok());
  const auto* rule = report.find(each.rule);
  REQUIRE(rule != nullptr);
  CHECK(rule->what == verdict::broken);
  CHECK_FALSE(rule->seen.empty());
}

TEST_CASE("two handles on two inboxes are found, and a rule that is left out is told") {
  testing::manual_clock clock;
  auto options = on_clock(clock);
  const auto apart =
      testing::check_inbox([&] { return std::make_unique<memory_inbox>(inbox_flaw::none, clock); }, options);
  CHECK(apart.find("second_handle")->what == verdict::broken);
  CHECK(apart.find("accepted_at_once")->what == verdict::broken);

  options.connections = 1;
  options.step_clock_back = nullptr;
  const auto alone =
      testing::check_inbox([&] { return std::make_unique<memory_inbox>(inbox_flaw::none, clock); }, options);
  CHECK(alone.ok());
  CHECK(alone.find("second_handle")->what == verdict::left_out);
  CHECK(alone.find("clock_back")->what == verdict::left_out);
  CHECK(alone.to_string().find("2 left out") != std::string::npos);
}

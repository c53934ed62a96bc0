// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/store_rig.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail {

// The rules in which time passes or the store fills. Their names are in store_rules.hpp.
namespace store_rules {

using kind = claim_result::kind;

inline void lapsed_claim(store_rig& on) {
  const auto key = on.key();
  const auto first = on.fresh(key, on.options.lease);
  on.clock.pass_with_edge(
      on.options.lease, [&] { on.claimed(kind::in_flight, on.ask(key), "one millisecond before the lease is over"); });
  const auto second = on.claimed(kind::fresh, on.ask(key), "after the lease");
  on.follows(first, second, 2, true);
  on.claimed(kind::in_flight, on.ask(key), "after another one took over");
  on.complete(second.token());
}

inline void stale_token(store_rig& on) {
  const auto key = on.key();
  const auto stale = on.fresh(key, on.options.lease);
  on.clock.pass(on.options.lease);
  const auto owner = on.claimed(kind::fresh, on.ask(key), "after the lease").token();
  const auto retention = store_rig::long_retention;
  expect_settled(settlement::lost, on.store().complete(stale, retention), "a complete by a stale token");
  on.claimed(kind::in_flight, on.ask(key), "after a complete by a stale token");
  expect_settled(settlement::lost, on.store().release(stale, "late"), "a release by a stale token");
  on.claimed(kind::in_flight, on.ask(key), "after a release by a stale token");
  expect_settled(settlement::lost, on.store().extend(stale, store_rig::long_lease), "an extend by a stale token");
  on.complete(owner);
  expect_settled(settlement::lost, on.store().complete(stale, retention),
                 "a complete by a stale token, after the owner's");
  expect_settled(settlement::lost, on.store().release(stale, "late"), "a release by a stale token, after the complete");
  on.claimed(kind::duplicate, on.ask(key), "after the owner completed");
}

inline void late_complete(store_rig& on) {
  const auto key = on.key();
  const auto late = on.fresh(key, on.options.lease);
  on.clock.pass(on.options.lease);
  expect_settled(settlement::done, on.store().complete(late, store_rig::long_retention),
                 "a late complete that nobody overtook");
  on.claimed(kind::duplicate, on.ask(key), "after a late complete");
}

inline void late_extend_and_release(store_rig& on) {
  const auto extended = on.fresh(on.key(), on.options.lease);
  const auto released = on.fresh(on.key(), on.options.lease);
  on.clock.pass(on.options.lease);
  expect_settled(settlement::done, on.store().extend(extended, store_rig::long_lease),
                 "a late extend that nobody overtook");
  on.claimed(kind::in_flight, on.ask(extended.key), "after a late extend");
  expect_settled(settlement::done, on.store().release(released, ""), "a late release that nobody overtook");
  on.follows(released, on.claimed(kind::fresh, on.ask(released.key), "after a late release"), 2, false);
}

inline void extend(store_rig& on) {
  const auto key = on.key();
  const auto token = on.fresh(key, on.options.lease);
  expect_settled(settlement::done, on.store().extend(token, store_rig::long_lease), "an extend");
  on.clock.pass(on.options.lease);
  on.claimed(kind::in_flight, on.ask(key), "after the first lease, within the extended one");
  expect_settled(settlement::done, on.store().extend(token, on.options.lease), "an extend");
  on.clock.pass_with_edge(on.options.lease, [&] {
    on.claimed(kind::in_flight, on.ask(key), "one millisecond before the extended lease is over");
  });
  on.follows(token, on.claimed(kind::fresh, on.ask(key), "after the extended lease"), 2, true);
}

inline void retention(store_rig& on) {
  const auto key = on.key();
  const auto first = on.handled(key, store_rig::short_retention);
  const auto kept = on.handled(on.key());
  on.clock.pass_with_edge(store_rig::short_retention, [&] {
    on.claimed(kind::duplicate, on.ask(key), "one millisecond before the retention is over");
  });
  const auto second = on.claimed(kind::fresh, on.ask(key), "after the retention");
  on.follows(first, second, 1, false);
  on.claimed(kind::duplicate, on.ask(kept.key), "within a longer retention");
  on.complete(second.token());
  on.claimed(kind::duplicate, on.ask(key), "after it was handled again");
  expect_settled(settlement::lost, on.store().complete(first, store_rig::long_retention),
                 "a complete by a token from before the retention ended");
}

inline void keep_unfinished(store_rig& on) {
  auto request = on.ask(on.key(), on.options.lease);
  request.keep = store_rig::short_retention;
  const auto first = on.claimed(kind::fresh, request, "of a new key").token();
  on.clock.pass(on.options.lease + store_rig::short_retention);
  const auto second = on.claimed(kind::fresh, on.ask(request.key), "after lease and keep").token();
  expect(second.fence > first.fence, "after lease and keep the fence went from " + std::to_string(first.fence) +
                                         " to " + std::to_string(second.fence));
  expect_settled(settlement::lost, on.store().complete(first, store_rig::long_retention),
                 "a complete by a token from before");
}

inline std::size_t purge_all(store_rig& on, std::size_t most) {
  std::size_t all = 0;
  for (int calls = 0; calls < 100000; ++calls) {
    const auto dropped = answer_of(on.store().purge(most), "purge");
    expect(dropped <= most,
           "purge(" + std::to_string(most) + ") says that it dropped " + std::to_string(dropped) + " records");
    if (dropped == 0) return all;
    all += dropped;
  }
  throw rule_broken("purge goes on finding records, and nothing new came");
}

inline void purge(store_rig& on) {
  static_cast<void>(purge_all(on, 1000));
  std::vector<claim_token> done;
  for (int i = 0; i < 3; ++i) done.push_back(on.handled(on.key()));
  const auto running = on.fresh(on.key());
  const auto lapsed = on.fresh(on.key(), on.options.lease);
  const auto released = on.fresh(on.key());
  expect_settled(settlement::done, on.store().release(released, ""), "the release");
  std::vector<claim_token> old;
  for (int i = 0; i < 5; ++i) old.push_back(on.handled(on.key(), store_rig::short_retention));
  on.clock.pass(on.options.lease + store_rig::short_retention);

  expect(answer_of(on.store().purge(0), "purge") == 0, "purge(0) says that it dropped something");
  const auto dropped = purge_all(on, 2);
  expect(on.options.expires_by_itself || dropped >= old.size(),
         "5 records were to be dropped, and purge says that it dropped " + std::to_string(dropped));
  for (const auto& each : done) on.claimed(kind::duplicate, on.ask(each.key), "of what is kept, after a purge");
  on.claimed(kind::in_flight, on.ask(running.key), "of what is in flight, after a purge");
  on.follows(lapsed, on.claimed(kind::fresh, on.ask(lapsed.key), "of a lapsed claim, after a purge"), 2, true);
  on.follows(released, on.claimed(kind::fresh, on.ask(released.key), "of what was released, after a purge"), 2, false);
  for (const auto& each : old) {
    const auto again = on.claimed(kind::fresh, on.ask(each.key), "of what was purged").token();
    expect(again.fence > each.fence,
           "after a purge the fence went from " + std::to_string(each.fence) + " to " + std::to_string(again.fence));
  }
}

inline void clock_back(store_rig& on) {
  const auto done = on.handled(on.key());
  const auto stale = on.fresh(on.key(), on.options.lease);
  on.clock.pass(on.options.lease);
  const auto held = on.claimed(kind::fresh, on.ask(stale.key), "after the lease").token();
  const auto released = on.fresh(on.key());
  expect_settled(settlement::done, on.store().release(released, ""), "the release");
  const std::chrono::hours step(48);
  on.options.step_clock_back(step);
  static_cast<void>(purge_all(on, 1000));
  on.claimed(kind::duplicate, on.ask(done.key), "of what was handled, after the clock stepped back");
  on.claimed(kind::in_flight, on.ask(held.key), "of what is in flight, after the clock stepped back");
  expect_settled(settlement::lost, on.store().complete(stale, store_rig::long_retention),
                 "a complete by a stale token, after the clock stepped back");
  on.follows(released, on.claimed(kind::fresh, on.ask(released.key), "of what was released, the clock back"), 2, false);
  expect_settled(settlement::done, on.store().release(held, ""), "a release after the clock stepped back");
  on.complete(on.follows(held, on.claimed(kind::fresh, on.ask(held.key), "after that release"), 3, false).token());
  on.claimed(kind::duplicate, on.ask(held.key), "after a complete, the clock back");
  if (on.clock.manual()) on.options.advance(step);
}

inline void full(store_rig& on) {
  std::vector<claim_token> running;
  std::vector<claim_token> done;
  std::size_t accepted = 0;
  const auto is_full = [&] {
    const auto answer = on.other().claim(on.ask(on.key()));
    if (answer) {
      expect(answer->what() == kind::fresh, "a claim of a new key: expected fresh, saw " + describe(*answer));
      if (++accepted % 2 == 0) {
        on.complete(answer->token());
        done.push_back(answer->token());
      } else {
        running.push_back(answer->token());
      }
      return false;
    }
    expect(answer.error() == errc::store_full, "a full store refuses with " + answer.error().message());
    return true;
  };
  for (std::size_t i = 0; i <= on.options.capacity && !is_full(); ++i) continue;
  expect(accepted <= on.options.capacity, "a store of " + std::to_string(on.options.capacity) + " events took " +
                                              std::to_string(accepted) + " that are all to be kept");
  for (int i = 0; i < 100; ++i) expect(is_full(), "a full store took another event");
  for (const auto& each : done) on.claimed(kind::duplicate, on.ask(each.key), "of what is kept, the store full");
  for (const auto& each : running)
    on.claimed(kind::in_flight, on.ask(each.key), "of what is in flight, the store full");
  for (const auto& each : running) on.complete(each);
  for (const auto& each : running) on.claimed(kind::duplicate, on.ask(each.key), "of what was completed when full");
}

[[nodiscard]] inline std::string_view needs_step_back(const testing::conformance_options& options) {
  return options.step_clock_back ? "" : "the options give no step_clock_back";
}
[[nodiscard]] inline std::string_view needs_capacity(const testing::conformance_options& options) {
  return options.capacity > 0 ? "" : "the options give no capacity";
}

}  // namespace store_rules
}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

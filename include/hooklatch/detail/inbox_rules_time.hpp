// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/inbox_rig.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail {

// The rules in which time passes or many threads want the same. Their names are in inbox_rules.hpp.
namespace inbox_rules {

inline void lapsed(inbox_rig& on) {
  const auto event = on.stored(on.provider());
  const auto first = on.running(event, on.options.lease);
  on.clock.pass_with_edge(on.options.lease,
                          [&] { on.nothing_due(event.provider, "one millisecond before the lease is over"); });
  on.counted(event.provider, 0, 1, 0, 0, "after the lease");
  const auto second = on.taken(event, 2, "after the lease").token;
  on.follows(first, second);
  on.stale(first, "a stale token");
  on.nothing_due(event.provider, "while the second worker has the event");
  on.finish(second);
  on.stale(first, "a stale token, after the owner finished");
  on.counted(event.provider, 0, 0, 1, 0, "after the owner finished");
}

inline void late_settlement(inbox_rig& on) {
  const auto provider = on.provider();
  std::vector<posted> events;
  std::vector<inbox_token> tokens;
  for (int i = 0; i < 4; ++i) events.push_back(on.stored(provider));
  for (const auto& each : events) tokens.push_back(on.running(each, on.options.lease));
  on.clock.pass(on.options.lease);
  expect_settled(settlement::done, on.inbox().finish(tokens[0]), "a late finish that nobody overtook");
  expect_settled(settlement::done, on.inbox().fail(tokens[1], "late", inbox_rig::long_lease),
                 "a late fail that nobody overtook");
  expect_settled(settlement::done, on.inbox().bury(tokens[2], "late"), "a late bury that nobody overtook");
  expect_settled(settlement::done, on.inbox().extend(tokens[3], inbox_rig::long_lease),
                 "a late extend that nobody overtook");
  on.nothing_due(provider, "after late settlements");
  on.counted(provider, 1, 1, 1, 1, "after late settlements");
}

inline void extend(inbox_rig& on) {
  const auto event = on.stored(on.provider());
  const auto token = on.running(event, on.options.lease);
  expect_settled(settlement::done, on.inbox().extend(token, inbox_rig::long_lease), "an extend");
  on.clock.pass(on.options.lease);
  on.nothing_due(event.provider, "within the extended lease");
  expect_settled(settlement::done, on.inbox().extend(token, on.options.lease), "an extend");
  on.clock.pass_with_edge(on.options.lease,
                          [&] { on.nothing_due(event.provider, "one millisecond before the extended lease is over"); });
  on.follows(token, on.taken(event, 2, "after the extended lease").token);
}

inline void fail_waits(inbox_rig& on) {
  const auto event = on.stored(on.provider());
  on.fail(on.running(event), on.options.lease);
  on.clock.pass_with_edge(on.options.lease,
                          [&] { on.nothing_due(event.provider, "one millisecond before the wait is over"); });
  const auto token = on.taken(event, 2, "after the wait").token;
  on.fail(token, std::chrono::hours(24 * 30));
  on.nothing_due(event.provider, "within a wait of 30 days");
}

/// Whether all went so fast that the order is certain.
[[nodiscard]] inline bool due_order_within(inbox_rig& on, std::chrono::milliseconds lease, bool last_try) {
  const auto begun = std::chrono::steady_clock::now();
  const auto provider = on.provider();
  const auto lapses = on.stored(provider);
  static_cast<void>(on.running(lapses, lease));
  std::vector<posted> events;
  for (int i = 0; i < 3; ++i) {
    auto event = on.event(provider);
    event.received_at = instant(1774276200 - i);  // the store's clock decides, not the receiver's
    events.push_back(on.stored(event));
  }
  const auto first = on.take(provider);
  expect(first.has_value(), "take of four events, three of them due: saw nothing");
  on.fail(first->token);
  if (!on.clock.manual() && !last_try && std::chrono::steady_clock::now() - begun > lease / 2) return false;
  expect(first->event_id == events[0].event_id, "the first one that was accepted is not the first one to be taken");
  on.clock.pass(lease);
  on.clock.tick();
  const auto late = on.stored(provider);
  on.finish(on.taken(events[1], 1, "of the one that is due longest").token);
  on.finish(on.taken(events[2], 1, "of the one that is due longest").token);
  on.finish(on.taken(events[0], 2, "of the one that failed before the other's lease was over").token);
  on.finish(on.taken(lapses, 2, "of the one whose lease was over before the last one came").token);
  on.finish(on.taken(late, 1, "of the last one").token);
  return true;
}

inline void due_order(inbox_rig& on) {
  auto lease = on.options.lease;
  for (int tries = 1; !due_order_within(on, lease, tries == 5); ++tries) lease *= 2;
}

inline void ordering_of_lapsed(inbox_rig& on) {
  const auto provider = on.provider();
  const auto first = on.stored(provider, "account");
  const auto second = on.stored(provider, "account");
  static_cast<void>(on.running(first, on.options.lease));
  on.clock.pass(on.options.lease);
  on.finish(on.taken(first, 2, "after the lease of the key's earlier event").token);
  on.finish(on.taken(second, 1, "after the key's earlier event was processed").token);
}

inline void prune(inbox_rig& on) {
  using std::chrono::seconds;
  // What the rules before left behind. A bounded number of calls, and the limit each time.
  for (int calls = 0; calls < 10000; ++calls) {
    const auto dropped = answer_of(on.inbox().prune(seconds(0), 100), "prune");
    expect(dropped <= 100, "prune with a limit of 100 says " + std::to_string(dropped));
    if (dropped == 0) break;
  }
  const auto provider = on.provider();
  std::vector<posted> events;
  for (int i = 0; i < 5; ++i) {
    events.push_back(on.stored(provider));
    const auto token = on.running(events.back());
    i < 3 ? on.finish(token) : on.bury(token);
  }
  const auto running = on.stored(provider);
  const auto token = on.running(running);
  const auto waiting = on.stored(provider);
  on.fail(on.running(waiting), inbox_rig::long_lease);
  const auto lapses = on.stored(provider);
  static_cast<void>(on.running(lapses, on.options.lease));
  static_cast<void>(on.stored(provider));
  const auto pruned = [&](seconds age, std::size_t most, std::size_t expected) {
    const auto saw = answer_of(on.other().prune(age, most), "prune");
    expect(saw == expected, "prune: expected " + std::to_string(expected) + ", saw " + std::to_string(saw));
  };
  pruned(std::chrono::hours(1), 100, 0);
  on.clock.pass(seconds(1) + on.options.lease);
  pruned(seconds(3600), 100, 0);
  pruned(seconds(1), 0, 0);
  pruned(seconds(1), 2, 2);
  const auto rest = answer_of(on.inbox().counts(provider), "counts");
  expect(rest.processed + rest.dead == 3, "two of five were pruned, and three are not left");
  pruned(seconds(1), 100, 3);
  pruned(seconds(0), 100, 0);
  on.counted(provider, 2, 2, 0, 0, "after the prune");
  on.accepted(inbox_receipt::known, waiting, "of one that waits, after the prune");
  on.accepted(inbox_receipt::stored, events[0], "of one that was pruned");
  on.finish(token);
}

inline void one_taker(inbox_rig& on) {
  const auto take_at_once = [&](const posted& event) {
    std::vector<std::optional<inbox_entry>> taken(on.options.threads);
    race(taken.size(), [&](std::size_t i) {
      taken[i] = answer_of(on.of_thread(i).take(event.provider, inbox_rig::long_lease), "take");
    });
    const auto got = [](const std::optional<inbox_entry>& each) { return each.has_value(); };
    std::string who;
    for (const auto& each : taken) {
      if (each)
        who += " (attempt " + std::to_string(each->attempt) + ", fence " + std::to_string(each->token.fence) + ")";
    }
    expect(std::count_if(taken.begin(), taken.end(), got) == 1, "takes at once of one event, by one each:" + who);
    return **std::find_if(taken.begin(), taken.end(), got);
  };
  std::vector<posted> events;
  std::vector<inbox_token> before;
  for (std::size_t round = 0; round < on.options.rounds; ++round) {
    events.push_back(on.stored(on.provider()));
    expect(take_at_once(events.back()).attempt == 1, "the first take is not attempt 1");
  }
  events.clear();
  for (std::size_t round = 0; round < on.options.rounds; ++round) {
    events.push_back(on.stored(on.provider()));
    before.push_back(on.running(events.back(), on.options.lease));
  }
  on.clock.pass(on.options.lease);
  for (std::size_t round = 0; round < on.options.rounds; ++round) {
    const auto entry = take_at_once(events[round]);
    expect(entry.attempt == 2, "the take after a lapsed lease is not attempt 2");
    on.follows(before[round], entry.token);
    on.stale(before[round], "a stale token");
    on.finish(entry.token);
  }
}

inline void each_once(inbox_rig& on) {
  const auto provider = on.provider();
  const std::size_t count = on.options.threads * 3;
  std::vector<posted> events;
  for (std::size_t i = 0; i < count; ++i) events.push_back(on.event(provider));
  race(on.options.threads, [&](std::size_t i) {
    for (std::size_t j = i * 3; j < i * 3 + 3; ++j) {
      const auto receipt = answer_of(on.of_thread(i).accept(events[j].view()), "accept");
      expect(receipt == inbox_receipt::stored, "accept of a new event says " + std::string(name_of(receipt)));
    }
  });
  std::vector<std::vector<std::string>> taken(on.options.threads);
  race(taken.size(), [&](std::size_t i) {
    for (std::size_t j = 0; j < count; ++j) {
      auto& inbox = on.of_thread(i);
      const auto entry = answer_of(inbox.take(provider, inbox_rig::long_lease), "take");
      if (!entry) return;  // the others may still be at work
      expect(entry->attempt == 1, "an event that nobody had is not attempt 1");
      taken[i].push_back(entry->event_id);
      expect_settled(settlement::done, inbox.finish(entry->token), "a finish");
    }
  });
  std::map<std::string, int> times;
  for (const auto& each : taken) {
    for (const auto& id : each) ++times[id];
  }
  for (std::size_t j = 0; j < count; ++j) {
    const auto entry = on.take(provider);
    if (!entry) break;
    ++times[entry->event_id];
    on.finish(entry->token);
  }
  for (const auto& [id, many] : times) {
    expect(many == 1, "an event was given to " + std::to_string(many) + " workers");
  }
  expect(times.size() == count,
         std::to_string(count) + " events were accepted, and workers got " + std::to_string(times.size()));
  on.counted(provider, 0, 0, count, 0, "after all were processed");
}

inline void accepted_at_once(inbox_rig& on) {
  for (std::size_t round = 0; round < on.options.rounds; ++round) {
    const auto event = on.event(on.provider());
    std::vector<inbox_receipt> receipts(on.options.threads, inbox_receipt::conflict);
    race(receipts.size(),
         [&](std::size_t i) { receipts[i] = answer_of(on.of_thread(i).accept(event.view()), "accept"); });
    const auto stored = std::count(receipts.begin(), receipts.end(), inbox_receipt::stored);
    expect(stored == 1, "accepts at once of one event: " + std::to_string(stored) + " stored it");
    expect(std::count(receipts.begin(), receipts.end(), inbox_receipt::conflict) == 0,
           "an honest repeat is a conflict");
    on.counted(event.provider, 1, 0, 0, 0, "after accepts at once");
  }
}

inline void clock_back(inbox_rig& on) {
  const auto provider = on.provider();
  const auto processed = on.stored(provider);
  on.finish(on.running(processed));
  const auto lost = on.stored(provider);
  const auto stale = on.running(lost, on.options.lease);
  on.clock.pass(on.options.lease);
  const auto held = on.taken(lost, 2, "after the lease").token;
  const std::chrono::hours step(48);
  on.options.step_clock_back(step);
  on.accepted(inbox_receipt::known, processed, "of a processed event, after the clock stepped back");
  on.nothing_due(provider, "of what is running or processed, after the clock stepped back");
  on.stale(stale, "a stale token, after the clock stepped back");
  on.finish(held);
  on.counted(provider, 0, 0, 2, 0, "after the clock stepped back");
  if (on.clock.manual()) on.options.advance(step);
}

[[nodiscard]] inline std::string_view needs_step_back(const testing::conformance_options& options) {
  return options.step_clock_back ? "" : "the options give no step_clock_back";
}

}  // namespace inbox_rules
}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

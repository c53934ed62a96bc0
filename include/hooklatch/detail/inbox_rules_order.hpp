// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/inbox_rig.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

// The rules about ordering keys and dead events. Their names are in inbox_rules.hpp.
namespace inbox_rules {

inline void ordering(inbox_rig& on) {
  const auto provider = on.provider();
  const auto first = on.stored(provider, "account 1");
  const auto second = on.stored(provider, "account 1");
  const auto other = on.stored(provider, "account 2");
  const auto free_one = on.stored(provider);
  const auto free_two = on.stored(provider);
  auto token = on.running(first);
  on.finish(on.taken(other, 1, "while an earlier event of the key is running").token);
  static_cast<void>(on.taken(free_one, 1, "of an event without ordering key"));
  on.finish(on.taken(free_two, 1, "while another one without ordering key is running").token);
  on.nothing_due(provider, "while an earlier event of the key is running");
  on.fail(token, inbox_rig::long_lease);
  on.nothing_due(provider, "while an earlier event of the key waits for its next attempt");

  const auto third = on.stored(provider, "account 3");
  const auto fourth = on.stored(provider, "account 3");
  const auto fifth = on.stored(provider, "account 3");
  on.finish(on.running(third));
  token = on.taken(fourth, 1, "after the earlier event of the key was processed").token;
  on.nothing_due(provider, "while the earlier event of the key is running");
  on.bury(token);
  on.finish(on.taken(fifth, 1, "after the earlier event of the key is dead").token);
}

inline void ordering_of_replayed(inbox_rig& on) {
  const auto provider = on.provider();
  const auto first = on.stored(provider, "account");
  const auto second = on.stored(provider, "account");
  on.bury(on.running(first));
  expect(answer_of(on.other().replay(provider, first.event_id), "replay") == 1, "replay did not find the dead event");
  const auto token = on.taken(first, 1, "after the earlier event of the key was replayed").token;
  on.nothing_due(provider, "while the replayed event of the key is running");
  on.finish(token);
  on.finish(on.taken(second, 1, "after the replayed event of the key").token);
}

inline void bury_and_replay(inbox_rig& on) {
  const auto provider = on.provider();
  const auto event = on.stored(provider);
  auto twin = on.event(provider);
  twin.event_id = event.event_id;
  twin = on.stored(twin);
  auto pending = on.stored(provider);
  expect(answer_of(on.inbox().replay(provider, event.event_id), "replay") == 0, "replay found what is not dead");
  auto first = on.running(event);
  on.fail(first);
  auto twins = on.running(twin);
  static_cast<void>(on.running(pending));
  first = on.taken(event, 2, "after a fail").token;
  on.bury(first);
  on.bury(twins);
  on.nothing_due(provider, "of dead events");
  on.counted(provider, 0, 1, 0, 2, "of dead events");
  for (const std::string_view unknown : {"", "%", "evt", "' OR 1=1 --", "evt_none"}) {
    expect(answer_of(on.inbox().replay(provider, unknown), "replay") == 0, "replay of an unknown id found one");
  }
  const auto replayed = answer_of(on.other().replay(provider, event.event_id), "replay");
  expect(replayed == 2, "two dead events have the id, and replay says " + std::to_string(replayed));
  on.counted(provider, 2, 1, 0, 0, "after the replay");
  for (const auto& before : {first, twins}) {
    const auto again = on.taken(event, 1, "after the replay").token;
    expect(again.entry == first.entry || again.entry == twins.entry, "a replayed event came as another entry");
    expect(again.fence > (again.entry == first.entry ? first : twins).fence, "the fence of a replayed event went back");
    on.stale(before, "a token from before the replay");
    on.finish(again);
  }
  expect(answer_of(on.other().replay(provider, event.event_id), "replay") == 0, "replay found what is processed");
}

inline void replay_dead(inbox_rig& on) {
  const auto provider = on.provider();
  const auto elsewhere = on.stored(on.provider());
  on.bury(on.running(elsewhere));
  for (int i = 0; i < 5; ++i) on.bury(on.running(on.stored(provider)));
  const auto replayed = [&](std::size_t most, std::size_t expected) {
    const auto saw = answer_of(on.other().replay_dead(provider, most), "replay_dead");
    expect(saw == expected, "replay_dead(" + std::to_string(most) + "): expected " + std::to_string(expected) +
                                ", saw " + std::to_string(saw));
  };
  replayed(0, 0);
  replayed(2, 2);
  on.counted(provider, 2, 0, 0, 3, "after two of five were replayed");
  replayed(100, 3);
  replayed(100, 0);
  on.counted(provider, 5, 0, 0, 0, "after all were replayed");
  on.counted(elsewhere.provider, 0, 0, 0, 1, "of another provider");
}

}  // namespace inbox_rules
}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/inbox_rig.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail {

// The rules in which no time passes and nobody races. Their names are in inbox_rules.hpp.
namespace inbox_rules {

inline void accept_once(inbox_rig& on) {
  const auto provider = on.provider();
  on.nothing_due(provider, "of an empty inbox");
  const auto event = on.stored(provider);
  on.accepted(inbox_receipt::known, event, "of a pending event");
  const auto token = on.running(event);
  on.accepted(inbox_receipt::known, event, "of a running event");
  on.nothing_due(provider, "after a repeat of a running event");
  on.fail(token, inbox_rig::long_lease);
  on.accepted(inbox_receipt::known, event, "of an event that waits");
  on.nothing_due(provider, "after a repeat of an event that waits");
  const auto second = on.stored(provider);
  on.finish(on.running(second));
  on.accepted(inbox_receipt::known, second, "of a processed event");
  const auto third = on.stored(provider);
  on.bury(on.running(third));
  on.accepted(inbox_receipt::known, third, "of a dead event");
  on.nothing_due(provider, "after repeats only");
  on.counted(provider, 1, 0, 1, 1, "after repeats only");
}

inline void conflict(inbox_rig& on) {
  const auto provider = on.provider();
  auto other = on.stored(provider);
  const auto first = other;
  other.digest_change = 1;
  other.body = "another";
  const auto both = [&](const std::string& when) {
    other.conflict_refused = false;
    on.accepted(inbox_receipt::known, other, "of another body, of an event that " + when);
    other.conflict_refused = true;
    on.accepted(inbox_receipt::conflict, other, "of another body, conflicts refused, of an event that " + when);
    auto same = first;
    same.conflict_refused = true;
    on.accepted(inbox_receipt::known, same, "of the same body, conflicts refused, of an event that " + when);
  };
  both("is pending");
  const auto entry = on.taken(first, 1, "after another body came");
  expect(entry.body == first.body, "the body that came second replaced the first one");
  both("is running");
  on.finish(entry.token);
  both("is processed");
}

inline void expect_same(const inbox_entry& entry, const posted& event) {
  expect(entry.event_id == event.event_id, "the event's id came back changed");
  expect(entry.event_type == event.event_type, "the event's type came back changed");
  expect(entry.body == event.body, "the body came back changed");
  expect(entry.headers == event.headers, "the headers came back changed");
  expect(entry.ordering_key == event.ordering_key, "the ordering key came back changed");
  expect(entry.received_at == event.received_at, "received_at came back changed");
}

inline void as_accepted(inbox_rig& on) {
  const auto provider = on.provider();
  auto plain = on.stored(provider);

  auto binary = on.event(provider, "o\\x6576'\"");
  binary.body.clear();
  for (int i = 0; i < 70000; ++i) binary.body += static_cast<char>(i * 31 + i / 256);
  binary.event_id = std::string(3200, 'i') + "\\x00'; -- \"\xc3\xa9%s$1";
  binary.event_type = "a.b'c\"\\n";
  binary.headers = R"([["a" , "b"],["a","b"], [ "B","\u0000é"] ])" + std::string(10000, ' ');
  binary.received_at = instant(4102444799, 999999000);

  auto empty = on.event(provider);
  empty.event_id.clear();
  empty.event_type.clear();
  empty.body.clear();
  empty.headers = "[]";
  empty.received_at = instant(0, 1000);

  auto zero = on.event(provider);
  zero.body = std::string("\0", 1) + "\xff\xfe" + std::string("\0\0", 2);

  static_cast<void>(on.stored(binary));
  static_cast<void>(on.stored(empty));
  static_cast<void>(on.stored(zero));
  for (const auto* event : {&plain, &binary, &empty, &zero}) {
    const auto entry = on.taken(*event, 1, "of a new event");
    expect_same(entry, *event);
    on.fail(entry.token);
  }
  for (const auto* event : {&plain, &binary, &empty, &zero}) {
    const auto entry = on.taken(*event, 2, "of one that failed");
    expect_same(entry, *event);
    on.finish(entry.token);
  }
}

inline void providers_apart(inbox_rig& on) {
  const auto first = on.provider();
  const std::vector<std::string> names{first, first + "a", "P" + first.substr(1), first + "%", "_" + first.substr(1)};
  std::vector<posted> events;
  for (const auto& each : names) {
    on.nothing_due(each, "of a provider that has none");
    events.push_back(on.stored(each));
  }
  for (const auto& each : events) {
    on.counted(each.provider, 1, 0, 0, 0, "of one of several providers");
    on.bury(on.running(each));
    on.nothing_due(each.provider, "of a provider whose only event is dead");
  }
  for (const auto& each : events) {
    expect(answer_of(on.inbox().replay(each.provider, each.event_id), "replay") == 1, "replay did not find the event");
    on.counted(each.provider, 1, 0, 0, 0, "after its replay");
  }
  expect(answer_of(on.inbox().replay(events[0].provider, events[1].event_id), "replay") == 0,
         "replay found the event of another provider");
}

inline void finish(inbox_rig& on) {
  const auto event = on.stored(on.provider());
  const auto token = on.running(event);
  on.nothing_due(event.provider, "while the only event is running");
  on.finish(token);
  expect_settled(settlement::already_done, on.other().finish(token), "a second finish");
  const auto not_done = [&](settlement what, const std::string& asked) {
    expect(what != settlement::done, asked + " after the finish is done");
  };
  not_done(answer_of(on.inbox().fail(token, "late", inbox_rig::no_wait), "a fail"), "a fail");
  not_done(answer_of(on.inbox().bury(token, "late"), "a bury"), "a bury");
  not_done(answer_of(on.inbox().extend(token, inbox_rig::long_lease), "an extend"), "an extend");
  on.nothing_due(event.provider, "after the finish");
  on.counted(event.provider, 0, 0, 1, 0, "after the finish");
}

inline void attempts(inbox_rig& on) {
  const auto event = on.stored(on.provider());
  auto before = on.running(event);
  for (std::uint32_t attempt = 2; attempt <= 5; ++attempt) {
    on.fail(before);
    on.counted(event.provider, 1, 0, 0, 0, "after a fail");
    const auto now = on.taken(event, attempt, "after a fail").token;
    on.follows(before, now);
    on.stale(before, "a token that failed, the event taken since");
    before = now;
  }
  on.finish(before);
}

inline void spent_token(inbox_rig& on) {
  const auto event = on.stored(on.provider());
  const auto token = on.running(event);
  on.fail(token, inbox_rig::long_lease);
  const auto not_done = [&](const result<settlement>& answer, const std::string& asked) {
    expect(answer_of(answer, asked) != settlement::done, asked + " by a spent token is done");
  };
  const auto spent = [&](const inbox_token& by) {
    not_done(on.inbox().finish(by), "a finish");
    not_done(on.inbox().fail(by, "late", inbox_rig::no_wait), "a fail");
    not_done(on.inbox().bury(by, "late"), "a bury");
    not_done(on.inbox().extend(by, inbox_rig::long_lease), "an extend");
  };
  spent(token);
  on.nothing_due(event.provider, "while the event waits, its token used again");
  on.counted(event.provider, 1, 0, 0, 0, "while the event waits, its token used again");
  const auto dead = on.stored(event.provider);
  const auto buried = on.running(dead);
  on.bury(buried);
  spent(buried);
  on.counted(event.provider, 1, 0, 0, 1, "after a dead event's token was used again");
}

inline void unknown_token(inbox_rig& on) {
  const auto event = on.stored(on.provider());
  const auto token = on.running(event);
  for (const auto entry : {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::max(),
                           std::numeric_limits<std::int64_t>::min()}) {
    on.stale({entry, token.fence}, "an unknown entry's token");
  }
  for (const auto fence : {std::uint64_t{0}, token.fence - 1, token.fence + 1, std::uint64_t{1} << 63,
                           std::numeric_limits<std::uint64_t>::max()}) {
    if (fence != token.fence) on.stale({token.entry, fence}, "a fence that nobody was given");
  }
  on.finish(token);
}

inline void counts(inbox_rig& on) {
  const auto provider = on.provider();
  const auto oldest = [&] { return answer_of(on.other().counts(provider), "counts").oldest_pending; };
  on.counted(provider, 0, 0, 0, 0, "of an empty inbox");
  expect(!oldest(), "oldest_pending of an empty inbox is told");
  std::vector<posted> events;
  for (int i = 0; i < 4; ++i) {
    auto event = on.event(provider);
    event.received_at = instant(1774276200 + i, 5000);
    events.push_back(on.stored(event));
  }
  expect(oldest() == events[0].received_at, "oldest_pending is not when the oldest pending event was received");
  const auto first = on.running(events[0]);
  on.counted(provider, 3, 1, 0, 0, "of one that is running");
  expect(oldest() == events[1].received_at, "oldest_pending counts an event that is running");
  on.finish(first);
  on.bury(on.running(events[1]));
  static_cast<void>(on.running(events[2]));
  on.counted(provider, 1, 1, 1, 1, "of one of each kind");
  on.finish(on.running(events[3]));
  expect(!oldest(), "oldest_pending is told, and nothing is pending");
}

inline void hostile_texts(inbox_rig& on) {
  std::string large(10000, 'x');
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i * 7 + i / 256);
  const std::vector<std::string> texts{"",
                                       large,
                                       std::string(1, '\0'),
                                       std::string(999, 'x') + "\xc3\xa9",
                                       "'; DROP TABLE inbox; --",
                                       "\xff\xfe\xed\xa0\x80\xc0\xaf",
                                       "\"$1 %s %n {} \\"};
  const auto provider = on.provider();
  for (const auto& text : texts) {
    const auto event = on.stored(provider);
    expect_settled(settlement::done, on.inbox().fail(on.running(event), text, inbox_rig::no_wait),
                   "a fail with a hostile reason");
    on.clock.tick();
    const auto again = on.taken(event, 2, "after a fail with a hostile reason").token;
    expect_settled(settlement::done, on.inbox().bury(again, text), "a bury with a hostile reason");
  }
  on.counted(provider, 0, 0, 0, texts.size(), "after hostile reasons");
}

inline void extreme_keys(inbox_rig& on) {
  const auto provider = on.provider();
  auto base = on.stored(provider);
  for (std::size_t i = 0; i < base.key.bytes.size(); ++i) {
    auto near = on.event(provider);
    near.key = base.key;
    near.key.bytes[i] = static_cast<std::uint8_t>(near.key.bytes[i] ^ (1U << (i % 8)));
    on.accepted(inbox_receipt::stored, near, "of a key that differs in one bit of byte " + std::to_string(i));
  }
  for (const std::uint8_t filler : {std::uint8_t{0}, std::uint8_t{0xff}}) {
    auto event = on.event(provider);
    event.key.bytes.fill(filler);
    on.accepted(inbox_receipt::stored, event, "of an extreme key");
    on.accepted(inbox_receipt::known, event, "of an extreme key, again");
  }
  on.counted(provider, 35, 0, 0, 0, "of keys that are nearly the same");
}

inline void second_handle(inbox_rig& on) {
  const auto event = on.event(on.provider());
  expect(answer_of(on.inbox().accept(event.view()), "accept") == inbox_receipt::stored, "a new event is not stored");
  on.accepted(inbox_receipt::known, event, "through another handle");
  const auto token = on.running(event);
  expect(!answer_of(on.inbox().take(event.provider, inbox_rig::long_lease), "take"),
         "an event that another handle took was taken again");
  on.finish(token);
  expect_settled(settlement::already_done, on.other().finish(token), "a second finish through another handle");
}

}  // namespace inbox_rules
}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

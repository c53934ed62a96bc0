// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/dedup/key.hpp>
#include <hooklatch/detail/store_rig.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail {

// The rules in which no time passes and nobody races. Their names are in store_rules.hpp.
namespace store_rules {

using kind = claim_result::kind;

inline void first_claim(store_rig& on) {
  const auto first = on.claimed(on.store(), kind::fresh, on.ask(on.key()), "of a new key");
  expect(first.attempt() == 1, "expected attempt 1, saw " + std::to_string(first.attempt()));
  expect(!first.reclaimed(), "the first claim of a key says that it is reclaimed");
}

inline void in_flight(store_rig& on) {
  const auto key = on.key();
  static_cast<void>(on.fresh(key));
  for (int i = 0; i < 2; ++i) {
    const auto second = on.claimed(kind::in_flight, on.ask(key), "while another one runs");
    expect(second.retry_after() > std::chrono::milliseconds(0), "retry_after is not above 0");
    expect(second.retry_after() <= store_rig::long_lease,
           "retry_after is " + std::to_string(second.retry_after().count()) + " ms, and the lease was shorter");
  }
}

inline void duplicate(store_rig& on) {
  const auto key = on.key();
  const auto before = instant::from(std::chrono::system_clock::now());
  static_cast<void>(on.handled(key));
  const auto first = on.claimed(kind::duplicate, on.ask(key), "after the complete");
  expect(first.digest_matches(), "digest_matches is false, and the body is the same");
  if (const auto told = first.completed_at(); told && !on.clock.manual()) {
    expect(!more_than(before, *told, 86400) && !more_than(*told, before, 86400),
           "completed_at is more than a day away from now");
  }
  const auto second = on.claimed(kind::duplicate, on.ask(key), "after a duplicate");
  expect(first.completed_at() == second.completed_at(), "two duplicates of one event tell two times of its completion");
}

inline void repeated_claim(store_rig& on) {
  const auto key = on.key();
  const auto request = on.ask(key);
  const auto first = on.claimed(on.store(), kind::fresh, request, "of a new key");
  const auto again = on.claimed(kind::fresh, request, "that is repeated with its nonce");
  expect(again.token().fence == first.token().fence, "a claim repeated with its nonce got another fence");
  expect(again.attempt() == 1, "a claim repeated with its nonce counts as another attempt");
  on.claimed(kind::in_flight, on.ask(key), "with another nonce");
  auto elsewhere = on.ask(on.key());
  elsewhere.nonce = request.nonce;
  on.claimed(kind::fresh, elsewhere, "of another key with the same nonce");
  on.complete(again.token());
  on.claimed(kind::duplicate, request, "that is repeated with its nonce after the complete");
}

inline void conflict(store_rig& on) {
  const auto key = on.key();
  const auto token = on.fresh(key);
  auto other = on.ask(key);
  other.digest.bytes[31] ^= 1;
  on.claimed(kind::in_flight, other, "with another body while the first one runs");
  other.conflict_refused = true;
  on.claimed(kind::conflict, other, "with another body, conflicts refused, while the first one runs");
  on.complete(token);
  on.claimed(kind::conflict, other, "with another body, conflicts refused, after the complete");
  auto same = on.ask(key);
  same.conflict_refused = true;
  on.claimed(kind::duplicate, same, "with the same body, conflicts refused, after the complete");
  other.conflict_refused = false;
  const auto told = on.claimed(kind::duplicate, other, "with another body after the complete");
  expect(!told.digest_matches(), "digest_matches is true, and the body is another one");
}

inline void conflict_after_release(store_rig& on) {
  const auto key = on.key();
  expect_settled(settlement::done, on.store().release(on.fresh(key), "no"), "the release");
  auto other = on.ask(key);
  other.digest.bytes[31] ^= 1;
  other.conflict_refused = true;
  on.claimed(kind::conflict, other, "with another body, conflicts refused, after a release");
  other.conflict_refused = false;
  on.complete(on.claimed(kind::fresh, other, "with another body after a release").token());
  other.nonce = on.nonce();
  expect(on.claimed(kind::duplicate, other, "with the body that was completed").digest_matches(),
         "digest_matches is false for the body that was completed");
  expect(!on.claimed(kind::duplicate, on.ask(key), "with the body that was released").digest_matches(),
         "digest_matches is true for a body that was released, not completed");
}

inline void complete_twice(store_rig& on) {
  const auto key = on.key();
  const auto token = on.handled(key);
  expect_settled(settlement::already_done, on.other().complete(token, store_rig::long_retention), "a second complete");
  on.claimed(kind::duplicate, on.ask(key), "after a second complete");
}

inline void settled_after_complete(store_rig& on) {
  const auto key = on.key();
  const auto token = on.handled(key);
  expect_settled(settlement::already_done, on.other().release(token, "late"), "a release after the complete");
  on.claimed(kind::duplicate, on.ask(key), "after a release that came after the complete");
  expect_settled(settlement::already_done, on.other().extend(token, store_rig::long_lease),
                 "an extend after the complete");
  on.claimed(kind::duplicate, on.ask(key), "after an extend that came after the complete");
}

inline void release(store_rig& on) {
  const auto key = on.key();
  auto before = on.fresh(key);
  for (std::uint32_t attempt = 2; attempt <= 4; ++attempt) {
    expect_settled(settlement::done, on.store().release(before, "the handler failed"), "a release");
    const auto next = on.claimed(kind::fresh, on.ask(key), "after a release");
    before = on.follows(before, next, attempt, false).token();
  }
  on.complete(before);
  on.claimed(kind::duplicate, on.ask(key), "after the retry was completed");
}

inline void released_token(store_rig& on) {
  const auto key = on.key();
  const auto spent = on.fresh(key);
  expect_settled(settlement::done, on.store().release(spent, ""), "the release");
  expect_settled(settlement::lost, on.store().complete(spent, store_rig::long_retention), "a complete after a release");
  expect_settled(settlement::lost, on.store().extend(spent, store_rig::long_lease), "an extend after a release");
  const auto next = on.claimed(kind::fresh, on.ask(key), "after a release").token();
  expect_settled(settlement::lost, on.store().release(spent, "again"), "a second release, of a key claimed since");
  expect_settled(settlement::lost, on.store().complete(spent, store_rig::long_retention),
                 "a complete by a released token, of a key claimed since");
  on.claimed(kind::in_flight, on.ask(key), "after a released token was used again");
  on.complete(next);
}

inline void unknown_token(store_rig& on) {
  const auto key = on.key();
  const auto all_lost = [&](const claim_token& token, const std::string& which) {
    expect_settled(settlement::lost, on.store().complete(token, store_rig::long_retention), "a complete " + which);
    expect_settled(settlement::lost, on.store().release(token, "no"), "a release " + which);
    expect_settled(settlement::lost, on.store().extend(token, store_rig::long_lease), "an extend " + which);
  };
  all_lost({on.key(), 1}, "of an unknown key");
  const auto token = on.fresh(key);
  for (const auto fence :
       {std::uint64_t{0}, token.fence - 1, token.fence + 1, std::uint64_t{std::numeric_limits<std::int64_t>::max()},
        std::uint64_t{1} << 63, std::numeric_limits<std::uint64_t>::max()}) {
    if (fence != token.fence) all_lost({key, fence}, "by a fence that nobody was given");
  }
  on.claimed(kind::in_flight, on.ask(key), "after tokens that nobody was given");
  on.complete(token);
}

inline void forget(store_rig& on) {
  const auto key = on.key();
  const auto handled = on.handled(key);
  expect(answer_of(on.other().forget(key), "forget"), "forget of a known key says false");
  const auto again = on.claimed(on.store(), kind::fresh, on.ask(key), "after forget").token();
  expect(again.fence > handled.fence,
         "after forget the fence went from " + std::to_string(handled.fence) + " to " + std::to_string(again.fence));
  expect_settled(settlement::lost, on.store().complete(handled, store_rig::long_retention),
                 "a complete by a token from before forget");
  on.claimed(kind::in_flight, on.ask(key), "while the one after forget runs");
  expect(answer_of(on.other().forget(key), "forget"), "forget of a key in flight says false");
  expect_settled(settlement::lost, on.store().complete(again, store_rig::long_retention),
                 "a complete of a forgotten claim");
  expect(!answer_of(on.other().forget(on.key()), "forget"), "forget of an unknown key says true");
}

inline void one_bit_apart(store_rig& on) {
  const auto base = on.key();
  static_cast<void>(on.handled(base));
  for (std::size_t bit = 0; bit < 256; ++bit) {
    auto key = base;
    key.bytes[bit / 8] = static_cast<std::uint8_t>(key.bytes[bit / 8] ^ (1U << (bit % 8)));
    on.claimed(kind::fresh, on.ask(key), "of a key that differs in bit " + std::to_string(bit));
  }
  on.claimed(kind::duplicate, on.ask(base), "of the first key");
}

inline void extreme_keys(store_rig& on) {
  dedup_key zeros;
  dedup_key ones;
  ones.bytes.fill(0xff);
  for (const auto& key : {zeros, ones}) {
    auto request = on.ask(key);
    request.digest.bytes = key.bytes;
    request.nonce.bytes.fill(key.bytes[0]);
    const auto token = on.claimed(on.store(), kind::fresh, request, "of an extreme key").token();
    on.claimed(kind::in_flight, on.ask(key), "of an extreme key in flight");
    on.complete(token);
    on.claimed(kind::duplicate, request, "of an extreme key that was handled");
  }
}

inline void namespaces(store_rig& on) {
  const auto hasher = answer_of(dedup_hasher::make(), "SHA-256");
  const std::string run = std::to_string(on.key().bytes[0]);
  const std::string behind_a = "a" + run;  // a namespace views its texts
  const std::string before_payments = run + "payments";
  const std::vector<dedup_namespace> all{{"zuba", run, "payments", "live"},     {"stripe", run, "payments", "live"},
                                         {"zuba", run, "refunds", "live"},      {"zuba", run, "payments", "test"},
                                         {"zuba", "other", "payments", "live"}, {"zub", behind_a, "payments", "live"},
                                         {"zuba", before_payments, "", "live"}};
  std::vector<claim_token> tokens;
  for (const auto& each : all) {
    const auto key = answer_of(hasher.key(each, "evt_1"), "SHA-256");
    tokens.push_back(on.claimed(kind::fresh, on.ask(key), "of the same id in another namespace").token());
  }
  on.complete(tokens.front());
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    on.claimed(kind::in_flight, on.ask(tokens[i].key), "after the same id was handled in another namespace");
  }
}

inline void hostile_texts(store_rig& on) {
  std::string large(10000, 'x');
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i * 7 + i / 256);
  const std::vector<std::string> texts{"",
                                       large,
                                       std::string(1, '\0'),
                                       std::string("a\0b", 3),
                                       std::string(127, 'x') + "\xc3\xa9",
                                       "'; DROP TABLE events; --",
                                       "\"$1 %s %n {} \\ \r\n*3\r\n$4\r\nEVAL",
                                       "\xff\xfe\xed\xa0\x80\xc0\xaf"};
  for (const auto& text : texts) {
    const auto key = on.key();
    auto request = on.ask(key);
    request.label = text;
    const auto first = on.claimed(on.store(), kind::fresh, request, "with a hostile label").token();
    expect_settled(settlement::done, on.store().release(first, text), "a release with a hostile reason");
    request = on.ask(key);
    request.label = text;
    const auto second = on.claimed(kind::fresh, request, "with a hostile label, after a release");
    on.complete(on.follows(first, second, 2, false).token());
    on.claimed(kind::duplicate, on.ask(key), "after hostile texts");
  }
}

inline void long_times(store_rig& on) {
  // 2^31 milliseconds are 25 days.
  const std::chrono::hours month(24 * 30);
  const auto key = on.key();
  const auto token = on.fresh(key, month);
  const auto second = on.claimed(kind::in_flight, on.ask(key), "under a lease of 30 days");
  expect(second.retry_after() > month / 2 && second.retry_after() <= month,
         "under a lease of 30 days retry_after is " + std::to_string(second.retry_after().count()) + " ms");
  on.complete(token, std::chrono::hours(24 * 3650));
  on.claimed(kind::duplicate, on.ask(key), "within a retention of ten years");
}

inline void second_handle(store_rig& on) {
  const auto key = on.key();
  const auto token = on.claimed(on.store(), kind::fresh, on.ask(key), "of a new key").token();
  on.claimed(on.other(), kind::in_flight, on.ask(key), "through another handle");
  expect_settled(settlement::done, on.other().complete(token, store_rig::long_retention),
                 "a complete through another handle");
  on.claimed(on.store(), kind::duplicate, on.ask(key), "after a complete through another handle");
  expect(answer_of(on.other().forget(key), "forget"), "forget through another handle says false");
  on.claimed(on.store(), kind::fresh, on.ask(key), "after forget through another handle");
}

}  // namespace store_rules
}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

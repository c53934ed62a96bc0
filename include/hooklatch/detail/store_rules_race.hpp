// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/store_rig.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail {

// The rules in which many threads want the same. Their names are in store_rules.hpp.
namespace store_rules {

using kind = claim_result::kind;

/// What so many claims of one key came to that were made at once.
[[nodiscard]] inline std::vector<claim_result> claim_at_once(store_rig& on, const dedup_key& key) {
  const auto requests = on.ask_many(key, on.options.threads);
  std::vector<std::optional<claim_result>> claimed(requests.size());
  race(requests.size(), [&](std::size_t i) { claimed[i] = answer_of(on.of_thread(i).claim(requests[i]), "a claim"); });
  std::vector<claim_result> all;
  for (auto& each : claimed) all.push_back(*each);
  return all;
}

[[nodiscard]] inline std::size_t count(const std::vector<claim_result>& all, kind what) {
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [&](const claim_result& each) { return each.what() == what; }));
}

/// The only one of them that is fresh; the others are in flight.
[[nodiscard]] inline claim_result winner(const std::vector<claim_result>& all) {
  const auto fresh = count(all, kind::fresh);
  expect(fresh == 1, std::to_string(all.size()) + " claims at once: " + std::to_string(fresh) + " are fresh");
  const auto waiting = count(all, kind::in_flight);
  expect(waiting + 1 == all.size(), std::to_string(all.size()) + " claims at once: one is fresh, and only " +
                                        std::to_string(waiting) + " are in flight");
  return *std::find_if(all.begin(), all.end(), [](const claim_result& each) { return each.what() == kind::fresh; });
}

/// One claim for each round, whose lease is over.
[[nodiscard]] inline std::vector<claim_token> lapsed(store_rig& on) {
  std::vector<claim_token> tokens;
  for (std::size_t i = 0; i < on.options.rounds; ++i) tokens.push_back(on.fresh(on.key(), on.options.lease));
  on.clock.pass(on.options.lease);
  return tokens;
}

inline void one_winner(store_rig& on) {
  for (std::size_t round = 0; round < on.options.rounds; ++round) {
    const auto key = on.key();
    const auto won = winner(claim_at_once(on, key));
    expect(won.attempt() == 1 && !won.reclaimed(), "the winner of a new key is " + describe(won));
    on.complete(won.token());
    const auto late = claim_at_once(on, key);
    expect(count(late, kind::duplicate) == late.size(),
           "after the complete, claims at once: " + std::to_string(count(late, kind::duplicate)) + " of " +
               std::to_string(late.size()) + " are duplicates");
  }
}

inline void one_winner_lapsed(store_rig& on) {
  for (const auto& before : lapsed(on)) {
    const auto won = winner(claim_at_once(on, before.key));
    on.follows(before, won, 2, true);
    expect_settled(settlement::lost, on.store().complete(before, store_rig::long_retention),
                   "a complete by the token before");
    on.complete(won.token());
  }
}

inline void one_completion(store_rig& on) {
  for (std::size_t round = 0; round < on.options.rounds; ++round) {
    const auto token = on.fresh(on.key());
    std::vector<settlement> settled(on.options.threads, settlement::lost);
    race(settled.size(), [&](std::size_t i) {
      settled[i] = answer_of(on.of_thread(i).complete(token, store_rig::long_retention), "a complete");
    });
    const auto done = std::count(settled.begin(), settled.end(), settlement::done);
    const auto repeated = std::count(settled.begin(), settled.end(), settlement::already_done);
    expect(done == 1, "completes at once of one token: " + std::to_string(done) + " are done");
    expect(static_cast<std::size_t>(done + repeated) == settled.size(),
           "completes at once of one token: some are lost");
  }
}

inline void late_complete_or_claim(store_rig& on) {
  for (const auto& late : lapsed(on)) {
    const auto requests = on.ask_many(late.key, std::max<std::size_t>(on.options.threads, 2));
    std::vector<std::optional<claim_result>> claimed(requests.size());
    std::vector<std::optional<settlement>> settled(requests.size());
    race(requests.size(), [&](std::size_t i) {
      if (i % 2 == 0) {
        claimed[i] = answer_of(on.of_thread(i / 2).claim(requests[i]), "a claim");
      } else {
        settled[i] = answer_of(on.of_thread(i / 2).complete(late, store_rig::long_retention), "a complete");
      }
    });
    std::vector<claim_result> claims;
    std::size_t done = 0;
    std::size_t lost = 0;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      if (claimed[i]) claims.push_back(*claimed[i]);
      if (settled[i] == settlement::done) ++done;
      if (settled[i] == settlement::lost) ++lost;
    }
    const auto fresh = count(claims, kind::fresh);
    expect(done + fresh == 1, "late completes and claims at once: " + std::to_string(done) + " completed, " +
                                  std::to_string(fresh) + " claims are fresh");
    if (done == 1) {
      expect(lost == 0, "a late complete is lost, and nobody claimed since");
      expect(count(claims, kind::conflict) + count(claims, kind::dead) + count(claims, kind::in_flight) == 0,
             "a late complete was done, and a claim at the same time is no duplicate");
    } else {
      expect(lost == requests.size() - claims.size(), "a late complete is already_done, and another one claimed");
    }
  }
}

inline void release_and_claim(store_rig& on) {
  for (std::size_t round = 0; round < on.options.rounds; ++round) {
    const auto held = on.fresh(on.key());
    const auto requests = on.ask_many(held.key, std::max<std::size_t>(on.options.threads, 2));
    std::vector<std::optional<claim_result>> claimed(requests.size());
    std::optional<settlement> released;
    race(requests.size(), [&](std::size_t i) {
      if (i == 0) {
        released = answer_of(on.of_thread(i).release(held, ""), "a release");
      } else {
        claimed[i] = answer_of(on.of_thread(i).claim(requests[i]), "a claim");
      }
    });
    expect_settled(settlement::done, *released, "a release among claims");
    std::vector<claim_result> claims;
    for (const auto& each : claimed) {
      if (each) claims.push_back(*each);
    }
    if (count(claims, kind::fresh) > 0) {
      on.follows(held, winner(claims), 2, false);
      on.claimed(kind::in_flight, on.ask(held.key), "after one of many was let in");
    } else {
      on.follows(held, on.claimed(kind::fresh, on.ask(held.key), "after the release"), 2, false);
    }
  }
}

inline void threads_apart(store_rig& on) {
  const auto threads = on.options.threads;
  constexpr std::size_t keys = 4;  // of each thread
  std::vector<std::vector<claim_request>> requests;
  for (std::size_t i = 0; i < threads * keys; ++i) requests.push_back(on.ask_many(on.key(), 2));
  race(threads, [&](std::size_t i) {
    for (std::size_t j = 0; j < keys; ++j) {
      auto& store = on.of_thread(i);
      const auto& mine = requests[i * keys + j];
      const auto first = on.claimed(store, kind::fresh, mine[0], "of a thread's own key");
      expect_settled(settlement::done, store.complete(first.token(), store_rig::long_retention), "a complete");
      on.claimed(store, kind::duplicate, mine[1], "of a thread's own key that it handled");
    }
  });
}

}  // namespace store_rules
}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

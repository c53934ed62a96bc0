// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/store_rig.hpp>
#include <hooklatch/detail/store_rules_claim.hpp>
#include <hooklatch/detail/store_rules_race.hpp>
#include <hooklatch/detail/store_rules_time.hpp>

#include <array>

namespace hooklatch {
inline namespace v0 {
namespace detail {

// In this order: what stepping the clock and filling the store leave behind is met by no other rule.
inline constexpr std::array<rule_entry<store_rig>, 34> store_rule_list{{
    {"first_claim", "the first claim of a key is fresh, attempt 1, not reclaimed", &store_rules::first_claim},
    {"in_flight", "another claim is in flight, to be retried within the lease", &store_rules::in_flight},
    {"duplicate", "after the complete every claim is a duplicate", &store_rules::duplicate},
    {"repeated_claim", "the same nonce gets the same token, another one does not", &store_rules::repeated_claim},
    {"conflict", "another body is a conflict only where that is asked", &store_rules::conflict},
    {"conflict_after_release", "the body that was completed decides, not one that was released",
     &store_rules::conflict_after_release},
    {"complete_twice", "a second complete is already_done", &store_rules::complete_twice},
    {"settled_after_complete", "release and extend after the complete are already_done and change nothing",
     &store_rules::settled_after_complete},
    {"release", "after a release the next claim is fresh, one attempt more, with a larger fence",
     &store_rules::release},
    {"released_token", "a token that was released settles nothing", &store_rules::released_token},
    {"unknown_token", "a token that nobody was given settles nothing", &store_rules::unknown_token},
    {"forget", "what is forgotten can be claimed again, with a larger fence", &store_rules::forget},
    {"one_bit_apart", "keys that differ in one bit are apart", &store_rules::one_bit_apart},
    {"extreme_keys", "keys of zeros and of ones are keys like any other", &store_rules::extreme_keys},
    {"namespaces", "the same id under another provider, account, endpoint or environment is apart",
     &store_rules::namespaces},
    {"hostile_texts", "labels and reasons of any bytes and length harm nothing", &store_rules::hostile_texts},
    {"long_times", "a lease of a month and a retention of ten years count", &store_rules::long_times},
    {"second_handle", "two handles see one another's claims", &store_rules::second_handle, &needs_second_handle},
    {"one_winner", "of claims at once exactly one is fresh", &store_rules::one_winner},
    {"one_winner_lapsed", "of claims at once after a lapsed lease exactly one is fresh",
     &store_rules::one_winner_lapsed},
    {"one_completion", "of completes at once by one token exactly one is done", &store_rules::one_completion},
    {"late_complete_or_claim", "of a late complete and a new claim at once exactly one has it",
     &store_rules::late_complete_or_claim},
    {"release_and_claim", "a release lets one of many in", &store_rules::release_and_claim},
    {"threads_apart", "threads with keys of their own do not disturb one another", &store_rules::threads_apart},
    {"lapsed_claim", "a lapsed lease permits one new claim: reclaimed, attempt 2, a larger fence",
     &store_rules::lapsed_claim},
    {"stale_token", "a token whose key was claimed since settles nothing, and the owner's claim stands",
     &store_rules::stale_token},
    {"late_complete", "a late complete that nobody overtook is done", &store_rules::late_complete},
    {"late_extend_and_release", "a late extend or release that nobody overtook is done",
     &store_rules::late_extend_and_release},
    {"extend", "an extended lease runs on, and ends", &store_rules::extend},
    {"retention", "after its retention, and not before, a key is fresh, with a larger fence", &store_rules::retention},
    {"keep_unfinished", "after lease and keep the fence is larger still", &store_rules::keep_unfinished},
    {"purge", "purge keeps to its limit and drops nothing that is to be kept", &store_rules::purge},
    {"clock_back", "a clock that steps back reopens nothing", &store_rules::clock_back, &store_rules::needs_step_back},
    {"full", "a full store refuses with store_full, and evicts nothing", &store_rules::full,
     &store_rules::needs_capacity},
}};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/inbox_rig.hpp>
#include <hooklatch/detail/inbox_rules_entry.hpp>
#include <hooklatch/detail/inbox_rules_order.hpp>
#include <hooklatch/detail/inbox_rules_time.hpp>

#include <array>

namespace hooklatch {
inline namespace v0 {
namespace detail {

// In this order: what stepping the clock leaves behind is met by no other rule.
inline constexpr std::array<rule_entry<inbox_rig>, 27> inbox_rule_list{{
    {"accept_once", "an event is stored once, and known from then on, however it stands", &inbox_rules::accept_once},
    {"conflict", "another body is a conflict only where that is asked, and replaces nothing", &inbox_rules::conflict},
    {"as_accepted", "what was accepted comes back byte for byte", &inbox_rules::as_accepted},
    {"providers_apart", "a provider's events are taken, counted and replayed by its exact name",
     &inbox_rules::providers_apart},
    {"finish", "what is finished is taken no more; a second finish is already_done", &inbox_rules::finish},
    {"attempts", "each take counts as an attempt, with a larger fence", &inbox_rules::attempts},
    {"spent_token", "a token that failed or buried its entry settles nothing", &inbox_rules::spent_token},
    {"unknown_token", "a token that nobody was given settles nothing", &inbox_rules::unknown_token},
    {"ordering", "an event waits for earlier ones of its ordering key, unless they are processed or dead",
     &inbox_rules::ordering},
    {"ordering_of_replayed", "an event that is replayed has its old place in its ordering key",
     &inbox_rules::ordering_of_replayed},
    {"bury_and_replay", "a dead event is not taken until it is replayed by its id, attempts counted anew",
     &inbox_rules::bury_and_replay},
    {"replay_dead", "dead events of one provider are replayed, as many as told", &inbox_rules::replay_dead},
    {"counts", "counts tell how the events of a provider stand", &inbox_rules::counts},
    {"hostile_texts", "reasons of any bytes and length harm nothing", &inbox_rules::hostile_texts},
    {"extreme_keys", "keys of zeros and of ones, and keys that differ in one bit, are apart",
     &inbox_rules::extreme_keys},
    {"second_handle", "two handles see one another's work", &inbox_rules::second_handle, &needs_second_handle},
    {"lapsed", "a lapsed lease lets another worker in, and the token before is stale", &inbox_rules::lapsed},
    {"late_settlement", "a late settlement that nobody overtook is done", &inbox_rules::late_settlement},
    {"extend", "an extended lease runs on, and ends", &inbox_rules::extend},
    {"fail_waits", "what failed is due after its wait, and not before", &inbox_rules::fail_waits},
    {"due_order", "the event that is due longest is taken first", &inbox_rules::due_order},
    {"ordering_of_lapsed", "a lapsed lease keeps its place in its ordering key", &inbox_rules::ordering_of_lapsed},
    {"prune", "prune drops what was processed or dead for long enough, as much as told, and nothing else",
     &inbox_rules::prune},
    {"one_taker", "of takes at once exactly one gets the event", &inbox_rules::one_taker},
    {"each_once", "many workers get each of many events once", &inbox_rules::each_once},
    {"accepted_at_once", "of accepts at once exactly one stores the event", &inbox_rules::accepted_at_once},
    {"clock_back", "a clock that steps back brings nothing back", &inbox_rules::clock_back,
     &inbox_rules::needs_step_back},
}};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

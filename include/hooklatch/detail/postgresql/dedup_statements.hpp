// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/postgresql/message.hpp>

#include <cstdint>

namespace hooklatch {
inline namespace v0 {
namespace detail::postgresql {

// The clock is `statement_timestamp()` throughout: `now()` stands still in a long transaction, and `clock_timestamp()`
// cannot be looked up in an index. A statement's own start is never later than the moment at which it decides, so a
// lease counts as running rather too long than too short.
//
// Of `synchronous_commit`: it counts as it stands at the commit, and `set_config(..., true)` lasts until then. So each
// statement brings its own along, without a round trip and without a trace in the session. `RETURNING` is computed only
// where a row was written.

/// States of a record in `hooklatch_dedup`.
inline constexpr std::int32_t dedup_open = 0;
inline constexpr std::int32_t dedup_claimed = 1;
inline constexpr std::int32_t dedup_done = 2;

/// The claim of an event that was never seen. That a crash of the server forgets it is harmless: then the claimant's
/// `complete` is `lost`, and the next delivery is fresh under a larger fence, which comes from the clock.
/// `ON CONFLICT` decides; it also waits for a transaction that has the row in its hands, such as one that completed it
/// and goes on, so what is there to be seen is not even tried.
inline constexpr statement first_claim{
    "hooklatch_first_claim",
    true,
    6,
    {bytea_type, int8_type, int8_type, bytea_type, bytea_type, bytea_type},
    "INSERT INTO hooklatch_dedup"
    " (key, state, fence, lease_until, keep_until, keep_ms, attempts, reclaimed, digest, nonce, label)"
    " SELECT $1, 1, (extract(epoch FROM statement_timestamp()) * 1000000)::bigint,"
    " statement_timestamp() + $2 * interval '1 millisecond',"
    " statement_timestamp() + ($2 + $3) * interval '1 millisecond', $3, 1, false, $4, $5, $6"
    " WHERE NOT EXISTS (SELECT 1 FROM hooklatch_dedup WHERE key = $1)"
    " ON CONFLICT (key) DO NOTHING RETURNING fence, set_config('synchronous_commit', 'off', true)"};

/// The same, with what the session says of `synchronous_commit`: inside the application's own transaction, and where
/// claims are to be durable.
inline constexpr statement first_claim_within{
    "hooklatch_first_claim_within",
    true,
    6,
    {bytea_type, int8_type, int8_type, bytea_type, bytea_type, bytea_type},
    "INSERT INTO hooklatch_dedup"
    " (key, state, fence, lease_until, keep_until, keep_ms, attempts, reclaimed, digest, nonce, label)"
    " SELECT $1, 1, (extract(epoch FROM statement_timestamp()) * 1000000)::bigint,"
    " statement_timestamp() + $2 * interval '1 millisecond',"
    " statement_timestamp() + ($2 + $3) * interval '1 millisecond', $3, 1, false, $4, $5, $6"
    " WHERE NOT EXISTS (SELECT 1 FROM hooklatch_dedup WHERE key = $1)"
    " ON CONFLICT (key) DO NOTHING RETURNING fence"};

/// What is known of an event. A statement of its own, because it needs a snapshot of its own: the one before it does
/// not see the row that it met. It locks nothing and writes nothing, so a flood of repeats is no flood of writes, which
/// `ON CONFLICT DO UPDATE` would make of it.
inline constexpr statement look_at_claim{
    "hooklatch_look_at_claim",
    false,
    3,
    {bytea_type, bytea_type, bytea_type},
    "SELECT state::integer, fence, attempts, reclaimed, keep_until <= statement_timestamp(),"
    " lease_until > statement_timestamp(),"
    " ceil(extract(epoch FROM lease_until - statement_timestamp()) * 1000)::bigint,"
    " digest = $2, nonce = $3, (extract(epoch FROM done_at) * 1000000)::bigint"
    " FROM hooklatch_dedup WHERE key = $1"};

/// The claim of an event that somebody had before: it counts only where nothing changed since the look.
inline constexpr statement claim_again{
    "hooklatch_claim_again",
    true,
    8,
    {bytea_type, int8_type, int8_type, bytea_type, bytea_type, bytea_type, int8_type, boolean_type},
    "UPDATE hooklatch_dedup SET"
    " attempts = CASE WHEN keep_until <= statement_timestamp() THEN 1 ELSE attempts + 1 END,"
    " reclaimed = (state = 1), state = 1,"
    " fence = greatest(fence + 1, (extract(epoch FROM statement_timestamp()) * 1000000)::bigint),"
    " lease_until = statement_timestamp() + $2 * interval '1 millisecond',"
    " keep_until = statement_timestamp() + ($2 + $3) * interval '1 millisecond', keep_ms = $3,"
    " done_at = NULL, digest = $4, nonce = $5, label = $6"
    " WHERE key = $1 AND fence = $7 AND (keep_until <= statement_timestamp() OR"
    " ((state = 0 OR (state = 1 AND lease_until <= statement_timestamp())) AND (digest = $4 OR NOT $8)))"
    " RETURNING fence, attempts, reclaimed"};

// A completion is acknowledged to the sender, so it is on disk by then, whatever the server's or the role's setting.
inline constexpr statement complete_claim{"hooklatch_complete_claim",
                                          true,
                                          3,
                                          {bytea_type, int8_type, int8_type},
                                          "UPDATE hooklatch_dedup SET state = 2, done_at = statement_timestamp(),"
                                          " keep_until = statement_timestamp() + $3 * interval '1 millisecond'"
                                          " WHERE key = $1 AND fence = $2 AND state = 1"
                                          " RETURNING CASE WHEN current_setting('synchronous_commit') = 'off'"
                                          " THEN set_config('synchronous_commit', 'on', true) END"};

/// The fence stays, so that a later claim has a larger one.
inline constexpr statement release_claim{"hooklatch_release_claim",
                                         true,
                                         3,
                                         {bytea_type, int8_type, bytea_type},
                                         "UPDATE hooklatch_dedup SET state = 0, why = $3,"
                                         " keep_until = statement_timestamp() + keep_ms * interval '1 millisecond'"
                                         " WHERE key = $1 AND fence = $2 AND state = 1 RETURNING 1"};

inline constexpr statement extend_claim{
    "hooklatch_extend_claim",
    true,
    3,
    {bytea_type, int8_type, int8_type},
    "UPDATE hooklatch_dedup SET lease_until = statement_timestamp() + $3 * interval '1 millisecond',"
    " keep_until = statement_timestamp() + ($3 + keep_ms) * interval '1 millisecond'"
    " WHERE key = $1 AND fence = $2 AND state = 1 RETURNING 1"};

/// Why a token settled nothing.
inline constexpr statement look_at_token{"hooklatch_look_at_token",
                                         false,
                                         2,
                                         {bytea_type, int8_type},
                                         "SELECT state::integer FROM hooklatch_dedup WHERE key = $1 AND fence = $2"};

inline constexpr statement forget_key{
    "hooklatch_forget_key", true, 1, {bytea_type}, "DELETE FROM hooklatch_dedup WHERE key = $1 RETURNING 1"};

/// In batches, and past what another purge or a claim has its hands on.
inline constexpr statement purge_keys{
    "hooklatch_purge_keys",
    true,
    1,
    {int8_type},
    "DELETE FROM hooklatch_dedup WHERE key = ANY (ARRAY(SELECT key FROM hooklatch_dedup"
    " WHERE keep_until <= statement_timestamp() ORDER BY keep_until LIMIT $1 FOR UPDATE SKIP LOCKED))"};

}  // namespace detail::postgresql
}  // namespace v0
}  // namespace hooklatch

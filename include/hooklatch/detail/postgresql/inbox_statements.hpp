// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/postgresql/dedup_statements.hpp>
#include <hooklatch/detail/postgresql/message.hpp>
#include <hooklatch/detail/postgresql/schema.hpp>

namespace hooklatch {
inline namespace v0 {
namespace detail::postgresql {

// Texts are bytes here too: no event is refused for a NUL, for what is not UTF-8, or for its length. What an index has
// to hold of unbounded texts is their hash. `due_at` is one column for both questions of a worker, when the next
// attempt is and when a lease is over, so that taking is one look into one index.
inline constexpr schema_part inbox_schema{
    "inbox", 1, "hooklatch_inbox",
    "CREATE TABLE hooklatch_inbox ("
    " id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    " status smallint NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 3),"
    " attempts integer NOT NULL DEFAULT 0,"
    " fence bigint NOT NULL DEFAULT 0,"
    " due_at timestamptz NOT NULL DEFAULT statement_timestamp(),"
    " ended_at timestamptz,"
    " accepted_at timestamptz NOT NULL DEFAULT statement_timestamp(),"
    " received_seconds bigint NOT NULL,"
    " received_nanoseconds integer NOT NULL,"
    " key bytea NOT NULL UNIQUE CHECK (octet_length(key) = 32),"
    " digest bytea NOT NULL CHECK (octet_length(digest) = 32),"
    " provider bytea NOT NULL,"
    " event_id bytea NOT NULL,"
    " event_type bytea NOT NULL,"
    " ordering_key bytea NOT NULL,"
    " ordering_hash bytea"
    " GENERATED ALWAYS AS (CASE WHEN octet_length(ordering_key) > 0 THEN sha256(ordering_key) END) STORED,"
    " signature bytea NOT NULL,"
    " headers bytea NOT NULL,"
    " body bytea NOT NULL,"
    " last_error bytea NOT NULL DEFAULT '');"
    "CREATE INDEX hooklatch_inbox_due ON hooklatch_inbox (provider, due_at, id) WHERE status < 2;"
    "CREATE INDEX hooklatch_inbox_ordering ON hooklatch_inbox (ordering_hash, id)"
    " WHERE status < 2 AND ordering_hash IS NOT NULL;"
    "CREATE INDEX hooklatch_inbox_ended ON hooklatch_inbox (ended_at) WHERE status >= 2;"
    "CREATE INDEX hooklatch_inbox_dead ON hooklatch_inbox USING hash (event_id) WHERE status = 3;"
    "COMMENT ON TABLE hooklatch_inbox IS 'hooklatch: verified webhook events; status 0 pending, 1 running, 2 processed,"
    " 3 dead; text as bytes';"
    "CREATE OR REPLACE FUNCTION hooklatch_text(bytea) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$"
    " BEGIN RETURN convert_from($1, 'UTF8'); EXCEPTION WHEN OTHERS THEN RETURN NULL; END $$;"
    // Not where the application has a table of that name already.
    "DO $do$ BEGIN IF to_regclass('webhook_events') IS NULL THEN"
    " CREATE VIEW webhook_events AS SELECT id, hooklatch_text(event_id) AS event_id,"
    " hooklatch_text(event_type) AS event_type, hooklatch_text(body) AS payload, hooklatch_text(signature) AS signature,"
    " CASE WHEN status >= 2 THEN ended_at END AS processed_at,"
    " CASE status WHEN 2 THEN 'processed' WHEN 3 THEN 'failed' ELSE 'pending' END AS status,"
    " hooklatch_text(nullif(last_error, '')) AS error_message, accepted_at AS created_at FROM hooklatch_inbox;"
    " END IF; END $do$;"};

// Everything that a sender or a worker is told here is on disk by then; see `complete_claim`.

inline constexpr statement accept_event{
    "hooklatch_accept_event",
    true,
    11,
    {bytea_type, bytea_type, bytea_type, bytea_type, bytea_type, bytea_type, bytea_type, bytea_type, bytea_type,
     int8_type, int4_type},
    "INSERT INTO hooklatch_inbox (key, digest, provider, event_id, event_type, ordering_key, signature, headers, body,"
    " received_seconds, received_nanoseconds) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11"
    " WHERE NOT EXISTS (SELECT 1 FROM hooklatch_inbox WHERE key = $1) ON CONFLICT (key) DO NOTHING"
    " RETURNING CASE WHEN current_setting('synchronous_commit') = 'off'"
    " THEN set_config('synchronous_commit', 'on', true) END"};

inline constexpr statement look_at_event{"hooklatch_look_at_event",
                                         false,
                                         2,
                                         {bytea_type, bytea_type},
                                         "SELECT digest = $2 FROM hooklatch_inbox WHERE key = $1"};

inline constexpr statement take_entry{
    "hooklatch_take_entry",
    true,
    2,
    {bytea_type, int8_type},
    "WITH due AS (SELECT i.id FROM hooklatch_inbox i"
    " WHERE i.provider = $1 AND i.status < 2 AND i.due_at <= statement_timestamp()"
    " AND (i.ordering_hash IS NULL OR NOT EXISTS (SELECT 1 FROM hooklatch_inbox e WHERE e.status < 2"
    " AND e.ordering_hash = i.ordering_hash AND e.id < i.id AND e.provider = i.provider))"
    " ORDER BY i.due_at, i.id LIMIT 1 FOR UPDATE OF i SKIP LOCKED)"
    " UPDATE hooklatch_inbox t SET status = 1, attempts = t.attempts + 1, fence = t.fence + 1,"
    " due_at = statement_timestamp() + $2 * interval '1 millisecond' FROM due WHERE t.id = due.id"
    " RETURNING t.id, t.fence, t.attempts, t.event_id, t.event_type, t.body, t.headers, t.ordering_key,"
    " t.received_seconds, t.received_nanoseconds, t.key, CASE WHEN current_setting('synchronous_commit') = 'off'"
    " THEN set_config('synchronous_commit', 'on', true) END"};

inline constexpr statement finish_entry{
    "hooklatch_finish_entry",
    true,
    2,
    {int8_type, int8_type},
    "UPDATE hooklatch_inbox SET status = 2, ended_at = statement_timestamp(), last_error = ''"
    " WHERE id = $1 AND fence = $2 AND status = 1 RETURNING CASE WHEN current_setting('synchronous_commit') = 'off'"
    " THEN set_config('synchronous_commit', 'on', true) END"};

inline constexpr statement fail_entry{"hooklatch_fail_entry",
                                      true,
                                      4,
                                      {int8_type, int8_type, bytea_type, int8_type},
                                      "UPDATE hooklatch_inbox SET status = 0, last_error = $3,"
                                      " due_at = statement_timestamp() + $4 * interval '1 millisecond'"
                                      " WHERE id = $1 AND fence = $2 AND status = 1 RETURNING 1"};

inline constexpr statement bury_entry{
    "hooklatch_bury_entry",
    true,
    3,
    {int8_type, int8_type, bytea_type},
    "UPDATE hooklatch_inbox SET status = 3, ended_at = statement_timestamp(), last_error = $3"
    " WHERE id = $1 AND fence = $2 AND status = 1 RETURNING CASE WHEN current_setting('synchronous_commit') = 'off'"
    " THEN set_config('synchronous_commit', 'on', true) END"};

inline constexpr statement extend_entry{
    "hooklatch_extend_entry",
    true,
    3,
    {int8_type, int8_type, int8_type},
    "UPDATE hooklatch_inbox SET due_at = statement_timestamp() + $3 * interval '1 millisecond'"
    " WHERE id = $1 AND fence = $2 AND status = 1 RETURNING 1"};

inline constexpr statement look_at_entry{"hooklatch_look_at_entry",
                                         false,
                                         2,
                                         {int8_type, int8_type},
                                         "SELECT status::integer FROM hooklatch_inbox WHERE id = $1 AND fence = $2"};

// The fence grows, so that a worker from before is stale.
inline constexpr statement replay_event{
    "hooklatch_replay_event",
    true,
    2,
    {bytea_type, bytea_type},
    "UPDATE hooklatch_inbox SET status = 0, attempts = 0, fence = fence + 1, due_at = statement_timestamp(),"
    " ended_at = NULL WHERE status = 3 AND provider = $1 AND event_id = $2"};

inline constexpr statement replay_dead_entries{
    "hooklatch_replay_dead_entries",
    true,
    2,
    {bytea_type, int8_type},
    "UPDATE hooklatch_inbox SET status = 0, attempts = 0, fence = fence + 1, due_at = statement_timestamp(),"
    " ended_at = NULL WHERE status = 3 AND id = ANY (ARRAY(SELECT id FROM hooklatch_inbox"
    " WHERE status = 3 AND provider = $1 ORDER BY ended_at, id LIMIT $2 FOR UPDATE SKIP LOCKED))"};

inline constexpr statement prune_entries{
    "hooklatch_prune_entries",
    true,
    2,
    {int8_type, int8_type},
    "DELETE FROM hooklatch_inbox WHERE status >= 2 AND id = ANY (ARRAY(SELECT id FROM hooklatch_inbox"
    " WHERE status >= 2 AND ended_at <= statement_timestamp() - $1 * interval '1 millisecond'"
    " ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED))"};

inline constexpr statement count_entries{
    "hooklatch_count_entries",
    false,
    1,
    {bytea_type},
    "WITH oldest AS (SELECT received_seconds, received_nanoseconds FROM hooklatch_inbox"
    " WHERE provider = $1 AND status = 0 ORDER BY 1, 2 LIMIT 1)"
    " SELECT count(*) FILTER (WHERE status = 0), count(*) FILTER (WHERE status = 1),"
    " count(*) FILTER (WHERE status = 2), count(*) FILTER (WHERE status = 3), EXISTS (SELECT 1 FROM oldest),"
    " coalesce((SELECT received_seconds FROM oldest), 0), coalesce((SELECT received_nanoseconds FROM oldest), 0)"
    " FROM hooklatch_inbox WHERE provider = $1"};

}  // namespace detail::postgresql
}  // namespace v0
}  // namespace hooklatch

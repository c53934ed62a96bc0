// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/sqlite/connection.hpp>
#include <hooklatch/detail/sqlite/records.hpp>
#include <hooklatch/detail/sqlite/store_time.hpp>
#include <hooklatch/inbox/inbox.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

// What is asked of an inbox's table and how its rows are read, without any I/O of its own.

namespace hooklatch {
inline namespace v0 {
namespace detail::sqlite {

// Times are microseconds since 1970 by the store's clock, except `received_at`, which is by the receiver's. `status` is
// `inbox_status`. `due_at`: of a pending entry its next attempt, of a running one the end of its lease; so one index
// leads to the one that `take` gives. `behind`: 1 while an earlier entry of the same ordering key is pending or
// running, so that however many entries wait for one, `take` meets none of them. Texts are blobs: they may hold any
// bytes.
inline constexpr std::array<const char*, 1> inbox_steps{
    "CREATE TABLE hooklatch_inbox("
    "id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE CHECK(typeof(key) = 'blob' AND length(key) = 32),"
    "digest BLOB NOT NULL, provider BLOB NOT NULL, event_id BLOB NOT NULL, event_type BLOB NOT NULL,"
    "body BLOB NOT NULL, headers BLOB NOT NULL, signature BLOB NOT NULL, ordering_key BLOB,"
    "status INTEGER NOT NULL, attempts INTEGER NOT NULL, fence INTEGER NOT NULL, due_at INTEGER NOT NULL,"
    "behind INTEGER NOT NULL, received_at INTEGER NOT NULL, finished_at INTEGER, last_error BLOB);"
    "CREATE INDEX hooklatch_inbox_due ON hooklatch_inbox(provider, due_at, id) WHERE status < 2 AND behind = 0;"
    "CREATE INDEX hooklatch_inbox_order ON hooklatch_inbox(provider, ordering_key, id)"
    " WHERE status < 2 AND ordering_key IS NOT NULL;"
    "CREATE INDEX hooklatch_inbox_status ON hooklatch_inbox(status, finished_at, provider, received_at);"
    // In the shape of Zuba's table, to look at. An application's own table of that name is left alone.
    "CREATE VIEW IF NOT EXISTS webhook_events AS SELECT id,"
    " CAST(event_id AS TEXT) AS event_id, CAST(event_type AS TEXT) AS event_type, CAST(body AS TEXT) AS payload,"
    " CAST(signature AS TEXT) AS signature,"
    " strftime('%Y-%m-%dT%H:%M:%fZ', finished_at / 1000000.0, 'unixepoch') AS processed_at,"
    " CASE status WHEN 2 THEN 'processed' WHEN 3 THEN 'failed' ELSE 'pending' END AS status,"
    " CAST(last_error AS TEXT) AS error_message,"
    " strftime('%Y-%m-%dT%H:%M:%fZ', received_at / 1000000.0, 'unixepoch') AS created_at FROM hooklatch_inbox"};

inline constexpr sql select_known{16, "SELECT digest FROM hooklatch_inbox WHERE key = ?1"};
inline constexpr sql insert_entry{
    17,
    "INSERT INTO hooklatch_inbox(key, digest, provider, event_id, event_type, body, headers, signature, ordering_key,"
    " status, attempts, fence, due_at, behind, received_at)"
    " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, nullif(?9, x''), 0, 0, 0, ?10,"
    " EXISTS(SELECT 1 FROM hooklatch_inbox WHERE provider = ?3 AND ordering_key = nullif(?9, x'') AND status < 2), ?11)"};
inline constexpr sql select_due_id{
    18,
    "SELECT id FROM hooklatch_inbox WHERE provider = ?1 AND status < 2 AND behind = 0 AND due_at <= ?2"
    " ORDER BY due_at, id LIMIT 1"};
inline constexpr sql select_due{
    19,
    "SELECT id, fence, attempts, event_id, event_type, body, headers, ordering_key, received_at FROM hooklatch_inbox"
    " WHERE provider = ?1 AND status < 2 AND behind = 0 AND due_at <= ?2 ORDER BY due_at, id LIMIT 1"};
inline constexpr sql update_take{
    20, "UPDATE hooklatch_inbox SET status = 1, fence = ?2, attempts = ?3, due_at = ?4 WHERE id = ?1"};
inline constexpr sql update_fail{21,
                                 "UPDATE hooklatch_inbox SET status = 0, due_at = ?3, last_error = ?4"
                                 " WHERE id = ?1 AND fence = ?2 AND status = 1"};
inline constexpr sql update_renew{22,
                                  "UPDATE hooklatch_inbox SET due_at = ?3 WHERE id = ?1 AND fence = ?2 AND status = 1"};
inline constexpr sql update_finish{
    23,
    "UPDATE hooklatch_inbox SET status = 2, behind = 0, finished_at = ?3, last_error = NULL"
    " WHERE id = ?1 AND fence = ?2 AND status = 1"};
inline constexpr sql update_bury{24,
                                 "UPDATE hooklatch_inbox SET status = 3, behind = 0, finished_at = ?3, last_error = ?4"
                                 " WHERE id = ?1 AND fence = ?2 AND status = 1"};
// The first of those that share the ended entry's ordering key waits for nobody any more.
inline constexpr sql update_next{
    25,
    "UPDATE hooklatch_inbox SET behind = 0 WHERE id = (SELECT n.id FROM hooklatch_inbox AS n, hooklatch_inbox AS e"
    " WHERE e.id = ?1 AND n.provider = e.provider AND n.ordering_key = e.ordering_key AND n.ordering_key IS NOT NULL"
    " AND n.status < 2 ORDER BY n.id LIMIT 1) AND behind = 1"};
inline constexpr sql select_standing{26, "SELECT status, fence FROM hooklatch_inbox WHERE id = ?1"};
inline constexpr sql select_dead_of_event{
    27,
    "SELECT id, fence FROM hooklatch_inbox WHERE status = 3 AND provider = ?1 AND event_id = ?3 ORDER BY id LIMIT ?2"};
inline constexpr sql select_dead{
    28, "SELECT id, fence FROM hooklatch_inbox WHERE status = 3 AND provider = ?1 ORDER BY finished_at, id LIMIT ?2"};
inline constexpr sql update_replay{
    29,
    "UPDATE hooklatch_inbox SET status = 0, attempts = 0, fence = ?2, due_at = ?3, finished_at = NULL,"
    " behind = (ordering_key IS NOT NULL AND EXISTS(SELECT 1 FROM hooklatch_inbox AS e"
    " WHERE e.provider = hooklatch_inbox.provider AND e.ordering_key = hooklatch_inbox.ordering_key AND e.status < 2"
    " AND e.id < hooklatch_inbox.id)) WHERE id = ?1 AND status = 3"};
// Those after a replayed entry wait for it again, also one that runs: its worker may end it, but nobody takes it anew.
inline constexpr sql update_behind{
    30,
    "UPDATE hooklatch_inbox SET behind = 1 WHERE status < 2 AND ordering_key IS NOT NULL AND behind = 0 AND id > ?1"
    " AND provider = (SELECT provider FROM hooklatch_inbox WHERE id = ?1)"
    " AND ordering_key = (SELECT ordering_key FROM hooklatch_inbox WHERE id = ?1)"};
inline constexpr sql delete_ended{
    31,
    "DELETE FROM hooklatch_inbox WHERE id IN (SELECT id FROM hooklatch_inbox WHERE status IN (2, 3)"
    " AND finished_at <= ?1 LIMIT ?2)"};
inline constexpr sql select_counts{
    32, "SELECT status, count(*), min(received_at) FROM hooklatch_inbox WHERE provider = ?1 GROUP BY status"};

inline void bind_entry(query& to, const inbox_delivery& delivery, microseconds now) noexcept {
  to.bind(1, view(delivery.key)).bind(2, view(delivery.digest)).bind(3, delivery.provider).bind(4, delivery.event_id);
  to.bind(5, delivery.event_type).bind(6, delivery.body).bind(7, delivery.headers).bind(8, delivery.signature);
  to.bind(9, delivery.ordering_key).bind(10, now).bind(11, from_instant(delivery.received_at));
}

/// What `accept` answers for an entry that is there, from the row that a run of `select_known` stands on.
[[nodiscard]] inline result<inbox_receipt> read_known(const query& row, const inbox_delivery& delivery) noexcept {
  bool whole = false;
  const auto digest = row.blob(0, whole);
  if (!whole) return errc::store_unavailable;
  if (digest.size() != delivery.digest.bytes.size()) return errc::store_corrupt;
  const bool same = std::memcmp(digest.data(), delivery.digest.bytes.data(), digest.size()) == 0;
  return same || !delivery.conflict_refused ? inbox_receipt::known : inbox_receipt::conflict;
}

/// An entry that is due, before it is taken: its token has the fence of the take before.
[[nodiscard]] inline result<inbox_entry> read_entry(const query& row) {
  for (const int column : {0, 1, 2, 8}) {
    if (!row.is_integer(column)) return errc::store_corrupt;
  }
  inbox_entry read;
  if (row.integer(1) < 0 || row.integer(2) < 0 || row.integer(2) >= 0xffffffff) return errc::store_corrupt;
  read.token = {row.integer(0), static_cast<std::uint64_t>(row.integer(1))};
  read.attempt = static_cast<std::uint32_t>(row.integer(2)) + 1;
  read.received_at = to_instant(row.integer(8));
  bool all = true;
  const auto text = [&](int column, std::string& to) {
    bool whole = false;
    to = to_text(row.blob(column, whole));
    all = all && whole;
  };
  text(3, read.event_id);
  text(4, read.event_type);
  text(5, read.body);
  text(6, read.headers);
  text(7, read.ordering_key);
  if (!all) return errc::store_unavailable;
  return read;
}

/// What became of a token that no update matched: `wanted` is the status that the update would have given.
[[nodiscard]] inline settlement unmatched(inbox_status standing, std::int64_t fence, const inbox_token& token,
                                          inbox_status wanted) noexcept {
  if (fence != fence_of(token.fence)) return settlement::lost;
  const bool ended = standing == inbox_status::processed || (standing == inbox_status::dead && standing == wanted);
  return ended ? settlement::already_done : settlement::lost;
}

}  // namespace detail::sqlite
}  // namespace v0
}  // namespace hooklatch

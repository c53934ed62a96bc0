// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/claim.hpp>
#include <hooklatch/detail/sqlite/connection.hpp>
#include <hooklatch/detail/sqlite/store_time.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

// What is asked of the database and how its rows are read, without any I/O of its own.

namespace hooklatch {
inline namespace v0 {
namespace detail::sqlite {

// Times are microseconds since 1970 by the store's clock. `keep` is in seconds. `state`: 0 released, 1 claimed, 2 done.
inline constexpr std::array<const char*, 1> dedup_steps{
    "CREATE TABLE hooklatch_dedup("
    "key BLOB PRIMARY KEY NOT NULL CHECK(typeof(key) = 'blob' AND length(key) = 32),"
    "state INTEGER NOT NULL, fence INTEGER NOT NULL, lease_until INTEGER NOT NULL, keep_until INTEGER NOT NULL,"
    "done_at INTEGER, attempts INTEGER NOT NULL, keep INTEGER NOT NULL, reclaimed INTEGER NOT NULL,"
    "digest BLOB NOT NULL, nonce BLOB NOT NULL, label BLOB, why BLOB) WITHOUT ROWID;"
    "CREATE INDEX hooklatch_dedup_keep ON hooklatch_dedup(keep_until)"};

inline constexpr sql select_record{
    0,
    "SELECT state, fence, lease_until, keep_until, done_at, attempts, reclaimed, digest, nonce"
    " FROM hooklatch_dedup WHERE key = ?1"};
inline constexpr sql upsert_claim{
    1,
    "INSERT INTO hooklatch_dedup(key, state, fence, lease_until, keep_until, done_at, attempts, keep, reclaimed, digest,"
    " nonce, label) VALUES(?1, 1, ?2, ?3, ?4, NULL, ?5, ?6, ?7, ?8, ?9, ?10)"
    " ON CONFLICT(key) DO UPDATE SET state = 1, fence = excluded.fence, lease_until = excluded.lease_until,"
    " keep_until = excluded.keep_until, done_at = NULL, attempts = excluded.attempts, keep = excluded.keep,"
    " reclaimed = excluded.reclaimed, digest = excluded.digest, nonce = excluded.nonce, label = excluded.label"};
inline constexpr sql update_complete{
    2,
    "UPDATE hooklatch_dedup SET state = 2, done_at = ?3, keep_until = ?4 WHERE key = ?1 AND fence = ?2 AND state = 1"};
inline constexpr sql update_release{
    3,
    "UPDATE hooklatch_dedup SET state = 0, lease_until = 0, keep_until = ?3 + keep * 1000000, why = ?4"
    " WHERE key = ?1 AND fence = ?2 AND state = 1"};
inline constexpr sql update_extend{4,
                                   "UPDATE hooklatch_dedup SET lease_until = ?3, keep_until = ?3 + keep * 1000000"
                                   " WHERE key = ?1 AND fence = ?2 AND state = 1"};
inline constexpr sql delete_record{5, "DELETE FROM hooklatch_dedup WHERE key = ?1"};
inline constexpr sql select_old{
    6,
    "SELECT count(*), max(fence) FROM"
    " (SELECT fence FROM hooklatch_dedup WHERE keep_until <= ?1 ORDER BY keep_until, key LIMIT ?2)"};
inline constexpr sql delete_old{
    7,
    "DELETE FROM hooklatch_dedup WHERE key IN"
    " (SELECT key FROM hooklatch_dedup WHERE keep_until <= ?1 ORDER BY keep_until, key LIMIT ?2)"};

template <class T>
[[nodiscard]] byte_view view(const T& value) noexcept {
  return std::as_bytes(std::span<const std::uint8_t>(value.bytes));
}
/// The first `most` bytes, whatever they are.
[[nodiscard]] constexpr std::string_view cut(std::string_view text, std::size_t most) noexcept {
  return text.substr(0, std::min(text.size(), most));
}
[[nodiscard]] constexpr std::int64_t fence_of(std::uint64_t fence) noexcept {
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  return fence > most ? -1 : static_cast<std::int64_t>(fence);  // -1: none of ours
}
/// Seconds that can be added to any moment of ours, and multiplied by a million.
[[nodiscard]] constexpr std::int64_t seconds_of(std::chrono::seconds duration) noexcept {
  return std::clamp<std::int64_t>(duration.count(), 0, last_moment / 1'000'000);
}

/// A row of `hooklatch_dedup`.
struct record {
  enum class stage : std::uint8_t { open = 0, claimed = 1, done = 2 };
  stage at = stage::open;
  bool reclaimed = false;
  std::uint32_t attempts = 0;
  std::int64_t fence = 0;
  microseconds lease_until = 0;
  microseconds keep_until = 0;
  std::optional<microseconds> done_at;
  body_digest digest;
  claim_nonce nonce;
};

/// The row that a run of `select_record` stands on; `store_corrupt` where no version of ours wrote such a row.
[[nodiscard]] inline result<record> read_record(const query& row) noexcept {
  for (const int column : {0, 1, 2, 3, 5, 6}) {
    if (!row.is_integer(column)) return errc::store_corrupt;
  }
  const auto in = [](std::int64_t value, std::int64_t least, std::int64_t most) {
    return value >= least && value <= most;
  };
  record read;
  read.fence = row.integer(1);
  read.lease_until = row.integer(2);
  read.keep_until = row.integer(3);
  constexpr auto most = std::numeric_limits<std::int64_t>::max() - 1;
  if (!in(row.integer(0), 0, 2) || !in(read.fence, 1, most) || !in(row.integer(5), 0, 0xffffffff)) {
    return errc::store_corrupt;
  }
  read.at = static_cast<record::stage>(row.integer(0));
  read.attempts = static_cast<std::uint32_t>(row.integer(5));
  read.reclaimed = row.integer(6) != 0;
  if (row.is_integer(4)) read.done_at = row.integer(4);
  const auto copy = [&row](int column, auto& to) {
    bool whole = false;
    const auto from = row.blob(column, whole);
    if (from.size() != to.size()) return false;
    std::memcpy(to.data(), from.data(), to.size());
    return true;
  };
  if (!copy(7, read.digest.bytes) || !copy(8, read.nonce.bytes)) return errc::store_corrupt;
  return read;
}

/// What a claim comes to where the event's record is `known`; nothing where it can be claimed.
[[nodiscard]] inline std::optional<claim_result> answer(const record& known, const claim_request& request,
                                                        microseconds now) noexcept {
  if (now >= known.keep_until) return std::nullopt;
  const bool same = known.digest == request.digest;
  if (!same && request.conflict_refused) return claim_result::conflict();
  if (known.at == record::stage::done) {
    return claim_result::duplicate(same, known.done_at ? std::optional(to_instant(*known.done_at)) : std::nullopt);
  }
  if (known.at != record::stage::claimed || now >= known.lease_until) return std::nullopt;
  if (known.nonce == request.nonce) {
    return claim_result::fresh({request.key, static_cast<std::uint64_t>(known.fence)}, known.attempts, known.reclaimed);
  }
  return claim_result::in_flight(
      std::chrono::ceil<std::chrono::milliseconds>(std::chrono::microseconds(known.lease_until - now)));
}

/// A claim as it is written.
struct claim_row {
  std::uint64_t fence = 0;
  std::uint32_t attempt = 1;
  bool reclaimed = false;
};

/// The claim that follows `known`, where there is one, without its fence.
[[nodiscard]] inline claim_row next_claim(const std::optional<record>& known, microseconds now) noexcept {
  claim_row next;
  if (!known) return next;
  const bool remembered = now < known->keep_until && known->attempts < 0xffffffff;
  next.attempt = remembered ? known->attempts + 1 : 1;
  next.reclaimed = known->at == record::stage::claimed;
  return next;
}

inline void bind_claim(query& to, const claim_request& request, const claim_row& row, microseconds now) noexcept {
  const auto lease_until = later(now, request.lease);
  const auto keep = seconds_of(request.keep);
  to.bind(1, view(request.key)).bind(2, fence_of(row.fence)).bind(3, lease_until);
  to.bind(4, later(lease_until, std::chrono::seconds(keep))).bind(5, std::int64_t{row.attempt}).bind(6, keep);
  to.bind(7, std::int64_t{row.reclaimed}).bind(8, view(request.digest)).bind(9, view(request.nonce));
  to.bind(10, cut(request.label, 128));
}

/// What a token that no update matched is worth.
[[nodiscard]] inline settlement unmatched(const std::optional<record>& known, const claim_token& token) noexcept {
  const bool own = known && known->fence == fence_of(token.fence);
  return own && known->at == record::stage::done ? settlement::already_done : settlement::lost;
}

}  // namespace detail::sqlite
}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/core/instant.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/claim.hpp>
#include <hooklatch/dedup/store.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// One verified event on its way into an inbox. All views have to live until `accept` returns.
struct inbox_delivery {
  dedup_key key;       ///< what makes it the same event: see `dedup/key.hpp`
  body_digest digest;  ///< of `body`
  std::string_view provider;    ///< whose entry it is: see `inbox_source`
  std::string_view event_id;    ///< for people and `replay`: the signed one, else the unsigned delivery id, else empty
  std::string_view event_type;  ///< the signed one, or, where there is none, the unsigned header's
  byte_view body;               ///< the event's bytes as they came, and as they were signed
  std::string_view headers;     ///< the delivery's, as a JSON array of pairs, secrets taken out
  std::string_view signature;   ///< the signature header's value; empty where that is a secret itself
  std::string_view ordering_key;  ///< events that share one are handled one after the other; empty: in any order
  instant received_at;            ///< by the receiver's clock
  bool conflict_refused = false;  ///< whether another digest under the same key is a conflict
};

/// What `accept` came to.
enum class inbox_receipt : std::uint8_t {
  stored,    ///< it is new, and durable by now
  known,     ///< it was there before, in whatever state
  conflict,  ///< it was there before with another body, and `conflict_refused` was set
};

/// How an entry stands.
enum class inbox_status : std::uint8_t {
  pending = 0,    ///< waits for its next attempt
  running = 1,    ///< a worker has it, or had it when it died: its lease tells
  processed = 2,  ///< every handler is done
  dead = 3,       ///< given up after its last attempt; `replay` brings it back
};

/// Proof that a worker has an entry: a later take has a larger fence, and then this one is stale.
struct inbox_token {
  std::int64_t entry = 0;
  std::uint64_t fence = 0;
};

/// One entry that a worker has taken, as it was accepted.
struct inbox_entry {
  inbox_token token;
  dedup_key key;
  std::uint32_t attempt = 1;  ///< counts takes, from 1: also those whose worker died
  std::string event_id;
  std::string event_type;
  std::string body;
  std::string headers;
  std::string ordering_key;
  instant received_at;
};

/// How many entries stand how, for metrics.
struct inbox_counts {
  std::uint64_t pending = 0;
  std::uint64_t running = 0;
  std::uint64_t processed = 0;
  std::uint64_t dead = 0;
  std::optional<instant> oldest_pending;  ///< when the pending one that waits longest was received
};

/// Purpose: keeps verified deliveries until their handlers are done: accepted durably, worked off later, with as many
/// attempts as the worker allows.
///
/// Requirements: `accept` returns `stored` only once the entry is durable; one key is stored once. `take` gives a due
/// entry of this provider to one worker at a time, and counts the attempt durably before it returns: entries that are
/// pending and due, and running ones whose lease ran out, the one that is due longest first; none whose ordering key has
/// an earlier entry that is pending or running. One at a time, so that an event that kills its worker takes no other with
/// it. `finish`, `fail`, `bury` and `extend` answer `lost` for a stale token. `fail` makes it due again after `wait`.
/// `why` is for people, at most 1,000 bytes of it. `replay` makes dead entries pending again, attempts counted anew.
/// `prune` deletes entries that were processed, or dead, for at least `age`, and forgets them: an `age` shorter than the
/// provider's retries lets an event in again. The store's own clock decides. All are safe
/// to call from any thread. Errors are the `store_*` reasons.
///
/// Models: `sqlite_inbox`, `postgresql_inbox`.
template <class I>
concept inbox_store = requires(I& inbox, const inbox_delivery& delivery, std::string_view provider,
                               std::chrono::milliseconds duration, const inbox_token& token, std::string_view text,
                               std::chrono::seconds age, std::size_t most) {
  { inbox.accept(delivery) } -> std::same_as<result<inbox_receipt>>;
  { inbox.take(provider, duration) } -> std::same_as<result<std::optional<inbox_entry>>>;
  { inbox.finish(token) } -> std::same_as<result<settlement>>;
  { inbox.fail(token, text, duration) } -> std::same_as<result<settlement>>;
  { inbox.bury(token, text) } -> std::same_as<result<settlement>>;
  { inbox.extend(token, duration) } -> std::same_as<result<settlement>>;
  /// By the event's id; how many entries it was.
  { inbox.replay(provider, text) } -> std::same_as<result<std::size_t>>;
  /// All dead entries of the provider; at most `most` of them.
  { inbox.replay_dead(provider, most) } -> std::same_as<result<std::size_t>>;
  { inbox.prune(age, most) } -> std::same_as<result<std::size_t>>;
  { inbox.counts(provider) } -> std::same_as<result<inbox_counts>>;
  { I::traits } -> std::convertible_to<store_traits>;
};

/// Purpose: an inbox inside the application's own database, so that what a handler writes commits together with the
/// entry's end, or not at all.
///
/// Requirements: those of `transactional_store`, with `finish_in` in place of `complete_in`.
template <class I>
concept transactional_inbox = inbox_store<I> && I::traits.transactional &&
    requires(I& inbox, typename I::transaction& within, const inbox_token& token) {
  { inbox.begin() } -> std::same_as<result<typename I::transaction>>;
  { inbox.finish_in(within, token) } -> std::same_as<result<settlement>>;
  { within.commit() } -> std::same_as<result<void>>;
};

}  // namespace v0
}  // namespace hooklatch

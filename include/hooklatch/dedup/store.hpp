// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/claim.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// What a store's type promises; opening one that does not keep it fails with `store_misconfigured`.
struct store_traits {
  bool remembers = true;       ///< false: it takes every delivery for a new one
  bool durable = false;        ///< what was completed survives the process and the machine's restart
  bool shared = false;         ///< several processes see one another's claims
  bool transactional = false;  ///< a completion can be part of the application's own transaction
};

/// Purpose: remembers which events were handled, and which are being handled.
///
/// Requirements: `claim` gives one key to one caller at a time. Per key at most one claim is completed; a token that was
/// released, or whose key was claimed again, is stale and settles nothing (`settlement::lost`). Fences of one key only
/// grow, also over `forget`, `purge` and the end of the retention. A lease that ran out permits the next claim and does
/// nothing else. The same nonce under the same key gets the same token while its lease runs. Another digest is a
/// `conflict` where `conflict_refused` asks for it, in every state of a record, and else counts as the same event.
/// `complete` keeps the key for at least `retention`; it can be repeated (`already_done`). `release`
/// takes why, for people, at most 128 bytes of it; a store may leave it out. The store's own clock decides. All are
/// safe to call from any thread. Errors are the `store_*` reasons: `store_ambiguous` where the call may or may not have
/// happened; `store_full` rather than forgetting a key that is still to be kept.
/// `testing/store_conformance.hpp` tests all of this.
///
/// Exemplar: `memory_store`. Models: `sqlite_store`, `redis_store`, `postgresql_store`, `no_store`.
template <class S>
concept dedup_store = requires(S& store, const claim_request& request, const claim_token& token, const dedup_key& key,
                               std::chrono::seconds retention, std::chrono::milliseconds lease, std::string_view why,
                               std::size_t most) {
  { store.claim(request) } -> std::same_as<result<claim_result>>;
  { store.complete(token, retention) } -> std::same_as<result<settlement>>;
  { store.release(token, why) } -> std::same_as<result<settlement>>;
  { store.extend(token, lease) } -> std::same_as<result<settlement>>;
  { store.forget(key) } -> std::same_as<result<bool>>;
  { store.purge(most) } -> std::same_as<result<std::size_t>>;
  { S::traits } -> std::convertible_to<store_traits>;
};

/// Purpose: a store inside the application's own database, so that what a handler writes and the completion of its event
/// commit together, or not at all: the effect happens exactly once.
///
/// Requirements: `begin` opens a transaction; one that is destroyed without `commit` is rolled back. `complete_in` says
/// `lost` for a stale token, and then the caller rolls back. An error of `commit` is `store_ambiguous` where it may have
/// happened: the claim's answer to the same nonce then tells (`duplicate`: it has).
///
/// Models: `sqlite_store`, `postgresql_store`.
template <class S>
concept transactional_store = dedup_store<S> && S::traits.transactional &&
    requires(S& store, typename S::transaction& within, const claim_request& request, const claim_token& token,
             std::chrono::seconds retention) {
  { store.begin() } -> std::same_as<result<typename S::transaction>>;
  { store.claim_in(within, request) } -> std::same_as<result<claim_result>>;
  { store.complete_in(within, token, retention) } -> std::same_as<result<settlement>>;
  { within.commit() } -> std::same_as<result<void>>;
};

}  // namespace v0
}  // namespace hooklatch

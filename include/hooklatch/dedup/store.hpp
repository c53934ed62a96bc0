// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/claim.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>

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
/// Requirements: `claim` gives one key to one caller at a time. Per key at most one claim is completed; a token whose
/// key was claimed again is stale, and settles nothing (`settlement::lost`). Fences of one key only grow. A lease that
/// ran out permits the next claim and does nothing else. `complete` keeps the key for at least `retention`. The store's
/// own clock decides. All are safe to call from any thread. Errors are the `store_*` reasons: `store_ambiguous` where
/// the call may or may not have happened; `store_full` rather than forgetting a key that is still to be kept.
///
/// Exemplar: `memory_store`.
template <class S>
concept dedup_store = requires(S& store, const claim_request& request, const claim_token& token, const dedup_key& key,
                               std::chrono::seconds retention, std::chrono::milliseconds lease, std::size_t most) {
  { store.claim(request) } -> std::same_as<result<claim_result>>;
  { store.complete(token, retention) } -> std::same_as<result<settlement>>;
  { store.release(token) } -> std::same_as<result<settlement>>;
  { store.extend(token, lease) } -> std::same_as<result<settlement>>;
  { store.forget(key) } -> std::same_as<result<bool>>;
  { store.purge(most) } -> std::same_as<result<std::size_t>>;
  { S::traits } -> std::convertible_to<store_traits>;
};

}  // namespace v0
}  // namespace hooklatch

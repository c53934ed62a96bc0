// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/instant.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// What one event is remembered by: a SHA-256, see `dedup/key.hpp`.
struct dedup_key {
  std::array<std::uint8_t, 32> bytes{};
  [[nodiscard]] friend bool operator==(const dedup_key&, const dedup_key&) noexcept = default;
};

/// SHA-256 of the signed body, to tell a repeat from another event under the same id.
struct body_digest {
  std::array<std::uint8_t, 32> bytes{};
  [[nodiscard]] friend bool operator==(const body_digest&, const body_digest&) noexcept = default;
};

/// Says who claims: random, made once for a delivery and sent again when an answer was lost, so that a claim can be
/// repeated without being taken for somebody else's.
struct claim_nonce {
  std::array<std::uint8_t, 16> bytes{};
  [[nodiscard]] friend bool operator==(const claim_nonce&, const claim_nonce&) noexcept = default;
};

/// What a store needs to claim an event.
struct claim_request {
  dedup_key key;
  body_digest digest;
  claim_nonce nonce;
  std::chrono::milliseconds lease{60000};  ///< how long nobody else may claim it; then the claimant counts as dead
  /// How long an event that was never completed is remembered after its lease: its attempts, fence and digest.
  std::chrono::seconds keep{86400};
  bool conflict_refused = false;  ///< whether another digest under the same key is a conflict
  /// For people who look into the store, at most 128 bytes of it: the event's id, the unsigned delivery id. Nothing is
  /// decided by it, and a store may leave it out.
  std::string_view label;
};

/// Proof of a claim, good for one `complete` or `release`: a later claim has a larger fence, and then this one is
/// stale.
struct claim_token {
  dedup_key key;
  std::uint64_t fence = 0;
};

/// What a claim came to.
class claim_result {
 public:
  enum class kind : std::uint8_t {
    fresh,      ///< the caller has the claim, and handles the event
    in_flight,  ///< somebody else has it, and their lease runs
    duplicate,  ///< the event was handled before
    conflict,   ///< the id came with another body
    dead,       ///< a store of the application's own has parked it; the receiver takes it for a duplicate
  };

  /// `attempt` counts from 1; `reclaimed` where an earlier claimant's lease ran out.
  [[nodiscard]] static claim_result fresh(const claim_token& token, std::uint32_t attempt, bool reclaimed) noexcept {
    claim_result made(kind::fresh);
    made.token_ = token;
    made.attempt_ = attempt;
    made.reclaimed_ = reclaimed;
    return made;
  }
  [[nodiscard]] static claim_result in_flight(std::chrono::milliseconds retry_after) noexcept {
    claim_result made(kind::in_flight);
    made.retry_after_ = retry_after;
    return made;
  }
  /// `digest_matches` is false where the event that was handled had another body; `completed_at` is by the store's
  /// clock, where that tells the time of day.
  [[nodiscard]] static claim_result duplicate(bool digest_matches = true,
                                              std::optional<instant> completed_at = std::nullopt) noexcept {
    claim_result made(kind::duplicate);
    made.digest_matches_ = digest_matches;
    made.completed_at_ = completed_at;
    return made;
  }
  [[nodiscard]] static claim_result conflict() noexcept { return claim_result(kind::conflict); }
  [[nodiscard]] static claim_result dead() noexcept { return claim_result(kind::dead); }

  [[nodiscard]] kind what() const noexcept { return what_; }
  /// Of a fresh claim.
  [[nodiscard]] const claim_token& token() const noexcept { return token_; }
  [[nodiscard]] std::uint32_t attempt() const noexcept { return attempt_; }
  [[nodiscard]] bool reclaimed() const noexcept { return reclaimed_; }
  /// Until the lease of the claim in flight runs out.
  [[nodiscard]] std::chrono::milliseconds retry_after() const noexcept { return retry_after_; }
  /// Of a duplicate.
  [[nodiscard]] bool digest_matches() const noexcept { return digest_matches_; }
  [[nodiscard]] std::optional<instant> completed_at() const noexcept { return completed_at_; }

 private:
  explicit claim_result(kind what) noexcept : what_(what) {}

  kind what_;
  bool reclaimed_ = false;
  bool digest_matches_ = true;
  std::uint32_t attempt_ = 0;
  claim_token token_;
  std::chrono::milliseconds retry_after_{0};
  std::optional<instant> completed_at_;
};

/// What became of a `complete`, `release` or `extend`.
enum class settlement : std::uint8_t {
  done,
  already_done,  ///< the same token had completed it before
  lost,          ///< the token is stale: the claim was released or forgotten, or somebody else has claimed the event since
};

}  // namespace v0
}  // namespace hooklatch

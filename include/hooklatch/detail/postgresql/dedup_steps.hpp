// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/claim.hpp>
#include <hooklatch/detail/postgresql/dedup_statements.hpp>
#include <hooklatch/detail/postgresql/message.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail::postgresql {

inline constexpr std::size_t most_label = 128;

/// A claim: one exchange where the event is new, two where it is known, three where it changes hands.
class claim_steps final : public steps {
 public:
  /// `request` has to live as long. `within` the application's own transaction, or where the claim is to be durable.
  claim_steps(const claim_request& request, bool within) noexcept : request_(request), within_(within) { begin(); }

  [[nodiscard]] const statement& what() const noexcept override {
    if (at_ == stage::look) return look_at_claim;
    if (at_ == stage::again) return claim_again;
    return within_ ? first_claim_within : first_claim;
  }
  [[nodiscard]] const parameters& values() const noexcept override { return values_; }
  /// The same nonce gets the same token.
  [[nodiscard]] bool repeatable() const noexcept override { return true; }

  [[nodiscard]] bool take(const PGresult* reply) override {
    const bool found = row::count(reply) > 0;
    row from(reply);
    if (at_ == stage::first) {
      if (!found) return look();
      const auto fence = from.int8();
      return answer(from, claim_result::fresh(token(fence), 1, false));
    }
    if (at_ == stage::again) {
      if (!found) return round();
      const auto fence = from.int8();
      const auto attempt = static_cast<std::uint32_t>(from.int4());
      return answer(from, claim_result::fresh(token(fence), attempt, from.boolean()));
    }
    return found ? judge_record(from) : round();
  }

  [[nodiscard]] const result<claim_result>& answer() const noexcept { return answer_; }

 private:
  enum class stage : std::uint8_t { first, look, again };

  void begin() noexcept {
    at_ = stage::first;
    values_.clear();
    add_claim();
  }
  void add_claim() noexcept {
    values_.bytes(request_.key.bytes)
        .int8(milliseconds_of(request_.lease))
        .int8(milliseconds_of(request_.keep))
        .bytes(request_.digest.bytes)
        .bytes(request_.nonce.bytes)
        .bytes(at_most(request_.label, most_label));
  }
  bool look() noexcept {
    at_ = stage::look;
    values_.clear();
    values_.bytes(request_.key.bytes).bytes(request_.digest.bytes).bytes(request_.nonce.bytes);
    return false;
  }
  bool again(std::int64_t fence) noexcept {
    at_ = stage::again;
    values_.clear();
    add_claim();
    values_.int8(fence).boolean(request_.conflict_refused);
    return false;
  }
  // The record changed between two of our statements, or was purged.
  bool round() noexcept {
    if (++rounds_ == 5) {
      answer_ = errc::store_unavailable;
      return true;
    }
    begin();
    return false;
  }
  bool answer(const row& from, const claim_result& made) noexcept {
    answer_ = from.ok() ? result<claim_result>(made) : errc::store_corrupt;
    return true;
  }
  [[nodiscard]] claim_token token(std::int64_t fence) const noexcept {
    return {request_.key, static_cast<std::uint64_t>(fence)};
  }

  bool judge_record(row& from) noexcept {
    const auto state = from.int4();
    const auto fence = from.int8();
    const auto attempts = static_cast<std::uint32_t>(from.int4());
    const bool reclaimed = from.boolean();
    const bool over = from.boolean();
    const bool leased = from.boolean();
    const auto left = std::chrono::milliseconds(std::max<std::int64_t>(from.int8(), 1));
    const bool same = from.boolean();
    const bool ours = from.boolean();
    if (!from.ok() || state < dedup_open || state > dedup_done) {
      answer_ = errc::store_corrupt;
      return true;
    }
    if (over) return again(fence);
    if (!same && request_.conflict_refused) return answer(from, claim_result::conflict());
    if (state == dedup_done) {
      const auto completed_at = from.moment();
      return answer(from, claim_result::duplicate(same, completed_at));
    }
    if (state == dedup_claimed && leased) {
      return answer(from,
                    ours ? claim_result::fresh(token(fence), attempts, reclaimed) : claim_result::in_flight(left));
    }
    return again(fence);
  }

  const claim_request& request_;
  bool within_;
  stage at_ = stage::first;
  int rounds_ = 0;
  parameters values_;
  result<claim_result> answer_{errc::store_unavailable};
};

/// `complete`, `release` or `extend`: one exchange where the token is good, and one more to tell `already_done` from
/// `lost`.
class settle_steps final : public steps {
 public:
  /// `token` has to live as long.
  template <class Rep, class Period>
  settle_steps(const statement& change, const claim_token& token, std::chrono::duration<Rep, Period> time) noexcept
      : settle_steps(change, token) {
    values_.int8(milliseconds_of(time));
  }
  settle_steps(const statement& change, const claim_token& token, std::string_view why) noexcept
      : settle_steps(change, token) {
    values_.bytes(at_most(why, most_label));
  }

  [[nodiscard]] const statement& what() const noexcept override { return looks_ ? look_at_token : change_; }
  [[nodiscard]] const parameters& values() const noexcept override { return values_; }
  /// A second release would say `lost` of the first one's success.
  [[nodiscard]] bool repeatable() const noexcept override { return &change_ != &release_claim; }

  [[nodiscard]] bool take(const PGresult* reply) override {
    const bool found = row::count(reply) > 0;
    if (!looks_) {
      if (found) {
        answer_ = settlement::done;
        return true;
      }
      looks_ = true;
      values_.clear();
      lead();
      return false;
    }
    row from(reply);
    const bool done = found && from.int4() == dedup_done;
    answer_ = from.ok() ? result<settlement>(done ? settlement::already_done : settlement::lost) : errc::store_corrupt;
    return true;
  }

  [[nodiscard]] const result<settlement>& answer() const noexcept { return answer_; }

 private:
  settle_steps(const statement& change, const claim_token& token) noexcept : change_(change), token_(token) { lead(); }
  // A fence that no record can have, past the largest bigint, becomes a negative one.
  void lead() noexcept { values_.bytes(token_.key.bytes).int8(static_cast<std::int64_t>(token_.fence)); }

  const statement& change_;
  const claim_token& token_;
  bool looks_ = false;
  parameters values_;
  result<settlement> answer_{errc::store_unavailable};
};

/// One statement whose answer is how many rows it met.
class count_steps final : public steps {
 public:
  explicit count_steps(const statement& what) noexcept : what_(what) {}
  /// To be filled before it is sent.
  parameters given;

  [[nodiscard]] const statement& what() const noexcept override { return what_; }
  [[nodiscard]] const parameters& values() const noexcept override { return given; }
  [[nodiscard]] bool take(const PGresult* reply) override {
    // PQcmdTuples takes no const pointer, and changes nothing.
    const std::string_view told(PQcmdTuples(const_cast<PGresult*>(reply)));
    std::size_t rows = 0;
    std::from_chars(told.data(), told.data() + told.size(), rows);
    answer_ = rows;
    return true;
  }
  [[nodiscard]] const result<std::size_t>& answer() const noexcept { return answer_; }

 private:
  const statement& what_;
  result<std::size_t> answer_{errc::store_unavailable};
};

}  // namespace detail::postgresql
}  // namespace v0
}  // namespace hooklatch

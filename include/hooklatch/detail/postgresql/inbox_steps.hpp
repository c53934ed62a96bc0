// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/core/instant.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/postgresql/inbox_statements.hpp>
#include <hooklatch/detail/postgresql/message.hpp>
#include <hooklatch/inbox/inbox.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace hooklatch {
inline namespace v0 {
namespace detail::postgresql {

inline constexpr std::size_t most_why = 1000;

/// One exchange where the event is new, two where it is known.
class accept_steps final : public steps {
 public:
  /// `delivery` has to live as long.
  explicit accept_steps(const inbox_delivery& delivery) noexcept : delivery_(delivery) { begin(); }

  [[nodiscard]] const statement& what() const noexcept override { return looks_ ? look_at_event : accept_event; }
  [[nodiscard]] const parameters& values() const noexcept override { return values_; }
  /// Then it may be known instead of stored, which is the same to a sender.
  [[nodiscard]] bool repeatable() const noexcept override { return true; }

  [[nodiscard]] bool take(const PGresult* reply) override {
    const bool found = row::count(reply) > 0;
    if (!looks_) {
      if (found) answer_ = inbox_receipt::stored;
      if (!found) look();
      return found;
    }
    if (found) {
      row from(reply);
      const bool same = from.boolean();
      const auto known = same || !delivery_.conflict_refused ? inbox_receipt::known : inbox_receipt::conflict;
      answer_ = from.ok() ? result<inbox_receipt>(known) : errc::store_corrupt;
      return true;
    }
    if (++rounds_ == 5) return true;  // pruned each time between the two
    begin();
    return false;
  }

  [[nodiscard]] const result<inbox_receipt>& answer() const noexcept { return answer_; }

 private:
  void begin() noexcept {
    looks_ = false;
    values_.clear();
    values_.bytes(delivery_.key.bytes)
        .bytes(delivery_.digest.bytes)
        .bytes(delivery_.provider)
        .bytes(delivery_.event_id)
        .bytes(delivery_.event_type)
        .bytes(delivery_.ordering_key)
        .bytes(delivery_.signature)
        .bytes(delivery_.headers)
        .bytes(to_text(delivery_.body))
        .int8(delivery_.received_at.seconds())
        .int4(delivery_.received_at.nanoseconds());
  }
  void look() noexcept {
    looks_ = true;
    values_.clear();
    values_.bytes(delivery_.key.bytes).bytes(delivery_.digest.bytes);
  }

  const inbox_delivery& delivery_;
  bool looks_ = false;
  int rounds_ = 0;
  parameters values_;
  result<inbox_receipt> answer_{errc::store_unavailable};
};

/// One exchange, whether there is an entry or none.
class take_steps final : public steps {
 public:
  take_steps(std::string_view provider, std::chrono::milliseconds lease) noexcept {
    values_.bytes(provider).int8(milliseconds_of(lease));
  }
  [[nodiscard]] const statement& what() const noexcept override { return take_entry; }
  [[nodiscard]] const parameters& values() const noexcept override { return values_; }

  [[nodiscard]] bool take(const PGresult* reply) override {
    if (row::count(reply) == 0) {
      answer_ = std::optional<inbox_entry>();
      return true;
    }
    row from(reply);
    inbox_entry made;
    made.token.entry = from.int8();
    made.token.fence = static_cast<std::uint64_t>(from.int8());
    made.attempt = static_cast<std::uint32_t>(from.int4());
    made.event_id = from.bytes();
    made.event_type = from.bytes();
    made.body = from.bytes();
    made.headers = from.bytes();
    made.ordering_key = from.bytes();
    const auto seconds = from.int8();
    made.received_at = instant(seconds, from.int4());
    const std::string_view key = from.bytes();
    const bool is_whole = key.size() == made.key.bytes.size();
    if (is_whole) std::copy(key.begin(), key.end(), made.key.bytes.begin());
    if (from.ok() && is_whole) {
      answer_ = std::optional<inbox_entry>(std::move(made));
    } else {
      answer_ = errc::store_corrupt;
    }
    return true;
  }

  [[nodiscard]] result<std::optional<inbox_entry>>& answer() noexcept { return answer_; }

 private:
  parameters values_;
  result<std::optional<inbox_entry>> answer_{errc::store_unavailable};
};

/// `finish`, `fail`, `bury` or `extend`: one exchange where the token is good, and one more to tell `already_done` from
/// `lost`.
class entry_steps final : public steps {
 public:
  /// `token` and `why` have to live as long.
  entry_steps(const statement& change, const inbox_token& token) noexcept : change_(change), token_(token) { lead(); }
  entry_steps(const statement& change, const inbox_token& token, std::string_view why) noexcept
      : entry_steps(change, token) {
    values_.bytes(at_most(why, most_why));
  }
  entry_steps(const statement& change, const inbox_token& token, std::chrono::milliseconds time) noexcept
      : entry_steps(change, token) {
    values_.int8(milliseconds_of(time));
  }
  entry_steps(const statement& change, const inbox_token& token, std::string_view why,
              std::chrono::milliseconds time) noexcept
      : entry_steps(change, token, why) {
    values_.int8(milliseconds_of(time));
  }

  [[nodiscard]] const statement& what() const noexcept override { return looks_ ? look_at_entry : change_; }
  [[nodiscard]] const parameters& values() const noexcept override { return values_; }
  /// A second `fail` would say `lost` of the first one's success.
  [[nodiscard]] bool repeatable() const noexcept override { return &change_ != &fail_entry; }

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
    const auto status = found ? from.int4() : 0;
    const bool done = status == static_cast<std::int32_t>(inbox_status::processed) ||
                      (status == static_cast<std::int32_t>(inbox_status::dead) && &change_ == &bury_entry);
    answer_ = from.ok() ? result<settlement>(done ? settlement::already_done : settlement::lost) : errc::store_corrupt;
    return true;
  }

  [[nodiscard]] const result<settlement>& answer() const noexcept { return answer_; }

 private:
  void lead() noexcept { values_.int8(token_.entry).int8(static_cast<std::int64_t>(token_.fence)); }

  const statement& change_;
  const inbox_token& token_;
  bool looks_ = false;
  parameters values_;
  result<settlement> answer_{errc::store_unavailable};
};

class counts_steps final : public steps {
 public:
  explicit counts_steps(std::string_view provider) noexcept { values_.bytes(provider); }
  [[nodiscard]] const statement& what() const noexcept override { return count_entries; }
  [[nodiscard]] const parameters& values() const noexcept override { return values_; }

  [[nodiscard]] bool take(const PGresult* reply) override {
    row from(reply);
    inbox_counts made;
    made.pending = static_cast<std::uint64_t>(from.int8());
    made.running = static_cast<std::uint64_t>(from.int8());
    made.processed = static_cast<std::uint64_t>(from.int8());
    made.dead = static_cast<std::uint64_t>(from.int8());
    const bool any = from.boolean();
    const auto seconds = from.int8();
    const instant oldest(seconds, from.int4());
    if (any) made.oldest_pending = oldest;
    answer_ = from.ok() ? result<inbox_counts>(made) : errc::store_corrupt;
    return true;
  }

  [[nodiscard]] const result<inbox_counts>& answer() const noexcept { return answer_; }

 private:
  parameters values_;
  result<inbox_counts> answer_{errc::store_unavailable};
};

}  // namespace detail::postgresql
}  // namespace v0
}  // namespace hooklatch

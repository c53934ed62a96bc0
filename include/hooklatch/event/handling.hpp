// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/errc.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/claim.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

// Two types are the same if their tags have the same address: without RTTI.
template <class T>
struct type_tag {
  static constexpr char here = 0;
};

/// What one claim tells its handlers; filled in by whoever holds the claim.
struct handling_facts {
  std::uint32_t attempt = 1;
  bool reclaimed = false;
  std::uint64_t fence = 0;
  bool has_key = false;
  dedup_key key;
  void* transaction = nullptr;
  const void* transaction_type = nullptr;
  const void* holder = nullptr;
  result<settlement> (*extend)(const void* holder, std::chrono::milliseconds lease) = nullptr;
};

}  // namespace detail

/// What a handler may ask about its claim, as its second parameter: `[](const event_view& event, handling& claim)`. Good
/// only while the handler runs.
class handling {
 public:
  /// Of an event that nobody claimed.
  handling() noexcept : handling(detail::handling_facts{}) {}
  explicit handling(const detail::handling_facts& facts) noexcept : facts_(facts) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (std::size_t i = 0; i < facts.key.bytes.size(); ++i) {
      key_[2 * i] = digits[facts.key.bytes[i] / 16];
      key_[2 * i + 1] = digits[facts.key.bytes[i] % 16];
    }
  }

  /// Which attempt at the event this is, from 1.
  [[nodiscard]] std::uint32_t attempt() const noexcept { return facts_.attempt; }
  /// Whether an earlier attempt was cut off, so that it may have had some of its effects; in a worker, whether there was
  /// an earlier attempt at all.
  [[nodiscard]] bool reclaimed() const noexcept { return facts_.reclaimed; }
  /// The same 64 hex digits in every attempt at this event, for services that take an idempotency key; empty where there
  /// is no store.
  [[nodiscard]] std::string_view idempotency_key() const& noexcept {
    return facts_.has_key ? std::string_view(key_.data(), key_.size()) : std::string_view();
  }
  std::string_view idempotency_key() && = delete;
  /// Larger in every later attempt, so that a system that compares it can refuse one that was cut off and woke up again.
  [[nodiscard]] std::uint64_t fence() const noexcept { return facts_.fence; }

  /// Lets the claim run for `lease` from now; for handlers that take long. `lost`: somebody else has the event by now,
  /// stop. Errors are those of the store.
  [[nodiscard]] result<settlement> extend(std::chrono::milliseconds lease) const noexcept {
    if (facts_.extend == nullptr) return settlement::done;
    return facts_.extend(facts_.holder, lease);
  }

  /// The transaction that the event's completion is part of, for receivers and workers with `in_transaction`. Throws
  /// `std::system_error` with `config_error` where there is none, or one of another type: see `dispatcher::on_in`.
  template <class Transaction>
  [[nodiscard]] Transaction& transaction() const {
    if (facts_.transaction_type != &detail::type_tag<Transaction>::here) detail::throw_error(errc::config_error);
    return *static_cast<Transaction*>(facts_.transaction);
  }

 private:
  detail::handling_facts facts_;
  std::array<char, 64> key_;
};

}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/instant.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/claim.hpp>
#include <hooklatch/dedup/redis_transport.hpp>
#include <hooklatch/detail/redis/errors.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace hooklatch {
inline namespace v0 {
namespace detail {
namespace redis {

// What a script never returns is no answer: whether the verb happened is open, and that is `store_ambiguous`.

/// The reason in a reply that is an error or that no script gives.
[[nodiscard]] inline errc reason_of(const redis_reply& reply) noexcept {
  return reply.what == redis_reply::kind::error ? error_of(reply.text) : errc::store_ambiguous;
}

/// Whether `reply` is `count` integers, none of them negative.
[[nodiscard]] inline bool has_numbers(const redis_reply& reply, std::size_t count) noexcept {
  if (reply.what != redis_reply::kind::array || reply.elements.size() != count) return false;
  for (const auto& each : reply.elements) {
    if (each.what != redis_reply::kind::integer || each.integer < 0) return false;
  }
  return true;
}

/// Of `claim_script`.
[[nodiscard]] inline result<claim_result> read_claim(const redis_reply& reply, const dedup_key& key) noexcept {
  const std::size_t size = reply.elements.size();
  if (size == 0 || !has_numbers(reply, size)) return reason_of(reply);
  const auto number = [&](std::size_t at) { return reply.elements[at].integer; };
  switch (number(0)) {
    case 0: {
      // A fence is a moment, so it is never 0; 2^53 is where Lua stops being exact.
      constexpr std::int64_t most = std::int64_t{1} << 53;
      if (size != 4 || number(1) == 0 || number(1) > most || number(2) == 0 || number(3) > 1) break;
      if (number(2) > std::numeric_limits<std::uint32_t>::max()) break;
      return claim_result::fresh({key, static_cast<std::uint64_t>(number(1))}, static_cast<std::uint32_t>(number(2)),
                                 number(3) == 1);
    }
    case 1:
      if (size != 2) break;
      return claim_result::in_flight(
          std::chrono::ceil<std::chrono::milliseconds>(std::chrono::microseconds(number(1))));
    case 2: {
      if (size != 3 || number(1) > 1) break;
      const auto moment = number(2);
      return claim_result::duplicate(
          number(1) == 1, moment == 0 ? std::nullopt
                                      : std::optional(instant(moment / 1'000'000,
                                                              static_cast<std::int32_t>(moment % 1'000'000) * 1000)));
    }
    case 3:
      if (size != 1) break;
      return claim_result::conflict();
    case 5:
      return errc::store_corrupt;
    default:
      break;
  }
  return errc::store_ambiguous;
}

/// Of `complete_script`, `release_script` and `extend_script`.
[[nodiscard]] inline result<settlement> read_settlement(const redis_reply& reply) noexcept {
  if (reply.what != redis_reply::kind::integer) return reason_of(reply);
  switch (reply.integer) {
    case 0:
      return settlement::lost;
    case 1:
      return settlement::done;
    case 2:
      return settlement::already_done;
    case 5:
      return errc::store_corrupt;
    default:
      return errc::store_ambiguous;
  }
}

/// Of `forget_script`.
[[nodiscard]] inline result<bool> read_forget(const redis_reply& reply) noexcept {
  if (reply.what != redis_reply::kind::integer) return reason_of(reply);
  if (reply.integer != 0 && reply.integer != 1) return errc::store_ambiguous;
  return reply.integer == 1;
}

}  // namespace redis
}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

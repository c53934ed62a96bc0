// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/postgresql/core.hpp>
#include <hooklatch/detail/postgresql/dedup_steps.hpp>
#include <hooklatch/detail/postgresql/message.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace hooklatch {
inline namespace v0 {
namespace detail::postgresql {

/// Runs `what` until it met `most` rows or there are no more, a thousand at a time, so that none of its transactions is
/// large. `lead` gives the statement's first parameters; the last one is how many rows it may meet. Out of time, or
/// where a later batch fails, what was done so far counts.
template <class Lead>
[[nodiscard]] result<std::size_t> in_batches(core& on, const statement& what, std::size_t most, Lead lead) noexcept {
  constexpr std::size_t batch = 1000;
  const auto until = on.call_deadline();
  std::size_t met = 0;
  while (met < most) {
    const auto wanted = std::min(most - met, batch);
    count_steps verb(what);
    lead(verb.given);
    verb.given.int8(static_cast<std::int64_t>(wanted));
    const auto ran = on.run(verb, until);
    if (!ran && met == 0) return ran.error();
    if (!ran) break;
    met += *verb.answer();
    if (*verb.answer() < wanted) break;
  }
  if (most == 0 && on.is_forked()) return errc::store_forked;
  return met;
}

}  // namespace detail::postgresql
}  // namespace v0
}  // namespace hooklatch

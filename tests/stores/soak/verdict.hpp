// SPDX-License-Identifier: MIT
#pragma once

#include "journal.hpp"
#include "settings.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <set>
#include <utility>
#include <vector>

namespace soak {

/// What the store has of an event in the end.
struct record {
  enum class stage { unfinished, done, dead };
  std::uint32_t n;
  stage at;
  std::uint64_t fence;  ///< 0 where the store has none
};

/// What a run came to. All but the effects have to be 0, and those too in transactions.
struct verdict {
  std::uint64_t lost = 0;             ///< acknowledged, and no effect or not done
  std::uint64_t completed_twice = 0;  ///< by two claims
  std::uint64_t effects_not_one = 0;

  /// `effects` out of the transactions, or out of the journal.
  static verdict of(const settings& told, const std::vector<std::uint32_t>& acknowledged, std::uint32_t events,
                    const std::vector<entry>& wrote, const std::vector<entry>& in_transactions,
                    const std::vector<record>& records) {
    std::vector<std::uint32_t> effects(events + 1);
    std::vector<char> done(events + 1);
    std::set<std::pair<std::uint32_t, std::uint64_t>> completions;
    const auto is_ours = [events](std::uint32_t n) { return n >= 1 && n <= events; };
    for (const auto& each : told.transactional ? in_transactions : wrote) {
      if (is_ours(each.n) && each.what == deed::effect) ++effects[each.n];
      if (is_ours(each.n) && (told.transactional || each.what == deed::completed)) {
        completions.emplace(each.n, each.fence);
      }
    }
    for (const auto& each : records) {
      if (!is_ours(each.n) || each.at != record::stage::done) continue;
      done[each.n] = 1;
      if (each.fence != 0) completions.emplace(each.n, each.fence);
    }
    verdict made;
    for (const auto n : acknowledged) {
      made.lost += effects[n] == 0 || done[n] == 0 ? 1u : 0u;
      made.effects_not_one += effects[n] != 1 ? 1u : 0u;
    }
    std::uint32_t before = 0;
    std::uint32_t counted = 0;
    for (const auto& each : completions) {
      if (each.first == before && counted != before) {
        ++made.completed_twice;
        counted = before;
      }
      before = each.first;
    }
    return made;
  }
};

}  // namespace soak

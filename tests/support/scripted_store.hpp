// SPDX-License-Identifier: MIT
#pragma once

// A store whose answers a test can bend. Where nothing is bent it remembers like memory_store.

#include <hooklatch/dedup/memory_store.hpp>
#include <hooklatch/testing/manual_clock.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace test_support {

class scripted_store {
 public:
  static constexpr hooklatch::store_traits traits{true, true, false, false};

  explicit scripted_store(hooklatch::testing::manual_clock clock) : memory(100, std::move(clock)) {}

  [[nodiscard]] hooklatch::result<hooklatch::claim_result> claim(const hooklatch::claim_request& request) {
    claims.push_back(request);
    if (on_claim) {
      if (auto bent = on_claim(request)) return *bent;
    }
    return memory.claim(request);
  }
  [[nodiscard]] hooklatch::result<hooklatch::settlement> complete(const hooklatch::claim_token& token,
                                                                  std::chrono::seconds retention) {
    retentions.push_back(retention);
    if (on_complete) {
      if (auto bent = on_complete(token)) return *bent;
    }
    return memory.complete(token, retention);
  }
  [[nodiscard]] hooklatch::result<hooklatch::settlement> release(const hooklatch::claim_token& token,
                                                                 std::string_view why) {
    ++releases;
    whys.emplace_back(why);
    if (on_release) {
      if (auto bent = on_release(token)) return *bent;
    }
    return memory.release(token, why);
  }
  [[nodiscard]] hooklatch::result<hooklatch::settlement> extend(const hooklatch::claim_token& token,
                                                                std::chrono::milliseconds lease) {
    return memory.extend(token, lease);
  }
  [[nodiscard]] hooklatch::result<bool> forget(const hooklatch::dedup_key& key) { return memory.forget(key); }
  [[nodiscard]] hooklatch::result<std::size_t> purge(std::size_t most) { return memory.purge(most); }

  // A value is answered in place of memory's; they may throw.
  std::function<std::optional<hooklatch::result<hooklatch::claim_result>>(const hooklatch::claim_request&)> on_claim;
  std::function<std::optional<hooklatch::result<hooklatch::settlement>>(const hooklatch::claim_token&)> on_complete;
  std::function<std::optional<hooklatch::result<hooklatch::settlement>>(const hooklatch::claim_token&)> on_release;

  std::vector<hooklatch::claim_request> claims;
  std::vector<std::chrono::seconds> retentions;
  int releases = 0;
  std::vector<std::string> whys;
  hooklatch::memory_store<hooklatch::testing::manual_clock> memory;
};

static_assert(hooklatch::dedup_store<scripted_store>);

}  // namespace test_support

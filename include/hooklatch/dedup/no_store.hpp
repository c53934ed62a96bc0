// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/dedup/store.hpp>

#include <chrono>
#include <cstddef>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// A store that remembers nothing: every delivery is handled, repeats included. For handlers that may run twice.
class no_store {
 public:
  static constexpr store_traits traits{false, false, false, false};

  [[nodiscard]] result<claim_result> claim(const claim_request& request) noexcept {
    return claim_result::fresh(claim_token{request.key, 1}, 1, false);
  }
  [[nodiscard]] result<settlement> complete(const claim_token&, std::chrono::seconds) noexcept {
    return settlement::done;
  }
  [[nodiscard]] result<settlement> release(const claim_token&, std::string_view) noexcept { return settlement::done; }
  [[nodiscard]] result<settlement> extend(const claim_token&, std::chrono::milliseconds) noexcept {
    return settlement::done;
  }
  [[nodiscard]] result<bool> forget(const dedup_key&) noexcept { return false; }
  [[nodiscard]] result<std::size_t> purge(std::size_t) noexcept { return std::size_t{0}; }
};

static_assert(dedup_store<no_store>);

}  // namespace v0
}  // namespace hooklatch

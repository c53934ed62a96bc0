// SPDX-License-Identifier: MIT
#pragma once

// A store with transactions, in memory: what is written through one is there once it commits, together with the
// completion. Every step can be bent.

#include "support/scripted_store.hpp"

#include <hooklatch/dedup/store.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace test_support {

class transactional_memory : public scripted_store {
 public:
  static constexpr hooklatch::store_traits traits{true, true, false, true};

  using scripted_store::scripted_store;

  class transaction {
   public:
    explicit transaction(transactional_memory& of) : of_(&of) {}
    void write(std::string what) { pending_.push_back(std::move(what)); }
    [[nodiscard]] hooklatch::result<void> commit() {
      if (of_->on_commit) {
        if (auto bent = of_->on_commit(*this)) return *bent;
      }
      return really_commit();
    }
    hooklatch::result<void> really_commit() {
      if (completes_) {
        const auto settled = of_->memory.complete(completes_->first, completes_->second);
        if (!settled || *settled == hooklatch::settlement::lost) return hooklatch::errc::store_unavailable;
      }
      for (auto& each : pending_) of_->written.push_back(std::move(each));
      return {};
    }

   private:
    friend class transactional_memory;
    transactional_memory* of_;
    std::vector<std::string> pending_;
    std::optional<std::pair<hooklatch::claim_token, std::chrono::seconds>> completes_;
  };

  [[nodiscard]] hooklatch::result<transaction> begin() {
    ++begun;
    if (begin_fails) return *begin_fails;
    return transaction(*this);
  }
  [[nodiscard]] hooklatch::result<hooklatch::claim_result> claim_in(transaction&,
                                                                    const hooklatch::claim_request& request) {
    return claim(request);
  }
  [[nodiscard]] hooklatch::result<hooklatch::settlement> complete_in(transaction& within,
                                                                     const hooklatch::claim_token& token,
                                                                     std::chrono::seconds retention) {
    if (on_complete) {
      if (auto bent = on_complete(token)) return *bent;
    }
    // Whether the token is still good: an extension by nothing changes no more than the lease.
    const auto good = memory.extend(token, std::chrono::seconds(60));
    if (!good || *good != hooklatch::settlement::done) return good;
    within.completes_.emplace(token, retention);
    return hooklatch::settlement::done;
  }

  std::function<std::optional<hooklatch::result<void>>(transaction&)> on_commit;
  std::optional<hooklatch::errc> begin_fails;
  std::vector<std::string> written;  ///< what was committed
  int begun = 0;
};

static_assert(hooklatch::transactional_store<transactional_memory>);

}  // namespace test_support

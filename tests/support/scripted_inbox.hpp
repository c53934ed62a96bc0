// SPDX-License-Identifier: MIT
#pragma once

// An inbox whose answers a test can bend, with transactions. Where nothing is bent it keeps entries in memory.

#include "support/memory_inbox.hpp"

#include <hooklatch/inbox/inbox.hpp>
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

class scripted_inbox {
 public:
  static constexpr hooklatch::store_traits traits{true, true, false, true};
  using settled = hooklatch::result<hooklatch::settlement>;

  explicit scripted_inbox(hooklatch::testing::manual_clock clock) : memory(inbox_flaw::none, std::move(clock)) {}

  hooklatch::result<hooklatch::inbox_receipt> accept(const hooklatch::inbox_delivery& delivery) {
    ++accepts;
    headers.emplace_back(delivery.headers);
    signatures.emplace_back(delivery.signature);
    keys.push_back(delivery.key);
    if (on_accept) {
      if (auto bent = on_accept(delivery)) return *bent;
    }
    return memory.accept(delivery);
  }
  hooklatch::result<std::optional<hooklatch::inbox_entry>> take(std::string_view provider,
                                                                std::chrono::milliseconds lease) {
    if (take_fails) return *take_fails;
    return memory.take(provider, lease);
  }
  settled finish(const hooklatch::inbox_token& token) {
    if (on_finish) {
      if (auto bent = on_finish(token)) return *bent;
    }
    return memory.finish(token);
  }
  settled fail(const hooklatch::inbox_token& token, std::string_view why, std::chrono::milliseconds wait) {
    whys.emplace_back(why);
    waits.push_back(wait);
    return memory.fail(token, why, wait);
  }
  settled bury(const hooklatch::inbox_token& token, std::string_view why) {
    whys.emplace_back(why);
    return memory.bury(token, why);
  }
  settled extend(const hooklatch::inbox_token& token, std::chrono::milliseconds lease) {
    return memory.extend(token, lease);
  }
  hooklatch::result<std::size_t> replay(std::string_view provider, std::string_view id) {
    return memory.replay(provider, id);
  }
  hooklatch::result<std::size_t> replay_dead(std::string_view provider, std::size_t most) {
    return memory.replay_dead(provider, most);
  }
  hooklatch::result<std::size_t> prune(std::chrono::seconds age, std::size_t most) { return memory.prune(age, most); }
  hooklatch::result<hooklatch::inbox_counts> counts(std::string_view provider) { return memory.counts(provider); }

  class transaction {
   public:
    explicit transaction(scripted_inbox& of) : of_(&of) {}
    void write(std::string what) { pending_.push_back(std::move(what)); }
    [[nodiscard]] hooklatch::result<void> commit() {
      if (of_->commit_fails) return *of_->commit_fails;
      const auto done = of_->memory.finish(finishes_);
      if (!done || *done != hooklatch::settlement::done) return hooklatch::errc::store_unavailable;
      for (auto& each : pending_) of_->written.push_back(std::move(each));
      return {};
    }

   private:
    friend class scripted_inbox;
    scripted_inbox* of_;
    std::vector<std::string> pending_;
    hooklatch::inbox_token finishes_;
  };
  hooklatch::result<transaction> begin() {
    if (begin_fails) return *begin_fails;
    return transaction(*this);
  }
  settled finish_in(transaction& within, const hooklatch::inbox_token& token) {
    within.finishes_ = token;
    return memory.extend(token, std::chrono::minutes(1));  // says whether the token is still good
  }

  std::function<std::optional<hooklatch::result<hooklatch::inbox_receipt>>(const hooklatch::inbox_delivery&)> on_accept;
  std::function<std::optional<settled>(const hooklatch::inbox_token&)> on_finish;
  std::optional<hooklatch::errc> take_fails, begin_fails, commit_fails;

  int accepts = 0;
  std::vector<std::string> headers, signatures, whys, written;
  std::vector<hooklatch::dedup_key> keys;
  std::vector<std::chrono::milliseconds> waits;
  memory_inbox memory;
};

static_assert(hooklatch::transactional_inbox<scripted_inbox>);

}  // namespace test_support

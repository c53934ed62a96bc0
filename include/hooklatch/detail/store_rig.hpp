// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/dedup/store.hpp>
#include <hooklatch/detail/rule_runner.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// A store of any type, so that the rules are compiled once.
class store_face {
 public:
  store_face() = default;
  store_face(const store_face&) = delete;
  store_face& operator=(const store_face&) = delete;
  virtual ~store_face() = default;
  virtual result<claim_result> claim(const claim_request& request) = 0;
  virtual result<settlement> complete(const claim_token& token, std::chrono::seconds retention) = 0;
  virtual result<settlement> release(const claim_token& token, std::string_view why) = 0;
  virtual result<settlement> extend(const claim_token& token, std::chrono::milliseconds lease) = 0;
  virtual result<bool> forget(const dedup_key& key) = 0;
  virtual result<std::size_t> purge(std::size_t most) = 0;
};

template <class Opened>
class opened_store final : public store_face {
 public:
  template <class Open>
  explicit opened_store(Open& open) : handle_(open) {}
  result<claim_result> claim(const claim_request& request) override { return handle_.get().claim(request); }
  result<settlement> complete(const claim_token& token, std::chrono::seconds retention) override {
    return handle_.get().complete(token, retention);
  }
  result<settlement> release(const claim_token& token, std::string_view why) override {
    return handle_.get().release(token, why);
  }
  result<settlement> extend(const claim_token& token, std::chrono::milliseconds lease) override {
    return handle_.get().extend(token, lease);
  }
  result<bool> forget(const dedup_key& key) override { return handle_.get().forget(key); }
  result<std::size_t> purge(std::size_t most) override { return handle_.get().purge(most); }

 private:
  opened_handle<Opened> handle_;
  static_assert(dedup_store<std::remove_cvref_t<decltype(handle_.get())>>);
};

[[nodiscard]] inline std::string describe(const claim_result& claimed) {
  using kind = claim_result::kind;
  switch (claimed.what()) {
    case kind::fresh:
      return "fresh (attempt " + std::to_string(claimed.attempt()) + ", fence " +
             std::to_string(claimed.token().fence) + (claimed.reclaimed() ? ", reclaimed)" : ")");
    case kind::in_flight:
      return "in_flight (retry after " + std::to_string(claimed.retry_after().count()) + " ms)";
    case kind::duplicate:
      return claimed.digest_matches() ? "duplicate" : "duplicate (of another body)";
    case kind::conflict:
      return "conflict";
    case kind::dead:
      return "dead";
  }
  return "no kind of claim";
}

[[nodiscard]] constexpr std::string_view name_of(claim_result::kind what) noexcept {
  constexpr std::array<std::string_view, 5> names{"fresh", "in_flight", "duplicate", "conflict", "dead"};
  const auto index = static_cast<std::size_t>(what);
  return index < names.size() ? names[index] : "no kind of claim";
}

/// What a rule works with. Each rule takes new keys, so one that is broken harms no other.
class store_rig {
 public:
  using kind = claim_result::kind;
  /// For what must not run out while a rule is checked.
  static constexpr std::chrono::milliseconds long_lease{3600'000};
  static constexpr std::chrono::seconds long_retention{86400};
  static constexpr std::chrono::seconds short_retention{1};

  store_rig(const testing::conformance_options& told, std::vector<std::unique_ptr<store_face>> handles)
      : options(told), clock(told), handles_(std::move(handles)) {}

  const testing::conformance_options& options;
  const rule_clock clock;

  [[nodiscard]] store_face& store() { return *handles_.front(); }
  /// Another handle where there is one.
  [[nodiscard]] store_face& other() { return *handles_.back(); }
  [[nodiscard]] store_face& of_thread(std::size_t index) { return *handles_[index % handles_.size()]; }

  [[nodiscard]] dedup_key key() { return {digest_of_number(++keys_)}; }
  [[nodiscard]] claim_nonce nonce() {
    claim_nonce made;
    const auto bytes = digest_of_number(~++nonces_);
    std::copy_n(bytes.begin(), made.bytes.size(), made.bytes.begin());
    return made;
  }
  /// A claim by somebody new, of one body.
  [[nodiscard]] claim_request ask(const dedup_key& key, std::chrono::milliseconds lease = long_lease) {
    claim_request request;
    request.key = key;
    request.nonce = nonce();
    request.digest.bytes = key.bytes;
    request.digest.bytes[0] ^= 1;
    request.lease = lease;
    return request;
  }
  [[nodiscard]] std::vector<claim_request> ask_many(const dedup_key& key, std::size_t count) {
    std::vector<claim_request> requests;
    for (std::size_t i = 0; i < count; ++i) requests.push_back(ask(key));
    return requests;
  }

  claim_result claimed(kind expected, const claim_request& request, std::string_view when) {
    return claimed(other(), expected, request, when);
  }
  claim_result claimed(store_face& by, kind expected, const claim_request& request, std::string_view when) {
    auto claimed = answer_of(by.claim(request), "a claim " + std::string(when));
    if (claimed.what() != expected) {
      throw rule_broken("a claim " + std::string(when) + ": expected " + std::string(name_of(expected)) + ", saw " +
                        describe(claimed));
    }
    if (expected == kind::fresh) {
      expect(claimed.token().key == request.key, "the token of a fresh claim names another key");
    }
    return claimed;
  }
  /// A new key's first claim.
  [[nodiscard]] claim_token fresh(const dedup_key& key, std::chrono::milliseconds lease = long_lease) {
    return claimed(store(), kind::fresh, ask(key, lease), "of a new key").token();
  }
  void complete(const claim_token& token, std::chrono::seconds retention = long_retention) {
    expect_settled(settlement::done, store().complete(token, retention), "the first complete");
  }
  /// A new key that was handled.
  [[nodiscard]] claim_token handled(const dedup_key& key, std::chrono::seconds retention = long_retention) {
    const auto token = fresh(key);
    complete(token, retention);
    return token;
  }
  /// One that comes after another claim of its key.
  claim_result follows(const claim_token& before, const claim_result& now, std::uint32_t attempt, bool reclaimed) {
    expect(now.token().fence > before.fence,
           "the fence went from " + std::to_string(before.fence) + " to " + std::to_string(now.token().fence));
    expect(now.attempt() == attempt,
           "expected attempt " + std::to_string(attempt) + ", saw " + std::to_string(now.attempt()));
    expect(now.reclaimed() == reclaimed, reclaimed ? "a claim after a lapsed lease does not say that it is reclaimed"
                                                   : "a claim says that it is reclaimed, and no lease had lapsed");
    return now;
  }

 private:
  std::vector<std::unique_ptr<store_face>> handles_;
  std::uint64_t keys_ = 0;
  std::uint64_t nonces_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

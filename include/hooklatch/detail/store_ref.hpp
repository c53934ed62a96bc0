// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/dedup/store.hpp>

#include <chrono>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// A store of any type, so that the receiver's steps are compiled once. What a store throws is its being unavailable.
class store_ref {
 public:
  template <dedup_store Store>
  explicit store_ref(Store& store) noexcept
      : store_(&store),
        claim_([](void* to, const claim_request& request) { return static_cast<Store*>(to)->claim(request); }),
        complete_([](void* to, const claim_token& token, std::chrono::seconds retention) {
          return static_cast<Store*>(to)->complete(token, retention);
        }),
        release_([](void* to, const claim_token& token, std::string_view why) {
          return static_cast<Store*>(to)->release(token, why);
        }) {}

  [[nodiscard]] bool is(const store_ref& other) const noexcept { return store_ == other.store_; }

  // Every verb can be repeated, so one whose answer was lost is asked once more.
  [[nodiscard]] result<claim_result> claim(const claim_request& request) const noexcept {
    return twice<claim_result>([&] { return claim_(store_, request); });
  }
  [[nodiscard]] result<settlement> complete(const claim_token& token, std::chrono::seconds retention) const noexcept {
    return twice<settlement>([&] { return complete_(store_, token, retention); });
  }
  [[nodiscard]] result<settlement> release(const claim_token& token, std::string_view why) const noexcept {
    return twice<settlement>([&] { return release_(store_, token, why); });
  }

 private:
  template <class T, class Ask>
  [[nodiscard]] static result<T> twice(Ask ask) noexcept {
    try {
      auto answer = ask();
      if (answer || answer.error() != errc::store_ambiguous) return answer;
      return ask();
    } catch (...) {
      return errc::store_unavailable;
    }
  }

  void* store_;
  result<claim_result> (*claim_)(void*, const claim_request&);
  result<settlement> (*complete_)(void*, const claim_token&, std::chrono::seconds);
  result<settlement> (*release_)(void*, const claim_token&, std::string_view);
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

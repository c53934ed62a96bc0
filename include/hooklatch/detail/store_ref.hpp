// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/dedup/store.hpp>
#include <hooklatch/event/handling.hpp>

#include <chrono>
#include <optional>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// What is done inside a transaction: it answers whether that is to be kept.
class transaction_body {
 public:
  template <class F>
  explicit transaction_body(F& f) noexcept
      : object_(&f), call_([](void* object, void* transaction) { return (*static_cast<F*>(object))(transaction); }) {}
  [[nodiscard]] bool operator()(void* transaction) const { return call_(object_, transaction); }

 private:
  void* object_;
  bool (*call_)(void*, void*);
};

/// What a transaction came to. No value: the body did not want it, and it was rolled back.
using transaction_end = result<std::optional<settlement>>;

/// Runs `body` in a transaction of `store` and, if it wants that, `settle` in the same one, and commits. What settles as
/// anything but `done` is rolled back.
template <class Store, class Settle>
[[nodiscard]] transaction_end in_one_transaction(Store& store, transaction_body body, Settle settle) {
  auto within = store.begin();
  if (!within) return within.error();
  if (!body(&*within)) return std::optional<settlement>();
  const result<settlement> settled = settle(*within);
  if (!settled) return settled.error();
  if (*settled != settlement::done) return std::optional(*settled);
  if (auto good = within->commit(); !good) return good.error();
  return std::optional(settlement::done);
}

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
        }),
        extend_([](void* to, const claim_token& token, std::chrono::milliseconds lease) {
          return static_cast<Store*>(to)->extend(token, lease);
        }) {
    if constexpr (transactional_store<Store>) {
      transaction_type_ = &type_tag<typename Store::transaction>::here;
      complete_with_ = [](void* to, const claim_token& token, std::chrono::seconds retention, transaction_body body) {
        auto& typed = *static_cast<Store*>(to);
        return in_one_transaction(typed, body, [&](typename Store::transaction& within) {
          return typed.complete_in(within, token, retention);
        });
      };
    }
  }

  [[nodiscard]] bool is(const store_ref& other) const noexcept { return store_ == other.store_; }
  /// Null where the store has no transactions.
  [[nodiscard]] const void* transaction_type() const noexcept { return transaction_type_; }

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
  [[nodiscard]] result<settlement> extend(const claim_token& token, std::chrono::milliseconds lease) const noexcept {
    return twice<settlement>([&] { return extend_(store_, token, lease); });
  }

  /// `body` and the completion in one transaction. Not repeated: whether a commit whose answer was lost has happened, the
  /// claim's answer to the same nonce tells. Precondition: `transaction_type()` is not null.
  [[nodiscard]] transaction_end complete_with(const claim_token& token, std::chrono::seconds retention,
                                              transaction_body body) const noexcept {
    try {
      return complete_with_(store_, token, retention, body);
    } catch (...) {
      return errc::store_ambiguous;  // it may have thrown anywhere
    }
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
  result<settlement> (*extend_)(void*, const claim_token&, std::chrono::milliseconds);
  const void* transaction_type_ = nullptr;
  transaction_end (*complete_with_)(void*, const claim_token&, std::chrono::seconds, transaction_body) = nullptr;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/dedup/store.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

namespace hooklatch {
inline namespace v0 {

/// A store that is chosen at run time, of which the type keeps what it promises: `any_store<durable_store>
/// store(sqlite_store::open(path).value());`. It takes a store that promises as much or more, and owns it.
///
/// Transactions are of one store's own type, so they cannot be promised here.
template <store_traits Traits>
class any_store {
  static_assert(!Traits.transactional,
                "hooklatch: any_store cannot promise transactions, which are of one store's own type; name that store");

  template <class Store>
  static constexpr bool keeps = Store::traits.remembers == Traits.remembers &&
                                (Store::traits.durable || !Traits.durable) && (Store::traits.shared || !Traits.shared);

 public:
  static constexpr store_traits traits = Traits;

  template <dedup_store Store>
    requires(!std::same_as<std::remove_cvref_t<Store>, any_store>)
  explicit any_store(Store store) : any_store(std::make_unique<Store>(std::move(store))) {}
  /// The same for a store that cannot be moved.
  template <dedup_store Store>
  explicit any_store(std::unique_ptr<Store> store) : held_(std::make_unique<model<Store>>(std::move(store))) {
    static_assert(keeps<Store>, "hooklatch: this store promises less than the any_store that is to hold it");
  }

  [[nodiscard]] result<claim_result> claim(const claim_request& request) { return held_->claim(request); }
  [[nodiscard]] result<settlement> complete(const claim_token& token, std::chrono::seconds retention) {
    return held_->complete(token, retention);
  }
  [[nodiscard]] result<settlement> release(const claim_token& token, std::string_view why) {
    return held_->release(token, why);
  }
  [[nodiscard]] result<settlement> extend(const claim_token& token, std::chrono::milliseconds lease) {
    return held_->extend(token, lease);
  }
  [[nodiscard]] result<bool> forget(const dedup_key& key) { return held_->forget(key); }
  [[nodiscard]] result<std::size_t> purge(std::size_t most) { return held_->purge(most); }

 private:
  class interface {
   public:
    virtual ~interface() = default;
    virtual result<claim_result> claim(const claim_request& request) = 0;
    virtual result<settlement> complete(const claim_token& token, std::chrono::seconds retention) = 0;
    virtual result<settlement> release(const claim_token& token, std::string_view why) = 0;
    virtual result<settlement> extend(const claim_token& token, std::chrono::milliseconds lease) = 0;
    virtual result<bool> forget(const dedup_key& key) = 0;
    virtual result<std::size_t> purge(std::size_t most) = 0;
  };
  template <class Store>
  class model final : public interface {
   public:
    explicit model(std::unique_ptr<Store>&& store) : store_(std::move(store)) {}

    result<claim_result> claim(const claim_request& request) override { return store_->claim(request); }
    result<settlement> complete(const claim_token& token, std::chrono::seconds retention) override {
      return store_->complete(token, retention);
    }
    result<settlement> release(const claim_token& token, std::string_view why) override {
      return store_->release(token, why);
    }
    result<settlement> extend(const claim_token& token, std::chrono::milliseconds lease) override {
      return store_->extend(token, lease);
    }
    result<bool> forget(const dedup_key& key) override { return store_->forget(key); }
    result<std::size_t> purge(std::size_t most) override { return store_->purge(most); }

   private:
    std::unique_ptr<Store> store_;
  };

  std::unique_ptr<interface> held_;
};

/// What to ask of an `any_store`: `any_store<durable_store>`.
inline constexpr store_traits volatile_store{true, false, false, false};
inline constexpr store_traits durable_store{true, true, false, false};
inline constexpr store_traits shared_durable_store{true, true, true, false};

}  // namespace v0
}  // namespace hooklatch

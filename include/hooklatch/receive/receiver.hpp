// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/keyring.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/key.hpp>
#include <hooklatch/dedup/no_store.hpp>
#include <hooklatch/dedup/store.hpp>
#include <hooklatch/detail/delivery_receiver.hpp>
#include <hooklatch/detail/event_identity.hpp>
#include <hooklatch/detail/receiver_core.hpp>
#include <hooklatch/detail/store_ref.hpp>
#include <hooklatch/event/dispatcher.hpp>
#include <hooklatch/provider.hpp>
#include <hooklatch/receive/policies.hpp>
#include <hooklatch/receive/receiver_options.hpp>

#include <type_traits>
#include <utility>

namespace hooklatch {
inline namespace v0 {
/// From a request to the answer that its provider wants, in one call:
///
///     memory_store<> store;
///     dispatcher events;
///     events.on("payout.paid", [](const event_view& event) { ... });
///     receiver<providers::zuba, memory_store<>, accept_volatile_store> receive(secret, store, events);
///     outcome done = receive(request);   // done.response is for the sender
///
/// verify → handshake → event → claim → handlers → complete or release → answer. An event is handled at least once and,
/// as long as nothing fails, once: see `dedup/store.hpp`. Policies: `accept_volatile_store`, `events_can_be_lost`,
/// `mark_before`, `mark_after` or `in_transaction`, `identity<>`, `observe_delivery_id`, `with_clock<>`, `with_engine<>`.
///
/// With `no_store` every delivery is handled, repeats included: `receiver<zuba, no_store> receive(secret, events);`.
///
/// The dispatcher is copied: add all handlers before.
///
/// One receiver serves any number of threads if its store, its handlers and its observers do. The store must outlive
/// it. Nothing is thrown at the caller.
template <provider_type Provider, dedup_store Store, class... Policies>
class receiver
    : public detail::delivery_receiver<Provider, detail::verifier_of<Provider, Policies...>,
                                       detail::clock_of<Policies...>, detail::receiver_core> {
  using clock = detail::clock_of<Policies...>;
  using verifier_type = detail::verifier_of<Provider, Policies...>;
  using identity_type = typename detail::identity_policy<Policies...>::type;
  using base = detail::delivery_receiver<Provider, verifier_type, clock, detail::receiver_core>;

  template <class Policy>
  static constexpr bool has = detail::names_policy<Policy, Policies...>;

  static_assert((detail::is_policy<Policies>::value && ...),
                "hooklatch: an argument of receiver<> behind the store is not a policy; see receive/policies.hpp");
  static_assert(detail::names_policies_once<Policies...>,
                "hooklatch: receiver<> names one policy twice (two identity<> are one policy, and so are two "
                "with_clock<> and two with_engine<>); keep one of them");
  static_assert(!Store::traits.remembers || Store::traits.durable || has<accept_volatile_store>,
                "hooklatch: this store forgets what was handled when the process ends; take a durable one, or name "
                "accept_volatile_store");
  static_assert(Store::traits.remembers || has<events_can_be_lost> ||
                    !detail::is_success(Provider::table().handler_failure_answer.status),
                "hooklatch: this provider wants a failed handler acknowledged and never sends the event again; take a "
                "store that remembers that it was dealt with, or name events_can_be_lost");
  static_assert(has<mark_before> + has<mark_after> + has<in_transaction> <= 1,
                "hooklatch: mark_before, mark_after and in_transaction contradict each other; keep one of them");
  static_assert(!has<in_transaction> || transactional_store<Store>,
                "hooklatch: in_transaction needs a store in the application's own database, such as sqlite_store or "
                "postgresql_store");
  static_assert(!has<mark_before> || Store::traits.remembers, "hooklatch: mark_before needs a store that remembers");
  static_assert(!identity_type::unsigned_delivery_id || Provider::table().delivery_id.present(),
                "hooklatch: identity<delivery_id_header, ...> needs a provider with delivery_id<header<\"...\">>");
  static_assert(!has<observe_delivery_id> || (Store::traits.remembers && Provider::table().delivery_id.present()),
                "hooklatch: observe_delivery_id needs a store that remembers and a provider with "
                "delivery_id<header<\"...\">>");

 public:
  /// As `make`, but throws `std::system_error` with a sentence that says what to do.
  receiver(secret_text text, Store& store, dispatcher handlers, receiver_options options = {}, clock time = clock())
      : receiver(make(text, store, std::move(handlers), std::move(options), std::move(time)).value()) {}
  receiver(const keyring& secrets, Store& store, dispatcher handlers, receiver_options options = {},
           clock time = clock())
      : receiver(make(secrets, store, std::move(handlers), std::move(options), std::move(time)).value()) {}
  /// Without a store.
  receiver(secret_text text, dispatcher handlers, receiver_options options = {},
           clock time = clock()) requires std::is_same_v<Store, no_store>
      : receiver(text, nothing(), std::move(handlers), std::move(options), std::move(time)) {}
  receiver(const keyring& secrets, dispatcher handlers, receiver_options options = {},
           clock time = clock()) requires std::is_same_v<Store, no_store>
      : receiver(secrets, nothing(), std::move(handlers), std::move(options), std::move(time)) {}

  /// Errors: those of `verifier::make`, and of `receiver_options::check`. Also `config_error` for a provider that wants
  /// a failed handler acknowledged, such as Hackmamba, with neither an `on_final_failure` hook nor `events_can_be_lost`:
  /// nobody would have the event. And for handlers of a type where only an unsigned header tells
  /// it, as GitHub's does, without `dispatcher::trust_unsigned_type`: they would never run. And for handlers of
  /// `dispatcher::on_in` without `in_transaction`, or for another store's transactions.
  [[nodiscard]] static result<receiver> make(secret_text text, Store& store, dispatcher handlers,
                                             receiver_options options = {}, clock time = clock()) {
    auto only = secret::make(text);
    if (!only) return only.error();
    return make(keyring(std::move(*only)), store, std::move(handlers), std::move(options), std::move(time));
  }
  [[nodiscard]] static result<receiver> make(const keyring& secrets, Store& store, dispatcher handlers,
                                             receiver_options options = {}, clock time = clock()) {
    if (auto good = options.check(Provider::table()); !good) return good.error();
    auto verify = verifier_type::make(secrets, options.verify(), time);
    if (!verify) return verify.error();
    if (!Provider::table().type_is_signed && handlers.needs_signed_type()) return detail::type_is_unsigned();
    const detail::store_ref ref(store);
    if (handlers.needs_other_transaction(has<in_transaction> ? ref.transaction_type() : nullptr)) {
      return detail::transaction_is_missing();
    }
    // Where the provider wants a failure acknowledged, the application has to have it: a store knows only that the event is
    // dealt with.
    if (detail::is_success(Provider::table().handler_failure_answer.status) && !options.final_failure() &&
        !has<events_can_be_lost>) {
      return error(errc::config_error)
          .with_hint("this provider wants a failed handler acknowledged and never sends the event again: set "
                     "receiver_options::on_final_failure, take an inbox, or name events_can_be_lost");
    }
    auto hasher = dedup_hasher::make();
    if (!hasher) return hasher.error();
    detail::event_identity identity(Provider::table(),
                                    {identity_type::places, identity_type::unsigned_delivery_id}, std::move(*hasher),
                                    options.account(), options.endpoint());
    constexpr detail::claim_policy policy{has<in_transaction> ? detail::mark_moment::in_transaction
                                          : has<mark_before>  ? detail::mark_moment::before
                                                              : detail::mark_moment::after,
                                          Store::traits.remembers, has<observe_delivery_id>};
    return receiver(std::move(*verify),
                    detail::receiver_core(Provider::table(), std::move(options), std::move(handlers), policy,
                                          std::move(identity), ref),
                    std::move(time));
  }

  /// Without a store.
  [[nodiscard]] static result<receiver> make(secret_text text, dispatcher handlers, receiver_options options = {},
                                             clock time = clock()) requires std::is_same_v<Store, no_store> {
    return make(text, nothing(), std::move(handlers), std::move(options), std::move(time));
  }
  [[nodiscard]] static result<receiver> make(const keyring& secrets, dispatcher handlers, receiver_options options = {},
                                             clock time = clock()) requires std::is_same_v<Store, no_store> {
    return make(secrets, nothing(), std::move(handlers), std::move(options), std::move(time));
  }

 private:
  receiver(verifier_type&& verify, detail::receiver_core&& core, clock&& time)
      : base(std::move(verify), std::move(core), std::move(time)) {}

  [[nodiscard]] static no_store& nothing() noexcept {
    static no_store none;
    return none;
  }
};

}  // namespace v0
}  // namespace hooklatch

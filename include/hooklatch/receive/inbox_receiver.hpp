// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/keyring.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/key.hpp>
#include <hooklatch/detail/delivery_receiver.hpp>
#include <hooklatch/detail/event_identity.hpp>
#include <hooklatch/detail/inbox_core.hpp>
#include <hooklatch/inbox/inbox.hpp>
#include <hooklatch/provider.hpp>
#include <hooklatch/receive/policies.hpp>
#include <hooklatch/receive/receiver_options.hpp>

#include <utility>

namespace hooklatch {
inline namespace v0 {

/// From a request to a durable entry of an inbox, in one call: `inbox_receiver<providers::zuba, sqlite_inbox>
/// receive(secret, inbox);`.
///
/// verify → handshake → event → accept → answer. The provider is acknowledged once the event is on disk (202 where it
/// takes that), and an `inbox_worker` handles it later, with retries of its own. A repeat of an event that is there,
/// handled or not, is acknowledged as a duplicate; what cannot be stored is 503, and the provider sends it again.
/// Policies: `identity<>`, `ordered_by<>`, `with_clock<>`, `with_engine<>`, `accept_volatile_store`.
///
/// Of `receiver_options`, lease and retention say nothing here: an entry is known until `prune` deletes it, and the lease is
/// the worker's. `account` and `endpoint` name what it stores for: a worker with the same ones takes it, see
/// `inbox_source`. `digest_policy::observe` acknowledges an id that comes with another body as a repeat, without a word.
/// One receiver serves any number of threads. The inbox must outlive it. Nothing is thrown at the caller.
template <provider_type Provider, inbox_store Inbox, class... Policies>
class inbox_receiver
    : public detail::delivery_receiver<Provider, detail::verifier_of<Provider, Policies...>,
                                       detail::clock_of<Policies...>, detail::inbox_core> {
  using clock = detail::clock_of<Policies...>;
  using verifier_type = detail::verifier_of<Provider, Policies...>;
  using identity_type = typename detail::identity_policy<Policies...>::type;
  using order_type = typename detail::order_policy<Policies...>::type;
  using base = detail::delivery_receiver<Provider, verifier_type, clock, detail::inbox_core>;

  static_assert((detail::is_inbox_policy<Policies>::value && ...),
                "hooklatch: an argument of inbox_receiver<> behind the inbox is not one of its policies; see "
                "receive/policies.hpp");
  static_assert(detail::names_policies_once<Policies...>,
                "hooklatch: inbox_receiver<> names one policy twice (two identity<> are one policy, and so are two "
                "ordered_by<>, two with_clock<> and two with_engine<>); keep one of them");
  static_assert(Inbox::traits.durable || detail::names_policy<accept_volatile_store, Policies...>,
                "hooklatch: this inbox forgets what was accepted when the process ends; take a durable one, or name "
                "accept_volatile_store");
  static_assert(!identity_type::unsigned_delivery_id || Provider::table().delivery_id.present(),
                "hooklatch: identity<delivery_id_header, ...> needs a provider with delivery_id<header<\"...\">>");

 public:
  /// As `make`, but throws `std::system_error` with a sentence that says what to do.
  inbox_receiver(secret_text text, Inbox& inbox, receiver_options options = {}, clock time = clock())
      : inbox_receiver(make(text, inbox, std::move(options), std::move(time)).value()) {}
  inbox_receiver(const keyring& secrets, Inbox& inbox, receiver_options options = {}, clock time = clock())
      : inbox_receiver(make(secrets, inbox, std::move(options), std::move(time)).value()) {}

  /// Errors: those of `verifier::make`, and of `receiver_options::check`; `config_error` with an `on_final_failure`, which
  /// is the worker's.
  [[nodiscard]] static result<inbox_receiver> make(secret_text text, Inbox& inbox, receiver_options options = {},
                                                   clock time = clock()) {
    auto only = secret::make(text);
    if (!only) return only.error();
    return make(keyring(std::move(*only)), inbox, std::move(options), std::move(time));
  }
  [[nodiscard]] static result<inbox_receiver> make(const keyring& secrets, Inbox& inbox, receiver_options options = {},
                                                   clock time = clock()) {
    if (auto good = options.check(Provider::table()); !good) return good.error();
    if (options.final_failure()) {
      return error(errc::config_error)
          .with_hint("an inbox receiver runs no handlers: worker_options::on_final_failure is told of final failures");
    }
    auto verify = verifier_type::make(secrets, options.verify(), time);
    if (!verify) return verify.error();
    auto hasher = dedup_hasher::make();
    if (!hasher) return hasher.error();
    detail::event_identity identity(Provider::table(),
                                    {identity_type::places, identity_type::unsigned_delivery_id}, std::move(*hasher),
                                    options.account(), options.endpoint());
    return inbox_receiver(std::move(*verify),
                          detail::inbox_core(Provider::table(), std::move(options), std::move(identity),
                                             order_type::places, detail::inbox_ref(inbox)),
                          std::move(time));
  }

 private:
  inbox_receiver(verifier_type&& verify, detail::inbox_core&& core, clock&& time)
      : base(std::move(verify), std::move(core), std::move(time)) {}
};

}  // namespace v0
}  // namespace hooklatch

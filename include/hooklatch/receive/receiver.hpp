// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/clock.hpp>
#include <hooklatch/core/instant.hpp>
#include <hooklatch/core/keyring.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/no_store.hpp>
#include <hooklatch/dedup/store.hpp>
#include <hooklatch/detail/header_lines.hpp>
#include <hooklatch/detail/receiver_core.hpp>
#include <hooklatch/detail/verifier_access.hpp>
#include <hooklatch/event/dispatcher.hpp>
#include <hooklatch/http/connection.hpp>
#include <hooklatch/http/request_traits.hpp>
#include <hooklatch/provider.hpp>
#include <hooklatch/receive/outcome.hpp>
#include <hooklatch/receive/policies.hpp>
#include <hooklatch/receive/receiver_options.hpp>
#include <hooklatch/verify/verifier.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace hooklatch {
inline namespace v0 {
namespace detail {
struct receiver_access;
}

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
/// `mark_before`, `mark_after`, `identity<>`, `with_clock<>`, `with_engine<>`.
///
/// With `no_store` every delivery is handled, repeats included: `receiver<zuba, no_store> receive(secret, events);`.
///
/// The dispatcher is copied: add all handlers before.
///
/// One receiver serves any number of threads if its store, its handlers and its observers do. The store must outlive
/// it. Nothing is thrown at the caller.
template <provider_type Provider, dedup_store Store, class... Policies>
class receiver {
  using clock = typename detail::clock_policy<std::chrono::system_clock, Policies...>::type;
  using engine = typename detail::engine_policy<hmac_engine, Policies...>::type;
  using identity_type = typename detail::identity_policy<Policies...>::type;
  using verifier_type = verifier<Provider, clock, engine>;

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
                "store that keeps the failure on record, or name events_can_be_lost");
  static_assert(!(has<mark_before> && has<mark_after>),
                "hooklatch: mark_before and mark_after contradict each other; keep one of them");
  static_assert(!has<mark_before> || Store::traits.remembers, "hooklatch: mark_before needs a store that remembers");
  static_assert(!identity_type::unsigned_delivery_id || Provider::table().delivery_id.present(),
                "hooklatch: identity<delivery_id_header, ...> needs a provider with delivery_id<header<\"...\">>");

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
  /// a failed handler acknowledged, such as Hackmamba, with a volatile store and neither an `on_final_failure` hook nor
  /// `events_can_be_lost`: nobody would have the event. And for handlers of a type where only an unsigned header tells
  /// it, as GitHub's does, without `dispatcher::trust_unsigned_type`: they would never run.
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
    if (!Provider::table().type_is_signed && handlers.needs_signed_type()) return errc::config_error;
    // Where the provider wants a failure acknowledged, somebody has to have it: a store that lasts, or the application.
    if (detail::is_success(Provider::table().handler_failure_answer.status) && !Store::traits.durable &&
        !options.final_failure() && !has<events_can_be_lost>) {
      return errc::config_error;
    }
    auto hasher = dedup_hasher::make();
    if (!hasher) return hasher.error();
    const detail::claim_policy policy{identity_type::places, identity_type::unsigned_delivery_id, has<mark_before>,
                                      Store::traits.remembers};
    return receiver(std::move(*verify),
                    detail::receiver_core(Provider::table(), std::move(options), std::move(handlers), policy,
                                          std::move(*hasher), detail::store_ref(store)),
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

  /// Receives one request. The outcome owns its answer, so the request may go at once.
  template <request_type Request>
  [[nodiscard]] outcome operator()(const Request& request, const connection& from = {}) const noexcept {
    outcome made = attempt(request, from);
    core_.tell(made);
    return made;
  }

  /// Before the body is read: the answer to a request that no body can make good, or no value. Where
  /// the provider has handshakes, only the address, TLS and the announced size are judged. `head` is a request whose
  /// body is empty or not there yet.
  template <request_type Request>
  [[nodiscard]] std::optional<outcome> precheck(const Request& head, std::size_t announced_size = 0,
                                                const connection& from = {}) const noexcept {
    using traits = request_traits<Request>;
    try {
      auto good = check_connection(head, from);
      if (good && !Provider::table().handshakes.empty()) {
        good = detail::verifier_access::check_size(verify_, announced_size);
        if (good) return std::nullopt;
      } else if (good) {
        const auto hint = verify_.precheck(traits::headers(head), traits::method(head), announced_size);
        if (hint) return std::nullopt;
        good = hint.error();
      }
      auto made = core_.refuse(good.error());
      core_.tell(made);
      return made;
    } catch (...) {
      return std::nullopt;  // the request itself will say
    }
  }

  /// The largest body in bytes that is not refused; a framework need not read more than one byte beyond it.
  [[nodiscard]] std::size_t max_body() const noexcept { return verify_.max_body(); }

  [[nodiscard]] static constexpr const provider_table& provider() noexcept { return Provider::table(); }

 private:
  friend struct detail::receiver_access;
  receiver(verifier_type&& verify, detail::receiver_core&& core, clock&& time)
      : verify_(std::move(verify)), core_(std::move(core)), clock_(std::move(time)) {}

  [[nodiscard]] static no_store& nothing() noexcept {
    static no_store none;
    return none;
  }

  template <class Request>
  [[nodiscard]] outcome attempt(const Request& request, const connection& from) const noexcept {
    try {
      if (auto good = check_connection(request, from); !good) return core_.refuse(good.error());
      if constexpr (!Provider::table().handshakes.empty()) {
        // Nobody has proved anything yet, so no more is read than a delivery may have.
        const auto size = request_traits<Request>::body(request).size();
        if (auto good = detail::verifier_access::check_size(verify_, size); !good) return core_.refuse(good.error());
        if (auto answered = core_.try_handshake(handshake_of(request), false)) return std::move(*answered);
      }
      const auto delivery = verify_.verify(request);
      if (!delivery) return core_.refuse(delivery.error());
      if constexpr (!Provider::table().handshakes.empty()) {
        if (auto answered = core_.try_handshake(handshake_of(request), true)) {
          answered->secret_index = delivery->secret_index();
          return std::move(*answered);
        }
      }
      return core_.process(*delivery);
    } catch (...) {
      outcome failed(Provider::table(), outcome_kind::refused, response(answer{500, {}}));
      failed.reason = errc::config_error;
      return failed;
    }
  }

  // Before anything of the request is read: it is cheap, and tells a stranger nothing.
  template <class Request>
  [[nodiscard]] result<void> check_connection(const Request& request, const connection& from) const {
    const auto& options = core_.options();
    if (!options.allowlist() && !options.https()) return {};
    const auto& headers = request_traits<Request>::headers(request);
    if (options.allowlist()) {
      if (auto good = options.allowlist()->check(from.peer, headers); !good) return good;
    }
    if (options.https()) return options.https()->require_https(from.tls, from.peer, headers);
    return {};
  }

  template <class Request>
  [[nodiscard]] detail::handshake_request handshake_of(const Request& request) const {
    using traits = request_traits<Request>;
    detail::handshake_request made;
    made.method = traits::method(request);
    made.target = detail::target_of(request);
    made.body = traits::body(request);
    made.header = [&request](std::string_view name) { return detail::single_header(traits::headers(request), name); };
    made.mac = [this](std::string_view challenge) {
      return detail::verifier_access::challenge_tag(verify_, challenge, instant::from(clock_.now()));
    };
    return made;
  }

  verifier_type verify_;
  detail::receiver_core core_;
  [[no_unique_address]] clock clock_;
};

}  // namespace v0
}  // namespace hooklatch

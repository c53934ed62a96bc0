// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/scheme/hmac_engine.hpp>
#include <hooklatch/scheme/source.hpp>
#include <hooklatch/verify/verifier.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <type_traits>

namespace hooklatch {
inline namespace v0 {

/// Receiver policy: a store that is gone with the process, such as `memory_store`, will do. After a restart the
/// provider's retries are handled again.
struct accept_volatile_store {};

/// Receiver policy: events may be lost. It is needed where the provider wants a failed handler acknowledged and there
/// is neither a store nor an `on_final_failure` hook that has the event.
struct events_can_be_lost {};

/// Receiver policy: the event counts as handled before the handlers run, as Venshack's sample has it. A handler that
/// fails, or a process that dies, loses the event: the provider's retry is taken for a duplicate.
struct mark_before {};

/// Receiver policy, and the default: the event counts as handled once all handlers are done, so a retry after a failure
/// is handled; a handler that was cut off may run twice.
struct mark_after {};

/// Receiver policy: handlers and the event's completion are one transaction of the store, which is the application's own
/// database. What a handler writes through `dispatcher::on_in` is there exactly once, whatever dies when; what it does
/// elsewhere may happen again. A handler leaves the transaction open: no commit, no rollback. A SQLite transaction keeps everybody else's claims waiting, so its handlers should be short;
/// `handling::extend` waits for it too, and ends in `store_timeout`.
struct in_transaction {};

/// Receiver policy: one claim more for each event, under the provider's unsigned delivery id. A delivery id that comes
/// again with another body is handled all the same, and the outcome says `id_conflict`.
struct observe_delivery_id {};

/// For `identity<delivery_id_header, accept_unsigned>`: takes an id that is not under the MAC.
struct accept_unsigned {};
struct delivery_id_header {};

/// Receiver policy: what makes two deliveries the same event, in place of the event's id (where it is signed) or the
/// whole signed body (where it is not): fields of the body, all of which must be there. Name the type among them where
/// one thing has several events: `identity<json<"/event">, json<"/data/transactionId">>`.
/// `identity<delivery_id_header, accept_unsigned>` takes the provider's unsigned delivery id: whoever captured one
/// delivery can then have it handled again under another id, or burn the id of one that is still to come.
template <class... Sources>
struct identity {
  static_assert(sizeof...(Sources) > 0, "hooklatch: identity<> names the fields that make an event's identity");
  static_assert(((Sources::place.kind == source_kind::json) && ...),
                "hooklatch: identity<> takes json<\"/...\">, fields of the signed body");
  static constexpr std::array<source, sizeof...(Sources)> places{Sources::place...};
  static constexpr bool unsigned_delivery_id = false;
};
template <>
struct identity<delivery_id_header, accept_unsigned> {
  static constexpr std::array<source, 0> places{};
  static constexpr bool unsigned_delivery_id = true;
};

/// Receiver policy: the clock, in place of `std::chrono::system_clock`.
template <class Clock>
struct with_clock {
  using clock_type = Clock;
};

/// Receiver policy: the HMAC engine, in place of `hmac_engine`.
template <class Engine>
struct with_engine {
  using engine_type = Engine;
};

/// Inbox policy: events that agree in these fields of the body are taken one after the other, in the order in which they
/// were accepted: `ordered_by<json<"/data/id">>`. One that is dead holds nobody up; when it is replayed, it may run beside a
/// later one that runs already. An event without one of the fields waits for no other.
template <class... Sources>
struct ordered_by {
  static_assert(sizeof...(Sources) > 0, "hooklatch: ordered_by<> names the fields that put events into one order");
  static_assert(((Sources::place.kind == source_kind::json) && ...),
                "hooklatch: ordered_by<> takes json<\"/...\">, fields of the signed body");
  static constexpr std::array<source, sizeof...(Sources)> places{Sources::place...};
};

namespace detail {

template <class Policy, class... Policies>
inline constexpr bool names_policy = (std::is_same_v<Policy, Policies> || ...);

template <class Default, class... Policies>
struct clock_policy {
  using type = Default;
};
template <class Default, class Clock, class... Rest>
struct clock_policy<Default, with_clock<Clock>, Rest...> {
  using type = Clock;
};
template <class Default, class First, class... Rest>
struct clock_policy<Default, First, Rest...> : clock_policy<Default, Rest...> {};

template <class Default, class... Policies>
struct engine_policy {
  using type = Default;
};
template <class Default, class Engine, class... Rest>
struct engine_policy<Default, with_engine<Engine>, Rest...> {
  using type = Engine;
};
template <class Default, class First, class... Rest>
struct engine_policy<Default, First, Rest...> : engine_policy<Default, Rest...> {};

struct default_identity {
  static constexpr std::array<source, 0> places{};
  static constexpr bool unsigned_delivery_id = false;
};
template <class... Policies>
struct identity_policy {
  using type = default_identity;
};
template <class... Sources, class... Rest>
struct identity_policy<identity<Sources...>, Rest...> {
  using type = identity<Sources...>;
};
template <class First, class... Rest>
struct identity_policy<First, Rest...> : identity_policy<Rest...> {};

template <class... Policies>
using clock_of = typename clock_policy<std::chrono::system_clock, Policies...>::type;
template <class Provider, class... Policies>
using verifier_of = verifier<Provider, clock_of<Policies...>, typename engine_policy<hmac_engine, Policies...>::type>;

// What a receiver takes behind its store.
template <class P>
struct is_policy
    : std::bool_constant<names_policy<P, accept_volatile_store, events_can_be_lost, mark_before, mark_after,
                                      in_transaction, observe_delivery_id>> {};
template <class... Sources>
struct is_policy<identity<Sources...>> : std::true_type {};
template <class Clock>
struct is_policy<with_clock<Clock>> : std::true_type {};
template <class Engine>
struct is_policy<with_engine<Engine>> : std::true_type {};

// Which policies are one policy with another argument, of which only the first would count.
template <class P>
struct policy_kind {
  using type = P;
};
template <class... Sources>
struct policy_kind<identity<Sources...>> {
  using type = default_identity;
};
template <class Clock>
struct policy_kind<with_clock<Clock>> {
  using type = with_clock<void>;
};
template <class Engine>
struct policy_kind<with_engine<Engine>> {
  using type = with_engine<void>;
};

struct no_order {
  static constexpr std::array<source, 0> places{};
};
template <class... Policies>
struct order_policy {
  using type = no_order;
};
template <class... Sources, class... Rest>
struct order_policy<ordered_by<Sources...>, Rest...> {
  using type = ordered_by<Sources...>;
};
template <class First, class... Rest>
struct order_policy<First, Rest...> : order_policy<Rest...> {};

template <class... Sources>
struct policy_kind<ordered_by<Sources...>> {
  using type = no_order;
};

// What an inbox receiver takes behind its inbox.
template <class P>
struct is_inbox_policy : std::bool_constant<is_policy<P>::value && !names_policy<P, events_can_be_lost, mark_before,
                                                                                mark_after, in_transaction,
                                                                                observe_delivery_id>> {};
template <class... Sources>
struct is_inbox_policy<ordered_by<Sources...>> : std::true_type {};

template <class Policy, class... Policies>
inline constexpr std::size_t times_named =
    (std::size_t{0} + ... +
     std::size_t{std::is_same_v<typename policy_kind<Policy>::type, typename policy_kind<Policies>::type>});
template <class... Policies>
inline constexpr bool names_policies_once = ((times_named<Policies, Policies...> == 1) && ...);

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

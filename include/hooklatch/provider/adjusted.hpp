// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/fixed_string.hpp>
#include <hooklatch/provider.hpp>
#include <hooklatch/provider/part.hpp>

#include <type_traits>

namespace hooklatch {
inline namespace v0 {
namespace detail {

template <class Kind, class... Parts>
inline constexpr bool names_kind = count_parts<Kind, Parts...> > 0;

template <class... Parts>
struct part_list {};

// Those of the base's parts whose kind the changes do not name, after the changes.
template <fixed_string Name, class Changes, class Kept, class... Rest>
struct adjust;
template <fixed_string Name, class... Changes, class... Kept>
struct adjust<Name, part_list<Changes...>, part_list<Kept...>> {
  using type = provider<Name, Changes..., Kept...>;
};
template <fixed_string Name, class... Changes, class... Kept, class First, class... Rest>
struct adjust<Name, part_list<Changes...>, part_list<Kept...>, First, Rest...>
    : adjust<Name, part_list<Changes...>,
             std::conditional_t<names_kind<typename kind_of<First>::type, Changes...>, part_list<Kept...>,
                                part_list<Kept..., First>>,
             Rest...> {};

template <class... Changes, fixed_string Name, class... Parts>
auto adjust_provider(const provider<Name, Parts...>*) ->
    typename adjust<Name, part_list<Changes...>, part_list<>, Parts...>::type;

// What a provider's struct names beside its parts.
template <class Provider>
concept names_events = requires {
  typename Provider::events;
};
template <class Provider>
concept names_fields = requires {
  typename Provider::fields;
};
template <class Provider>
struct events_of {};
template <names_events Provider>
struct events_of<Provider> {
  using events = typename Provider::events;
};
template <class Provider>
struct fields_of {};
template <names_fields Provider>
struct fields_of<Provider> {
  using fields = typename Provider::fields;
};

template <class Adjusted, class Provider>
struct with_names_of : Adjusted, events_of<Provider>, fields_of<Provider> {};

template <class Adjusted, class Provider>
using with_names =
    std::conditional_t<names_events<Provider> || names_fields<Provider>, with_names_of<Adjusted, Provider>, Adjusted>;

}  // namespace detail

/// A provider with some parts added or replaced:
/// `using my_zuba = adjusted<providers::zuba, event_id_fallback<json<"/type">, json<"/createdAt">>>;`
///
/// The provider's `events` and `fields` come along: `my_zuba::events::payout_paid`.
template <class Provider, class... Parts>
using adjusted =
    detail::with_names<decltype(detail::adjust_provider<Parts...>(static_cast<const Provider*>(nullptr))), Provider>;

}  // namespace v0
}  // namespace hooklatch

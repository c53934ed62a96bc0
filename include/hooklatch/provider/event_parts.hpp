// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/provider/part.hpp>
#include <hooklatch/scheme/source.hpp>
#include <hooklatch/scheme/timestamp.hpp>

#include <array>
#include <concepts>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

namespace detail {

// A header or a field of the body; `category_key` is neither.
template <class Source>
inline constexpr bool is_place = Source::place.in_header() || Source::place.kind == source_kind::json;

template <class Source>
inline constexpr bool is_field = Source::place.kind == source_kind::json;

}  // namespace detail

/// Provider part: the event's id, the same for every delivery of one event. A header counts as signed only where the
/// recipe has `{id}`.
template <class Source>
struct event_id {
  using part_kind = detail::event_id_part;
  static_assert(detail::is_place<Source>, "hooklatch: event_id<> takes json<\"/...\"> or header<\"...\">");
  static constexpr source place = Source::place;
};

/// Provider part: an id that is not under the MAC, and that anyone who captured one delivery can change. It is for
/// people and logs; nothing is decided by it.
template <class Source>
struct delivery_id {
  using part_kind = detail::delivery_id_part;
  static_assert(detail::is_place<Source>, "hooklatch: delivery_id<> takes header<\"...\">");
  static constexpr source place = Source::place;
};

/// Provider part: the event's type. With two sources the first, in the signed body, is the one to believe, and the
/// header must agree with it.
template <class Source, class AlsoIn = void>
struct event_type {
  using part_kind = detail::event_type_part;
  static_assert(detail::is_place<Source> && detail::is_place<AlsoIn>,
                "hooklatch: event_type<> takes json<> or header<>");
  static constexpr source place = Source::place;
  static constexpr source also = AlsoIn::place;
};
template <class Source>
struct event_type<Source, void> {
  using part_kind = detail::event_type_part;
  static_assert(detail::is_place<Source>, "hooklatch: event_type<> takes json<\"/...\"> or header<\"...\">");
  static constexpr source place = Source::place;
  static constexpr source also{};
};

/// Formats for `event_time`, beside `unix_seconds` and `unix_milliseconds`.
struct iso8601 {
  static constexpr event_time_format event_format = event_time_format::iso8601;
};
struct en_us_date_time {
  static constexpr event_time_format event_format = event_time_format::en_us_date_time;
};

/// Provider part: when the event happened, as the body tells it. It is not the time of the delivery.
template <class Source, class Format>
struct event_time {
  static_assert(detail::is_field<Source>, "hooklatch: event_time<> takes json<\"/...\">, a field of the body");
  static_assert(
      requires {
        { Format::event_format } -> std::convertible_to<event_time_format>;
      },
      "hooklatch: event_time<> takes iso8601, unix_seconds, unix_milliseconds or en_us_date_time");
  using part_kind = detail::event_time_part;
  static constexpr source place = Source::place;
  static constexpr event_time_format format = Format::event_format;
};

/// A source for `event_data`: a field at the top of the body, named as the part of the type before the first dot
/// (`"event":"vtu.success"` has its data under `"vtu"`).
struct category_key {
  static constexpr source place{source_kind::category, {}};
};

/// Provider part: what the event is about; `event_data<json<"">>` where the whole body is.
template <class Source>
struct event_data {
  using part_kind = detail::event_data_part;
  static_assert(Source::place.in_body(), "hooklatch: event_data<> takes json<\"/...\"> or category_key");
  static constexpr source place = Source::place;
};

/// Provider part, never in a shipped typedef: where the body has no id, these fields of it, joined by `-`, stand in.
/// `event_id_fallback<json<"/type">, json<"/createdAt">>` is what Zuba's sample does; two honest events with equal
/// fields then count as one, and the second is not handled.
template <class... Sources>
struct event_id_fallback {
  using part_kind = detail::id_fallback_part;
  static_assert(sizeof...(Sources) > 0 && (detail::is_field<Sources> && ...),
                "hooklatch: event_id_fallback<> takes json<\"/...\">, fields of the signed body");
  static constexpr std::array<std::string_view, sizeof...(Sources)> pointers{Sources::place.where...};
};

/// Provider part: whose event it is, such as an organisation or an account; a field of the body that may be missing.
template <class Source>
struct tenant {
  using part_kind = detail::tenant_part;
  static_assert(detail::is_field<Source>, "hooklatch: tenant<> takes json<\"/...\">, a field of the body");
  static constexpr source place = Source::place;
};

/// Provider part: one delivery brings many events, in an array of the body (`json<"">` where the body is the array).
/// The pointers of the other parts are then read in each of its elements.
template <class Source>
struct event_batch {
  using part_kind = detail::batch_part;
  static_assert(detail::is_field<Source>, "hooklatch: event_batch<> takes json<\"/...\">, an array of the body");
  static constexpr source place = Source::place;
};

/// Provider part: a boolean of the body that is true for a test event.
template <class Source>
struct test_flag {
  static_assert(detail::is_field<Source>, "hooklatch: test_flag<> takes json<\"/...\">, a field of the body");
  using part_kind = detail::test_flag_part;
  static constexpr source place = Source::place;
  static constexpr bool true_means_live = false;
};

/// Provider part: a boolean of the body that is true for a live event (`"livemode": true`).
template <class Source>
struct live_flag {
  static_assert(detail::is_field<Source>, "hooklatch: live_flag<> takes json<\"/...\">, a field of the body");
  using part_kind = detail::test_flag_part;
  static constexpr source place = Source::place;
  static constexpr bool true_means_live = true;
};

}  // namespace v0
}  // namespace hooklatch

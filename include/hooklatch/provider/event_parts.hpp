// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/provider/part.hpp>
#include <hooklatch/scheme/source.hpp>

#include <cstdint>

namespace hooklatch {
inline namespace v0 {

/// Provider part: the event's id, the same for every delivery of one event. A header counts as signed only where the
/// recipe has `{id}`.
template <class Source>
struct event_id {
  using part_kind = detail::event_id_part;
  static constexpr source place = Source::place;
};

/// Provider part: an id that is not under the MAC, and that anyone who captured one delivery can change. It is for people
/// and logs; nothing is decided by it.
template <class Source>
struct delivery_id {
  using part_kind = detail::delivery_id_part;
  static constexpr source place = Source::place;
};

/// Provider part: the event's type. With two sources the first, in the signed body, is the one to believe, and the
/// header must agree with it.
template <class Source, class AlsoIn = void>
struct event_type {
  using part_kind = detail::event_type_part;
  static constexpr source place = Source::place;
  static constexpr source also = AlsoIn::place;
};
template <class Source>
struct event_type<Source, void> {
  using part_kind = detail::event_type_part;
  static constexpr source place = Source::place;
  static constexpr source also{};
};

/// The formats in which bodies tell the event's own time.
enum class event_time_format : std::uint8_t {
  none,
  iso8601,            ///< `2026-03-23T14:30:00.000Z`
  unix_seconds,       ///< a number
  unix_milliseconds,  ///< a number
  en_us_date_time     ///< `Sep 23, 2024, 8:20:01 PM`, without a zone
};

/// Tags for `event_time`.
struct iso8601 {
  static constexpr event_time_format event_format = event_time_format::iso8601;
};
struct epoch_seconds {
  static constexpr event_time_format event_format = event_time_format::unix_seconds;
};
struct epoch_milliseconds {
  static constexpr event_time_format event_format = event_time_format::unix_milliseconds;
};
struct en_us_date_time {
  static constexpr event_time_format event_format = event_time_format::en_us_date_time;
};

/// Provider part: when the event happened, as the body tells it. It is not the time of the delivery.
template <class Source, class Format>
struct event_time {
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
  static constexpr source place = Source::place;
};

/// Provider part: a boolean of the body that is true for a test event.
template <class Source>
struct test_flag {
  using part_kind = detail::test_flag_part;
  static constexpr source place = Source::place;
  static constexpr bool true_means_live = false;
};

/// Provider part: a boolean of the body that is true for a live event (`"livemode": true`).
template <class Source>
struct live_flag {
  using part_kind = detail::test_flag_part;
  static constexpr source place = Source::place;
  static constexpr bool true_means_live = true;
};

}  // namespace v0
}  // namespace hooklatch

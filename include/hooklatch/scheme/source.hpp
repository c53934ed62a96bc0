// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/fixed_string.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// Where a value stands in a delivery.
enum class source_kind : std::uint8_t {
  none,
  header,
  json,      ///< a field of the JSON body
  query,     ///< a parameter of the request's target, percent-decoded
  category,  ///< a field of the JSON body that is named after the event type's first part
};

/// A place, as the provider's table holds it: a header's name, or a JSON pointer (RFC 6901) into the body.
struct source {
  source_kind kind = source_kind::none;
  std::string_view where;

  [[nodiscard]] constexpr bool present() const noexcept { return kind != source_kind::none; }
  [[nodiscard]] constexpr bool in_header() const noexcept { return kind == source_kind::header; }
  [[nodiscard]] constexpr bool in_body() const noexcept {
    return kind == source_kind::json || kind == source_kind::category;
  }
};

namespace detail {

[[nodiscard]] constexpr bool is_escaped_pointer(std::string_view pointer) noexcept {
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '~' && (i + 1 == pointer.size() || (pointer[i + 1] != '0' && pointer[i + 1] != '1')))
      return false;
  }
  return true;
}

}  // namespace detail

/// A header: `event_id<header<"webhook-id">>`. Names are compared without regard to letter case.
template <fixed_string Name>
struct header {
  static_assert(Name.size() > 0, "hooklatch: header<> needs a name");
  static constexpr source place{source_kind::header, std::string_view{Name.data, Name.size()}};
};

/// A parameter of the request's target: `echo<query<"challenge">>`.
template <fixed_string Name>
struct query {
  static_assert(Name.size() > 0, "hooklatch: query<> needs a name");
  static constexpr source place{source_kind::query, std::string_view{Name.data, Name.size()}};
};

/// A field of the JSON body, by JSON pointer: `event_id<json<"/id">>`; `json<"">` is the whole body.
template <fixed_string Pointer>
struct json {
  static_assert(Pointer.size() == 0 || Pointer.data[0] == '/',
                "hooklatch: a JSON pointer starts with '/', such as \"/data/object\"");
  static_assert(detail::is_escaped_pointer(std::string_view{Pointer.data, Pointer.size()}),
                "hooklatch: in a JSON pointer '~' is written ~0, and '/' inside a name ~1");
  static constexpr source place{source_kind::json, std::string_view{Pointer.data, Pointer.size()}};
};

}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <type_traits>

namespace hooklatch {
inline namespace v0 {
namespace detail {

// Each provider part says what kind of part it is; a provider holds at most one of a kind.
struct mac_part {};
struct signature_part {};
struct timestamp_part {};
struct signed_content_part {};
struct ambiguous_part {};
struct secret_format_part {};
struct event_id_part {};
struct delivery_id_part {};
struct event_type_part {};
struct event_time_part {};
struct event_data_part {};
struct id_fallback_part {};
struct tenant_part {};
struct batch_part {};
struct handshake_part {};
struct test_flag_part {};
struct reject_part {};
struct acknowledge_part {};
struct acknowledge_codes_part {};
struct acknowledge_duplicate_part {};
struct handler_failure_part {};
struct forbid_part {};
struct retries_part {};
struct ack_within_part {};
struct https_part {};
struct body_cap_part {};
struct documentation_part {};

template <class T>
concept provider_part = requires { typename T::part_kind; };

// What is no part has the kind void, so that the one message about it is not followed by others.
template <class T>
struct kind_of {
  using type = void;
};
template <provider_part T>
struct kind_of<T> {
  using type = typename T::part_kind;
};

template <class Kind, class... Parts>
inline constexpr std::size_t count_parts =
    (std::size_t{0} + ... + std::size_t{std::is_same_v<typename kind_of<Parts>::type, Kind>});

template <class Kind, class Default, class... Parts>
struct find_part {
  using type = Default;
};
template <class Kind, class Default, class First, class... Rest>
struct find_part<Kind, Default, First, Rest...> {
  using type = typename std::conditional_t<std::is_same_v<typename kind_of<First>::type, Kind>,
                                           std::type_identity<First>, find_part<Kind, Default, Rest...>>::type;
};

/// The part of this kind, or `Default` where the provider names none.
template <class Kind, class Default, class... Parts>
using part_or = typename find_part<Kind, Default, Parts...>::type;

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

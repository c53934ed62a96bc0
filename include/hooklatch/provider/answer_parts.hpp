// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/fixed_string.hpp>
#include <hooklatch/provider/part.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// A fixed answer of a provider: the status and the body, to the byte.
struct answer {
  int status = 200;
  std::string_view body;

  /// `application/json` for a body that is a JSON object or array, `text/plain` for another one, none for an empty one.
  [[nodiscard]] constexpr std::string_view content_type() const noexcept {
    if (body.empty()) return {};
    return body[0] == '{' || body[0] == '[' ? "application/json" : "text/plain; charset=utf-8";
  }
};

namespace detail {

template <int Status, fixed_string Body>
struct answer_part {
  static_assert(Status <= 599, "hooklatch: an answer has a status up to 599");
  static_assert((Status != 204 && Status != 205) || Body.size() == 0, "hooklatch: 204 and 205 have no body (RFC 9110)");
  static constexpr answer value{Status, std::string_view{Body.data, Body.size()}};
};

[[nodiscard]] constexpr bool is_success(int status) noexcept { return status >= 200 && status < 300; }

}  // namespace detail

/// Provider part: the answer to a delivery that is not authentic or not fresh, the same for every reason. Default:
/// 401 without a body.
template <int Status, fixed_string Body = "">
struct reject : detail::answer_part<Status, Body> {
  using part_kind = detail::reject_part;
  static_assert(Status >= 400 && Status < 500, "hooklatch: reject<> is a 4xx answer");
  static_assert(Status != 410, "hooklatch: reject<410> makes providers delete the endpoint");
};

/// Provider part: the answer to a delivery that is taken. Default: 200 without a body.
template <int Status, fixed_string Body = "">
struct acknowledge : detail::answer_part<Status, Body> {
  using part_kind = detail::acknowledge_part;
  static_assert(detail::is_success(Status), "hooklatch: acknowledge<> is a 2xx answer");
};

/// Provider part: the only statuses that the provider takes as an acknowledgement. Default: any 2xx.
template <int... Statuses>
struct acknowledge_codes {
  using part_kind = detail::acknowledge_codes_part;
  static_assert(sizeof...(Statuses) > 0 && (detail::is_success(Statuses) && ...),
                "hooklatch: acknowledge_codes<> lists 2xx statuses");
  static constexpr std::array<int, sizeof...(Statuses)> values{Statuses...};
};

/// Provider part: the answer to a delivery of an event that was handled before. Default: as `acknowledge`.
template <int Status, fixed_string Body = "">
struct acknowledge_duplicate : detail::answer_part<Status, Body> {
  using part_kind = detail::acknowledge_duplicate_part;
  static_assert(detail::is_success(Status), "hooklatch: acknowledge_duplicate<> is a 2xx answer");
};

/// Provider part: the answer when the application's handler failed. Default: 500 without a body, so that the provider
/// tries again. With a 2xx status the provider never does, so the failure has to be on record first.
template <int Status, fixed_string Body = "">
struct handler_failure : detail::answer_part<Status, Body> {
  using part_kind = detail::handler_failure_part;
  static_assert(Status >= 500 || detail::is_success(Status),
                "hooklatch: handler_failure<> is a 5xx answer, or a 2xx one for a provider that must not retry");
  static_assert(Status != 501, "hooklatch: handler_failure<501> makes providers give up");
};

/// Provider part: the answer to an address outside the allow-list. Default: 403 without a body.
template <int Status, fixed_string Body = "">
struct forbid : detail::answer_part<Status, Body> {
  using part_kind = detail::forbid_part;
  static_assert(Status >= 400 && Status < 500 && Status != 410, "hooklatch: forbid<> is a 4xx answer, and not 410");
};

/// Provider part: the waits between the provider's attempts, in seconds (0: at once); `retries<>` where none are
/// documented.
template <std::int64_t... Seconds>
struct retries {
  using part_kind = detail::retries_part;
  static_assert(((Seconds >= 0) && ...), "hooklatch: a wait between attempts is not negative");
  static constexpr std::array<std::int64_t, sizeof...(Seconds)> waits{Seconds...};
  static constexpr std::int64_t horizon = (std::int64_t{0} + ... + Seconds);
};

/// Provider part: `Count` retries, `Seconds` apart.
template <std::int64_t Seconds, std::size_t Count>
struct retries_every {
  using part_kind = detail::retries_part;
  static_assert(Seconds > 0 && Count > 0, "hooklatch: retries_every<seconds, count> counts from one");
  static constexpr std::array<std::int64_t, Count> waits = [] {
    std::array<std::int64_t, Count> each{};
    for (auto& wait : each) wait = Seconds;
    return each;
  }();
  static constexpr std::int64_t horizon = Seconds * static_cast<std::int64_t>(Count);
};

/// Provider part: the provider delivers again for this many seconds, without a documented schedule.
template <std::int64_t Seconds>
struct retried_for {
  using part_kind = detail::retries_part;
  static_assert(Seconds > 0, "hooklatch: leave retried_for<> out where no retries are documented");
  static constexpr std::array<std::int64_t, 0> waits{};
  static constexpr std::int64_t horizon = Seconds;
};

/// Provider part: the seconds in which the provider wants its answer. Default: 0, not documented.
template <std::int64_t Seconds>
struct ack_within {
  using part_kind = detail::ack_within_part;
  static_assert(Seconds > 0, "hooklatch: leave ack_within<> out where no deadline is documented");
  static constexpr std::int64_t seconds = Seconds;
};

/// Provider part: the provider sends over HTTPS only, so a receiver may refuse plain HTTP. It does so only with
/// `receiver_options::require_https`; by itself this refuses nothing, since only the application knows which proxy ends
/// TLS.
struct https_only {
  using part_kind = detail::https_part;
};

/// Provider part: the largest body that the provider sends, in bytes. Default: 1 MiB.
template <std::size_t Bytes>
struct body_cap {
  using part_kind = detail::body_cap_part;
  static_assert(Bytes > 0, "hooklatch: body_cap<> is at least one byte");
  static constexpr std::size_t bytes = Bytes;
};

/// Provider part: the page that the typedef was read from.
template <fixed_string Url>
struct documentation {
  using part_kind = detail::documentation_part;
  static constexpr std::string_view url{Url.data, Url.size()};
};

}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>

namespace hooklatch {
inline namespace v0 {

/// Every reason for which anything is refused; `advice` tells what each one means and what to do about it. Names are
/// stable and may be logged and counted; numbers are never reused. 0 is no error.
enum class errc : int {
  bad_cidr = 1,
  bad_method = 2,
  bad_secret_encoding = 3,
  bad_tolerance = 4,
  body_too_large = 5,
  config_error = 6,
  crypto_failure = 7,
  duplicate_field = 8,
  duplicate_header = 9,
  empty_secret = 10,
  event_mismatch = 11,
  event_too_old = 12,
  header_too_large = 13,
  id_conflict = 14,
  insecure_transport = 15,
  invalid_header = 16,
  ip_not_allowed = 17,
  malformed_id = 18,
  malformed_signature = 19,
  malformed_timestamp = 20,
  missing_id = 21,
  missing_signature = 22,
  missing_timestamp = 23,
  payload_duplicate_key = 24,
  payload_invalid_utf8 = 25,
  payload_malformed = 26,
  payload_missing_field = 27,
  payload_too_deep = 28,
  payload_too_many_members = 29,
  payload_wrong_type = 30,
  signature_mismatch = 31,
  store_ambiguous = 32,
  store_corrupt = 33,
  store_forked = 34,
  store_full = 35,
  store_misconfigured = 36,
  store_read_only = 37,
  store_timeout = 38,
  store_unavailable = 39,
  test_event = 40,
  timestamp_too_new = 41,
  timestamp_too_old = 42,
  too_many_signatures = 43,
  unknown_key = 44,
  unsupported_content_encoding = 45,
  unsupported_scheme = 46,
  url_not_allowed = 47,
  weak_secret = 48,
};

/// What to do about a refusal: the coarse side of `errc`, as a `std::error_condition`.
enum class cause : int {
  unauthenticated = 1,  ///< not proved to come from the provider, or not proved fresh
  malformed = 2,        ///< not a delivery this receiver takes
  duplicate = 3,        ///< seen before and done
  in_progress = 4,      ///< another worker has it
  unavailable = 5,      ///< try again later
  internal = 6,         ///< ours to mend: configuration, OpenSSL, the application's own parts
};

namespace detail {

struct reason {
  std::string_view name;
  cause condition;
  std::string_view advice;
};

// In the order of errc, which starts at 1.
inline constexpr std::array<reason, 48> reasons{{
    {"bad_cidr", cause::internal,
     "an address range is not canonical CIDR; write the network address and a prefix length, such as 192.0.2.0/24"},
    {"bad_method", cause::malformed, "the provider posts its deliveries; another HTTP method came"},
    {"bad_secret_encoding", cause::internal,
     "the secret is not in the form this provider publishes; paste it whole, without quotes, spaces or a line break"},
    {"bad_tolerance", cause::internal,
     "a tolerance is whole seconds from 0 to 86400, for a provider that signs a timestamp; leave it out to use its own"},
    {"body_too_large", cause::malformed,
     "the body is larger than max_body; raise the limit only if the provider really sends such bodies"},
    {"config_error", cause::internal,
     "a setting is outside its bounds (0, or above the limit shown), or a part that the application supplied threw"},
    {"crypto_failure", cause::internal,
     "OpenSSL could not compute the MAC; check that its providers are loaded and that memory is left"},
    {"duplicate_field", cause::unauthenticated, "a field of the signature header that must stand once stands twice"},
    {"duplicate_header", cause::unauthenticated,
     "a header that must come once came more than once; look for a proxy that repeats headers"},
    {"empty_secret", cause::internal,
     "the secret is empty, blank or all NUL; check that the variable or file it comes from is set"},
    {"event_mismatch", cause::malformed,
     "a header and the signed body tell different events; the body is what was signed"},
    {"event_too_old", cause::malformed, "the event's own time is older than the receiver accepts"},
    {"header_too_large", cause::unauthenticated, "a header's value is longer than max_header_value"},
    {"id_conflict", cause::malformed, "this event id was seen before with another body"},
    {"insecure_transport", cause::malformed, "this provider sends over HTTPS only, and the request came without it"},
    {"invalid_header", cause::unauthenticated, "a header's value holds a control byte"},
    {"ip_not_allowed", cause::malformed,
     "the sender's address is not in the allow-list; behind a proxy, name the proxy as trusted"},
    {"malformed_id", cause::unauthenticated, "an id is too long or holds a character that its place does not allow"},
    {"malformed_signature", cause::unauthenticated,
     "the signature is not in this provider's form and encoding; nothing was compared"},
    {"malformed_timestamp", cause::unauthenticated, "the timestamp is not in this provider's form"},
    {"missing_id", cause::unauthenticated, "the header with the signed id is missing or empty"},
    {"missing_signature", cause::unauthenticated,
     "the signature header is missing or empty; check that the proxy passes it on"},
    {"missing_timestamp", cause::unauthenticated,
     "the timestamp is missing or empty; without it nothing says that the delivery is fresh"},
    {"payload_duplicate_key", cause::malformed, "the signed body names one field twice"},
    {"payload_invalid_utf8", cause::malformed, "the signed body is not UTF-8"},
    {"payload_malformed", cause::malformed, "the signed body is not JSON"},
    {"payload_missing_field", cause::malformed, "the signed body lacks a field that this provider always sends"},
    {"payload_too_deep", cause::malformed, "the signed body is nested deeper than max_depth"},
    {"payload_too_many_members", cause::malformed, "an object of the signed body has more than max_members members"},
    {"payload_wrong_type", cause::malformed, "a field of the signed body has another type than this provider sends"},
    {"signature_mismatch", cause::unauthenticated,
     "no active secret gives this signature for these bytes; check the secret, and that the body is passed as it came"},
    {"store_ambiguous", cause::unavailable, "the store was asked but its answer was lost; the sender will try again"},
    {"store_corrupt", cause::unavailable,
     "the store's data is damaged; restore it before deliveries are accepted again"},
    {"store_forked", cause::unavailable, "the store was opened before a fork; open it again in the child"},
    {"store_full", cause::unavailable, "the store is full and holds live claims only; make it larger"},
    {"store_misconfigured", cause::internal, "the store does not keep what its type promises; see its documentation"},
    {"store_read_only", cause::unavailable, "the store cannot be written"},
    {"store_timeout", cause::unavailable, "the store did not answer in time"},
    {"store_unavailable", cause::unavailable, "the store cannot be reached"},
    {"test_event", cause::malformed, "a test event came where test events are not accepted"},
    {"timestamp_too_new", cause::unauthenticated,
     "the signature is right but the time is ahead of the window; synchronise the receiver's clock"},
    {"timestamp_too_old", cause::unauthenticated,
     "the signature is right but the time is behind the window; a late retry, a replay, or a clock that is ahead"},
    {"too_many_signatures", cause::unauthenticated, "the signature header lists more signatures than max_signatures"},
    {"unknown_key", cause::unauthenticated, "the delivery names a key that is not configured"},
    {"unsupported_content_encoding", cause::malformed,
     "the body is compressed; pass the bytes as they came, not inflated"},
    {"unsupported_scheme", cause::unauthenticated, "the header holds signatures of other schemes or versions only"},
    {"url_not_allowed", cause::unauthenticated, "the delivery names a key URL outside the provider's own hosts"},
    {"weak_secret", cause::internal,
     "the secret has fewer than 16 bytes once decoded; use the provider's full secret, or say allow_weak_secret in a test"},
}};

[[nodiscard]] constexpr const reason* find_reason(int code) noexcept {
  if (code < 1 || static_cast<std::size_t>(code) > reasons.size()) return nullptr;
  return &reasons[static_cast<std::size_t>(code) - 1];
}

// Without a pointer: g++ 12 with -fsanitize=undefined refuses to compare one with null in a constant expression.
[[nodiscard]] constexpr cause condition_of(errc code) noexcept {
  const auto index = static_cast<std::size_t>(code) - 1;
  return index < reasons.size() ? reasons[index].condition : cause::internal;
}

}  // namespace detail

/// The reason's name, such as "signature_mismatch"; "unknown" for a number that is no reason.
[[nodiscard]] constexpr std::string_view to_string(errc code) noexcept {
  const auto* found = detail::find_reason(static_cast<int>(code));
  return found == nullptr ? std::string_view("unknown") : found->name;
}

/// What the reason means and what to do about it, as one sentence.
[[nodiscard]] constexpr std::string_view advice(errc code) noexcept {
  const auto* found = detail::find_reason(static_cast<int>(code));
  return found == nullptr ? std::string_view("no such reason") : found->advice;
}

// Error categories are compared by address: default visibility keeps them one object across shared libraries that
// are built with hidden visibility.
namespace detail {

class [[gnu::visibility("default")]] cause_category final : public std::error_category {
 public:
  [[nodiscard]] const char* name() const noexcept override { return "hooklatch.cause"; }
  [[nodiscard]] std::string message(int condition) const override {
    switch (static_cast<cause>(condition)) {
      case cause::unauthenticated: return "unauthenticated";
      case cause::malformed: return "malformed";
      case cause::duplicate: return "duplicate";
      case cause::in_progress: return "in progress";
      case cause::unavailable: return "unavailable";
      case cause::internal: return "internal";
    }
    return "unknown";
  }
};

[[gnu::visibility("default")]] inline const std::error_category& get_cause_category() noexcept {
  static const cause_category instance;
  return instance;
}

class [[gnu::visibility("default")]] errc_category final : public std::error_category {
 public:
  [[nodiscard]] const char* name() const noexcept override { return "hooklatch"; }
  [[nodiscard]] std::string message(int code) const override {
    const auto* found = find_reason(code);
    return found == nullptr ? "no such reason" : std::string(found->name) + ": " + std::string(found->advice);
  }
  [[nodiscard]] std::error_condition default_error_condition(int code) const noexcept override {
    const auto* found = find_reason(code);
    if (found == nullptr) return std::error_condition(code, *this);
    return std::error_condition(static_cast<int>(found->condition), get_cause_category());
  }
};

[[gnu::visibility("default")]] inline const std::error_category& get_errc_category() noexcept {
  static const errc_category instance;
  return instance;
}

}  // namespace detail

[[nodiscard]] inline const std::error_category& error_category() noexcept { return detail::get_errc_category(); }

[[nodiscard]] inline std::error_code make_error_code(errc code) noexcept {
  return std::error_code(static_cast<int>(code), detail::get_errc_category());
}

[[nodiscard]] inline std::error_condition make_error_condition(cause condition) noexcept {
  return std::error_condition(static_cast<int>(condition), detail::get_cause_category());
}

}  // namespace v0
}  // namespace hooklatch

template <>
struct std::is_error_code_enum<hooklatch::errc> : std::true_type {};
template <>
struct std::is_error_condition_enum<hooklatch::cause> : std::true_type {};

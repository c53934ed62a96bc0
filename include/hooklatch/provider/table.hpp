// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/core/instant.hpp>
#include <hooklatch/provider/answer_parts.hpp>
#include <hooklatch/provider/event_parts.hpp>
#include <hooklatch/provider/handshake_parts.hpp>
#include <hooklatch/scheme/content.hpp>
#include <hooklatch/scheme/digest.hpp>
#include <hooklatch/scheme/grammar.hpp>
#include <hooklatch/scheme/source.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// A provider as plain data, made at compile time from its typedef: `zuba::table()`. The library's functions read this
/// table and are compiled once, whatever the number of providers; tools print it, so that documentation cannot drift.
struct provider_table {
  std::string_view name;
  std::string_view documentation;  ///< URL; may be empty
  std::string_view method = "POST";

  // How a delivery is signed.
  std::string_view mac_name;
  digest_algorithm digest = digest_algorithm::sha256;

  std::string_view signature_header;
  std::string_view grammar_name;
  void (*split_signature)(std::string_view value, std::string_view time_field,
                          signature_fields& fields) noexcept = nullptr;
  std::string (*join_signature)(std::string_view signature, std::string_view time_field,
                                std::string_view time) = nullptr;

  std::string_view encoding_name;
  std::optional<std::size_t> (*decode_tag)(std::string_view text, std::span<std::byte> tag) noexcept = nullptr;
  std::string (*encode_tag)(byte_view tag) = nullptr;

  std::string_view recipe_text;
  std::span<const recipe_token> recipe;

  std::string_view secret_format_name;
  std::optional<std::size_t> (*decode_secret)(std::string_view text, std::span<std::byte> key) noexcept = nullptr;

  // The signed time; no format where the provider signs none.
  std::string_view timestamp_header;  ///< empty where the time is a field of the signature header
  std::string_view timestamp_field;   ///< its name there, or empty
  std::string_view timestamp_format_name;
  std::optional<instant> (*parse_timestamp)(std::string_view text) noexcept = nullptr;
  std::string (*format_timestamp)(instant moment) = nullptr;
  std::int32_t timestamp_resolution = 1;  ///< nanoseconds
  std::int64_t tolerance_past = 0;        ///< seconds
  std::int64_t tolerance_future = 0;      ///< seconds

  // What a delivery tells.
  source event_id;
  std::span<const std::string_view> id_fallback;  ///< JSON pointers; empty: an event without an id is refused
  source delivery_id;
  source event_type;
  source event_type_also;
  source event_time;
  event_time_format event_time_as = event_time_format::none;
  source event_data;
  source test_flag;
  bool test_flag_means_live = false;
  source tenant;
  source batch;  ///< the array whose elements are the events; none where a delivery is one event
  std::span<const handshake_rule> handshakes;
  bool signs_challenges = false;  ///< some handshake answers with the MAC of what the request asks for

  // What is under the MAC. The body always is.
  bool timestamp_is_signed = false;
  bool id_is_signed = false;
  bool type_is_signed = false;

  // What to answer, and when.
  answer rejection;
  answer acknowledgement;
  answer duplicate_answer;
  answer handler_failure_answer;
  answer forbidden_answer;
  std::span<const int> acknowledge_codes;  ///< empty: any 2xx
  std::span<const std::int64_t> retry_waits;  ///< seconds
  std::int64_t retry_horizon = 0;             ///< seconds from the first attempt to the last; 0: not documented
  std::int64_t ack_within = 0;                ///< seconds; 0: not documented
  bool https_only = false;  ///< a fact; `receiver_options::require_https` makes it a rule
  std::size_t body_cap = 1U << 20;  ///< bytes

  /// Whether the header's id is a piece of the signed content.
  [[nodiscard]] constexpr bool splices_id() const noexcept { return id_is_signed && event_id.in_header(); }
  /// Whether a signed time comes with each delivery; then `parse_timestamp` and its neighbours are set.
  [[nodiscard]] constexpr bool has_timestamp() const noexcept { return timestamp_is_signed; }
  /// The header, if any, that tells the event's type, whether or not the body tells it too.
  [[nodiscard]] constexpr std::string_view type_header() const noexcept {
    if (event_type.in_header()) return event_type.where;
    return event_type_also.in_header() ? event_type_also.where : std::string_view{};
  }
  /// Whether the provider takes `status` as an acknowledgement.
  [[nodiscard]] constexpr bool acknowledges_with(int status) const noexcept {
    if (acknowledge_codes.empty()) return detail::is_success(status);
    for (const int code : acknowledge_codes) {
      if (code == status) return true;
    }
    return false;
  }
};

}  // namespace v0
}  // namespace hooklatch

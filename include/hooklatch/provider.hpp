// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/fixed_string.hpp>
#include <hooklatch/detail/field_name.hpp>
#include <hooklatch/provider/answer_parts.hpp>
#include <hooklatch/provider/event_parts.hpp>
#include <hooklatch/provider/part.hpp>
#include <hooklatch/provider/table.hpp>
#include <hooklatch/scheme/content.hpp>
#include <hooklatch/scheme/encoding.hpp>
#include <hooklatch/scheme/grammar.hpp>
#include <hooklatch/scheme/mac.hpp>
#include <hooklatch/scheme/rfc3339.hpp>
#include <hooklatch/scheme/secret_format.hpp>
#include <hooklatch/scheme/source.hpp>
#include <hooklatch/scheme/timestamp.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace hooklatch {
inline namespace v0 {
namespace detail {

// What stands in for a part that a provider does not name.
struct no_part {};
struct no_timestamp : no_part {
  static constexpr bool in_signature = false;
  static constexpr std::string_view source{};
};
struct no_source : no_part {
  static constexpr source place{};
  static constexpr source also{};
  static constexpr event_time_format format = event_time_format::none;
  static constexpr bool true_means_live = false;
};
struct no_codes : no_part {
  static constexpr std::array<int, 0> values{};
};
struct no_fallback : no_part {
  static constexpr std::array<std::string_view, 0> pointers{};
};
struct no_handshakes : no_part {
  static constexpr std::array<handshake_rule, 0> rules{};
};

template <class Part>
inline constexpr bool is_named = !std::is_base_of_v<no_part, Part>;

// The checks of one provider. Each is one sentence that says what to change.
template <class... Parts>
struct checked_parts {
  static_assert(
      (provider_part<Parts> && ...),
      "hooklatch: an argument of provider<> is not a provider part; see provider.hpp for the list (an algorithm goes "
      "inside mac<>, a tolerance<> inside timestamp<>)");

  template <class Kind>
  static constexpr std::size_t count = count_parts<Kind, Parts...>;

  static_assert(count<mac_part> >= 1, "hooklatch: provider<> needs mac<...>, such as mac<hmac_sha256>");
  static_assert(count<signature_part> >= 1,
                "hooklatch: provider<> needs signature<\"Header\", grammar, encoding>, such as "
                "signature<\"X-Signature\", bare, hex>");
  static_assert(
      ((std::is_void_v<typename kind_of<Parts>::type> || count<typename kind_of<Parts>::type> == 1) && ...),
      "hooklatch: provider<> names two parts of one kind (timestamp<> and timestamp_in_signature<> are one "
      "kind, test_flag<> and live_flag<> are one, retries<>, retries_every<> and retried_for<> are one); keep one of them");
};

}  // namespace detail

/// A sender's style, as one type: `using zuba = provider<"zuba", mac<hmac_sha256>, signature<...>, ...>;`
///
/// Parts stand in any order. `mac` and `signature` are needed; every other part has a default that its own
/// documentation tells:
/// - how it signs: `mac`, `signature`, `timestamp` or `timestamp_in_signature`, `signed_content` (default `{body}`),
///   `secret_format` (default `raw_secret`), `ambiguous_by_design`;
/// - what it tells: `event_id`, `delivery_id`, `event_type`, `event_time`, `event_data`, `test_flag` or `live_flag`,
///   `tenant`, `event_batch`, `event_id_fallback`;
/// - what it wants to hear: `reject`, `acknowledge`, `acknowledge_codes`, `acknowledge_duplicate`, `handler_failure`,
///   `forbid`, `retries`, `retries_every` or `retried_for`, `ack_within`;
/// - how it checks an endpoint: `handshakes`;
/// - about it: `https_only`, `body_cap`, `documentation`.
///
/// A part that is missing, doubled or contradicts another one is a compile error in one sentence. To keep the type's
/// name short in diagnostics, derive from it: `struct zuba : provider<...> {};`.
template <fixed_string Name, class... Parts>
struct provider {
 private:
  using checks = detail::checked_parts<Parts...>;
  static_assert(sizeof(checks) > 0);

  template <class Kind, class Default>
  using part = detail::part_or<Kind, Default, Parts...>;

  using mac_part = typename part<detail::mac_part, mac<hmac_sha256>>::algorithm;
  using signature_part = part<detail::signature_part, signature<"missing", bare, hex>>;
  using timestamp_part = part<detail::timestamp_part, detail::no_timestamp>;
  using content_part = part<detail::signed_content_part, signed_content<"{body}">>;
  using ambiguous_part = part<detail::ambiguous_part, detail::no_part>;
  using secret_part = typename part<detail::secret_format_part, secret_format<raw_secret>>::format;
  using id_part = part<detail::event_id_part, detail::no_source>;
  using delivery_id_part = part<detail::delivery_id_part, detail::no_source>;
  using type_part = part<detail::event_type_part, detail::no_source>;
  using time_part = part<detail::event_time_part, detail::no_source>;
  using data_part = part<detail::event_data_part, detail::no_source>;
  using test_part = part<detail::test_flag_part, detail::no_source>;
  using tenant_part = part<detail::tenant_part, detail::no_source>;
  using batch_part = part<detail::batch_part, detail::no_source>;
  using fallback_part = part<detail::id_fallback_part, detail::no_fallback>;
  using handshake_part = part<detail::handshake_part, detail::no_handshakes>;
  using rejection_part = part<detail::reject_part, reject<401>>;
  using acknowledge_part = part<detail::acknowledge_part, acknowledge<200>>;
  using duplicate_part = part<detail::acknowledge_duplicate_part, acknowledge_part>;
  using failure_part = part<detail::handler_failure_part, handler_failure<500>>;
  using forbid_part = part<detail::forbid_part, forbid<403>>;
  using codes_part = part<detail::acknowledge_codes_part, detail::no_codes>;
  using retries_part = part<detail::retries_part, retries<>>;

  using token = recipe_token::kind;
  static constexpr const detail::recipe& content = content_part::parsed;
  static constexpr bool has_timestamp = detail::is_named<timestamp_part>;
  static constexpr bool is_ambiguous = [] {
    if constexpr (has_timestamp) {
      return detail::is_ambiguous(content, timestamp_part::format::alphabet);
    } else {
      return detail::is_ambiguous(content, {});
    }
  }();

  // Empty where a part names none.
  static constexpr std::array<std::string_view, 6> header_names{
      signature_part::header,
      timestamp_part::in_signature ? std::string_view{} : timestamp_part::source,
      id_part::place.in_header() ? id_part::place.where : std::string_view{},
      delivery_id_part::place.in_header() ? delivery_id_part::place.where : std::string_view{},
      type_part::place.in_header() ? type_part::place.where : std::string_view{},
      type_part::also.in_header() ? type_part::also.where : std::string_view{}};

  static_assert(Name.size() > 0, "hooklatch: provider<> needs a name");
  static_assert(
      has_timestamp || !content.has(token::timestamp),
      "hooklatch: the recipe has {timestamp}, but no part says where the timestamp is; add timestamp<\"Header\", "
      "format> or timestamp_in_signature<\"field\", format>");
  static_assert(
      !has_timestamp || content.has(token::timestamp),
      "hooklatch: the timestamp is not in the recipe, so it is not signed and proves nothing; put {timestamp} "
      "into signed_content<>, or leave the timestamp part out");
  static_assert(!timestamp_part::in_signature || signature_part::grammar::has_fields,
                "hooklatch: timestamp_in_signature<> needs a grammar with fields, such as key_value<\"v1\">");
  static_assert(
      !content.has(token::id) || id_part::place.in_header(),
      "hooklatch: the recipe has {id}, but no part says in which header the id is; add event_id<header<\"...\">>");
  static_assert(
      content.has(token::id) || !id_part::place.in_header(),
      "hooklatch: the event id comes in a header that the recipe does not sign; name it delivery_id<header<...>>, "
      "or put {id} into signed_content<>");
  static_assert(!delivery_id_part::place.in_body(),
                "hooklatch: an id in the body is under the MAC; name it event_id<json<...>>");
  static_assert(
      !type_part::also.in_body() && !(type_part::place.in_header() && type_part::also.in_header()),
      "hooklatch: event_type<> with two sources names the body first and then the header that must agree with it");
  static_assert(data_part::place.kind != source_kind::category || type_part::place.in_body(),
                "hooklatch: event_data<category_key> needs an event_type<> in the body");
  static_assert(fallback_part::pointers.empty() || id_part::place.in_body(),
                "hooklatch: event_id_fallback<> stands in for an id that is missing; add event_id<json<\"/...\">>");
  static_assert(detail::are_field_names(header_names),
                "hooklatch: a header name is empty or holds a character that no field name has");
  static_assert(detail::are_different(header_names),
                "hooklatch: two parts name the same header; each header has one meaning");
  static_assert(!timestamp_part::in_signature ||
                    !detail::same_text(timestamp_part::source, signature_part::grammar::name),
                "hooklatch: the timestamp and the signatures stand under the same key of the signature header");
  static_assert(
      !is_ambiguous || detail::is_named<ambiguous_part>,
      "hooklatch: the recipe does not keep its values apart, so two deliveries can have the same signed bytes; "
      "if the provider really signs so, add ambiguous_by_design");
  static_assert(is_ambiguous || !detail::is_named<ambiguous_part>,
                "hooklatch: the recipe keeps its values apart; remove ambiguous_by_design");

  static constexpr provider_table make_table() noexcept;

 public:
  static constexpr std::string_view name{Name.data, Name.size()};

  /// What is under the MAC, beside the body.
  static constexpr bool timestamp_is_signed = has_timestamp;
  static constexpr bool id_is_signed = id_part::place.in_body() || content.has(token::id);
  static constexpr bool type_is_signed = type_part::place.in_body();

  /// The provider as data.
  static constexpr const provider_table& table() noexcept { return table_; }

 private:
  static constexpr provider_table table_ = make_table();

  static_assert(table_.acknowledges_with(table_.acknowledgement.status),
                "hooklatch: acknowledge<> answers with a status that acknowledge_codes<> does not list");
  static_assert(table_.handler_failure_answer.status >= 500 ||
                    table_.acknowledges_with(table_.handler_failure_answer.status),
                "hooklatch: handler_failure<> answers with a 2xx status that acknowledge_codes<> does not list");
  static_assert(table_.acknowledges_with(table_.duplicate_answer.status),
                "hooklatch: acknowledge_duplicate<> answers with a status that acknowledge_codes<> does not list");
};

template <fixed_string Name, class... Parts>
constexpr provider_table provider<Name, Parts...>::make_table() noexcept {
  provider_table made;
  made.name = name;
  made.documentation = part<detail::documentation_part, documentation<"">>::url;

  made.mac_name = mac_part::name;
  made.digest = mac_part::digest;
  made.signature_header = signature_part::header;
  made.grammar_name = signature_part::grammar::name;
  made.split_signature = &signature_part::grammar::split;
  made.join_signature = &signature_part::grammar::join;
  made.encoding_name = signature_part::encoding::name;
  made.decode_tag = &signature_part::encoding::decode;
  made.encode_tag = &signature_part::encoding::encode;
  made.recipe_text = content_part::text;
  made.recipe = std::span<const recipe_token>(content.tokens.data(), content.size);
  made.secret_format_name = secret_part::name;
  made.decode_secret = &secret_part::decode;

  if constexpr (has_timestamp) {
    using format = typename timestamp_part::format;
    (timestamp_part::in_signature ? made.timestamp_field : made.timestamp_header) = timestamp_part::source;
    made.timestamp_format_name = format::name;
    made.parse_timestamp = &format::parse;
    made.format_timestamp = [](instant moment) { return format::format(moment); };
    made.timestamp_resolution = format::resolution;
    made.tolerance_past = timestamp_part::window::past;
    made.tolerance_future = timestamp_part::window::future;
  }

  made.event_id = id_part::place;
  made.delivery_id = delivery_id_part::place;
  made.event_type = type_part::place;
  made.event_type_also = type_part::also;
  made.event_time = time_part::place;
  made.event_time_as = time_part::format;
  made.event_data = data_part::place;
  made.test_flag = test_part::place;
  made.test_flag_means_live = test_part::true_means_live;
  made.tenant = tenant_part::place;
  made.batch = batch_part::place;
  made.id_fallback =
      std::span<const std::string_view>(fallback_part::pointers.data(), fallback_part::pointers.size());
  for (const auto& rule : handshake_part::rules) {
    made.signs_challenges = made.signs_challenges || rule.how == handshake_answer::mac_json;
  }
  made.handshakes = std::span<const handshake_rule>(handshake_part::rules.data(), handshake_part::rules.size());
  made.timestamp_is_signed = timestamp_is_signed;
  made.id_is_signed = id_is_signed;
  made.type_is_signed = type_is_signed;

  made.rejection = rejection_part::value;
  made.acknowledgement = acknowledge_part::value;
  made.duplicate_answer = duplicate_part::value;
  made.handler_failure_answer = failure_part::value;
  made.forbidden_answer = forbid_part::value;
  made.acknowledge_codes = std::span<const int>(codes_part::values.data(), codes_part::values.size());
  made.retry_waits = std::span<const std::int64_t>(retries_part::waits.data(), retries_part::waits.size());
  made.retry_horizon = retries_part::horizon;
  made.https_only = detail::count_parts<detail::https_part, Parts...> > 0;
  if constexpr (detail::count_parts<detail::ack_within_part, Parts...> > 0) {
    made.ack_within = part<detail::ack_within_part, void>::seconds;
  }
  made.body_cap = part<detail::body_cap_part, body_cap<(1U << 20)>>::bytes;
  return made;
}

/// Purpose: a provider's type, as `verifier`, `testing::signer` and the receiver take it.
///
/// Exemplar: any `provider<...>`, or a struct that derives from one.
template <class P>
concept provider_type = requires {
  { P::table() } -> std::same_as<const provider_table&>;
};

}  // namespace v0
}  // namespace hooklatch

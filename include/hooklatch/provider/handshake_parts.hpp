// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/fixed_string.hpp>
#include <hooklatch/provider/answer_parts.hpp>
#include <hooklatch/provider/part.hpp>
#include <hooklatch/scheme/source.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// How the answer to a handshake comes about.
enum class handshake_answer : std::uint8_t {
  fixed,        ///< always the same
  echo_text,    ///< the challenge, as the whole body
  echo_json,    ///< the challenge, in a member of a JSON object
  echo_header,  ///< the challenge, in a header
  mac_json,     ///< the HMAC of the challenge under the endpoint's secret, in a member of a JSON object
  hash_json,    ///< the SHA-256 of challenge, verification token and the endpoint's URL, in a member of a JSON object
};

/// One of a provider's checks of an endpoint, as its table holds it: which request it is, and what answers it.
struct handshake_rule {
  std::string_view method = "POST";
  bool is_signed = true;     ///< verified as a delivery is, before anything of it is read
  source when;               ///< what tells the request from an event; none: the method alone does
  std::string_view when_is;  ///< the value that `when` has; empty: any
  source token;              ///< where the sender puts the verification token that the application chose
  source challenge;
  handshake_answer how = handshake_answer::fixed;
  answer fixed;                  ///< for `handshake_answer::fixed`
  std::string_view place;        ///< the member or the header of the answer that the challenge, its MAC or hash goes to
  std::string_view echo_member;  ///< a second member, for the challenge itself; may be empty
  std::string_view prefix;       ///< before the encoded MAC or hash
  bool base64_encoded = false;   ///< else hex
};

namespace detail {

template <class... Steps>
[[nodiscard]] constexpr handshake_rule make_handshake() noexcept {
  handshake_rule rule;
  ((rule = Steps::apply(rule)), ...);
  return rule;
}

}  // namespace detail

/// Handshake step: the request's method; POST where none is named. GET and HEAD are never signed.
template <fixed_string Method>
struct with_method {
  static_assert(std::string_view{Method.data, Method.size()} != "POST",
                "hooklatch: a handshake is a POST unless with_method<> says else; one that is not signed says "
                "unsigned_request");
  static constexpr handshake_rule apply(handshake_rule rule) noexcept {
    rule.method = std::string_view{Method.data, Method.size()};
    rule.is_signed = false;
    return rule;
  }
};

/// Handshake step: the request is not signed although it is a POST.
struct unsigned_request {
  static constexpr handshake_rule apply(handshake_rule rule) noexcept {
    rule.is_signed = false;
    return rule;
  }
};

/// Handshake step: what tells it from an event; any value where none is given.
template <class Source, fixed_string Value = "">
struct when {
  static constexpr handshake_rule apply(handshake_rule rule) noexcept {
    rule.when = Source::place;
    rule.when_is = std::string_view{Value.data, Value.size()};
    return rule;
  }
};

/// Handshake step: the sender shows the token that the application registered; another one is refused with 403.
template <class Source>
struct verification_token {
  static constexpr handshake_rule apply(handshake_rule rule) noexcept {
    rule.token = Source::place;
    return rule;
  }
};

namespace detail {

// A step whose answer is made of the challenge at `Source`, and put where `Place` says.
template <class Source, handshake_answer How, fixed_string Place = "">
struct challenge_answer {
  static constexpr bool is_answer = true;
  static constexpr handshake_rule apply(handshake_rule rule) noexcept {
    rule.challenge = Source::place;
    rule.how = How;
    rule.place = std::string_view{Place.data, Place.size()};
    return rule;
  }
};

}  // namespace detail

/// Handshake step: the answer is the challenge, as `text/plain`.
template <class Source>
struct echo : detail::challenge_answer<Source, handshake_answer::echo_text> {};

/// Handshake step: the answer is `{"Member":"<challenge>"}`.
template <class Source, fixed_string Member>
struct echo_json : detail::challenge_answer<Source, handshake_answer::echo_json, Member> {};

/// Handshake step: the answer is 200 without a body and the challenge in a header.
template <class Source, fixed_string Header>
struct echo_header : detail::challenge_answer<Source, handshake_answer::echo_header, Header> {};

/// Handshake step: the answer is a JSON object with hex SHA-256 of the challenge, the verification token and the
/// endpoint's URL, one after the other, in `Member`.
template <class Source, fixed_string Member>
struct hash_json : detail::challenge_answer<Source, handshake_answer::hash_json, Member> {};

/// Handshake step: the answer is a JSON object with the challenge's HMAC, `Prefix` before it, in `Member`, and, where
/// `EchoMember` is named, the challenge itself in that one.
template <class Source, fixed_string Member, class Encoding, fixed_string Prefix = "", fixed_string EchoMember = "">
struct mac_json : detail::challenge_answer<Source, handshake_answer::mac_json, Member> {
  static constexpr handshake_rule apply(handshake_rule rule) noexcept {
    rule = detail::challenge_answer<Source, handshake_answer::mac_json, Member>::apply(rule);
    rule.echo_member = std::string_view{EchoMember.data, EchoMember.size()};
    rule.prefix = std::string_view{Prefix.data, Prefix.size()};
    rule.base64_encoded = Encoding::name == "base64";
    return rule;
  }
};

/// Handshake step: the answer is always the same, as for a ping or a HEAD.
template <int Status, fixed_string Body = "">
struct reply : detail::answer_part<Status, Body> {
  static constexpr bool is_answer = true;
  static constexpr handshake_rule apply(handshake_rule rule) noexcept {
    rule.how = handshake_answer::fixed;
    rule.fixed = detail::answer_part<Status, Body>::value;
    return rule;
  }
};

namespace detail {

template <class T>
concept handshake_step = requires {
  T::apply(handshake_rule{});
};
template <class T>
concept answer_step = requires {
  T::is_answer;
};

}  // namespace detail

/// One check of an endpoint: `handshake<when<json<"/type">, "url_verification">, echo<json<"/challenge">>>`.
template <class... Steps>
struct handshake {
  static_assert((detail::handshake_step<Steps> && ...),
                "hooklatch: handshake<> takes with_method<>, unsigned_request, when<>, verification_token<>, and one of "
                "echo<>, echo_json<>, echo_header<>, mac_json<>, hash_json<>, reply<>");
  static_assert((std::size_t{0} + ... + std::size_t{detail::answer_step<Steps>}) == 1,
                "hooklatch: handshake<> has one answer: echo<>, echo_json<>, echo_header<>, mac_json<>, hash_json<> or "
                "reply<>");
  static constexpr handshake_rule rule = detail::make_handshake<Steps...>();
  static_assert(rule.method != "POST" || rule.when.present(),
                "hooklatch: a handshake that is a POST needs when<>, which tells it from a delivery");
};

/// Provider part: the provider's checks of an endpoint; the first whose request it is answers.
template <class... Handshakes>
struct handshakes {
  using part_kind = detail::handshake_part;
  static_assert(sizeof...(Handshakes) > 0, "hooklatch: leave handshakes<> out where the provider has none");
  static constexpr std::array<handshake_rule, sizeof...(Handshakes)> rules{Handshakes::rule...};
};

}  // namespace v0
}  // namespace hooklatch

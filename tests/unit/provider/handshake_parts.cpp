// SPDX-License-Identifier: MIT
#include <hooklatch/provider/handshake_parts.hpp>

#include "support/catch.hpp"
#include "support/provider_facts.hpp"

#include <hooklatch/provider.hpp>
#include <hooklatch/scheme/encoding.hpp>

using namespace hooklatch;
using namespace test_support;

namespace {

template <class... Handshakes>
using checked = provider<"checked", mac<hmac_sha256>, signature<"X-Sig", bare, hex>, handshakes<Handshakes...>>;

bool in_query(const source& place, std::string_view name) {
  return place.kind == source_kind::query && place.where == name;
}

}  // namespace

TEST_CASE("a handshake is a signed POST unless it says else") {
  constexpr auto rule = handshake<when<json<"/t">>, echo<json<"/challenge">>>::rule;
  CHECK(rule.method == "POST");
  CHECK(rule.is_signed);
  CHECK(in_json(rule.when, "/t"));
  CHECK(rule.when_is.empty());
  CHECK(nowhere(rule.token));
  CHECK(in_json(rule.challenge, "/challenge"));
  CHECK(rule.how == handshake_answer::echo_text);
}

TEST_CASE("a handshake by another method is not signed, nor is a POST that says so") {
  CHECK(handshake<with_method<"GET">, echo<query<"c">>>::rule.method == "GET");
  CHECK_FALSE(handshake<with_method<"GET">, echo<query<"c">>>::rule.is_signed);
  CHECK_FALSE(handshake<with_method<"HEAD">, reply<200>>::rule.is_signed);
  CHECK(handshake<when<json<"/t">>, unsigned_request, echo<query<"c">>>::rule.method == "POST");
  CHECK_FALSE(handshake<when<json<"/t">>, unsigned_request, echo<query<"c">>>::rule.is_signed);
}

TEST_CASE("a handshake's steps stand in any order") {
  constexpr auto rule = handshake<echo<query<"hub.challenge">>, verification_token<query<"hub.verify_token">>,
                                  when<query<"hub.mode">, "subscribe">, with_method<"GET">>::rule;
  CHECK(rule.method == "GET");
  CHECK(in_query(rule.when, "hub.mode"));
  CHECK(rule.when_is == "subscribe");
  CHECK(in_query(rule.token, "hub.verify_token"));
  CHECK(in_query(rule.challenge, "hub.challenge"));
  CHECK(rule.how == handshake_answer::echo_text);
}

TEST_CASE("a handshake is told by a value, or by its being there") {
  CHECK(handshake<when<json<"/type">, "url_verification">, reply<200>>::rule.when_is == "url_verification");
  CHECK(handshake<when<header<"X-Hook-Secret">>, reply<200>>::rule.when_is.empty());
  CHECK(in_header(handshake<when<header<"X-Hook-Secret">>, reply<200>>::rule.when, "X-Hook-Secret"));
}

TEST_CASE("each kind of answer keeps what it is made of") {
  constexpr auto json_echo = handshake<when<json<"/t">>, echo_json<header<"X-Challenge">, "verification">>::rule;
  CHECK(json_echo.how == handshake_answer::echo_json);
  CHECK(in_header(json_echo.challenge, "X-Challenge"));
  CHECK(json_echo.place == "verification");

  constexpr auto header_echo = handshake<when<json<"/t">>, echo_header<header<"X-Hook-Secret">, "X-Hook-Secret">>::rule;
  CHECK(header_echo.how == handshake_answer::echo_header);
  CHECK(header_echo.place == "X-Hook-Secret");

  constexpr auto crc =
      handshake<when<json<"/t">>, mac_json<query<"crc_token">, "response_token", base64, "sha256=">>::rule;
  CHECK(crc.how == handshake_answer::mac_json);
  CHECK(crc.place == "response_token");
  CHECK(crc.prefix == "sha256=");
  CHECK(crc.base64_encoded);
  CHECK(crc.echo_member.empty());

  constexpr auto zoom =
      handshake<when<json<"/t">>, mac_json<json<"/payload/plainToken">, "encryptedToken", hex, "", "plainToken">>::rule;
  CHECK_FALSE(zoom.base64_encoded);
  CHECK(zoom.prefix.empty());
  CHECK(zoom.echo_member == "plainToken");

  constexpr auto hashed = handshake<when<json<"/t">>, hash_json<query<"challenge_code">, "challengeResponse">>::rule;
  CHECK(hashed.how == handshake_answer::hash_json);
  CHECK(hashed.place == "challengeResponse");

  constexpr auto fixed = handshake<when<json<"/type">, "1">, reply<200, R"({"type":1})">>::rule;
  CHECK(fixed.how == handshake_answer::fixed);
  CHECK(answers(fixed.fixed, 200, R"({"type":1})"));
}

TEST_CASE("a provider's table lists its handshakes, and says whether one of them signs what it is asked for") {
  constexpr const auto& none = provider<"none", mac<hmac_sha256>, signature<"X-Sig", bare, hex>>::table();
  CHECK(none.handshakes.empty());
  CHECK_FALSE(none.signs_challenges);

  constexpr const auto& echoes =
      checked<handshake<with_method<"HEAD">, reply<200>>, handshake<when<json<"/t">>, echo<json<"/c">>>>::table();
  REQUIRE(echoes.handshakes.size() == 2);
  CHECK(echoes.handshakes[0].method == "HEAD");
  CHECK(echoes.handshakes[1].how == handshake_answer::echo_text);
  CHECK_FALSE(echoes.signs_challenges);

  CHECK_FALSE(checked<handshake<when<json<"/t">>, hash_json<query<"c">, "r">>>::table().signs_challenges);
  CHECK(checked<handshake<when<json<"/t">>, mac_json<query<"c">, "r", hex>>>::table().signs_challenges);
  CHECK(checked<handshake<with_method<"HEAD">, reply<200>>,
                handshake<when<json<"/t">>, mac_json<json<"/c">, "r", hex>>>::table()
            .signs_challenges);
}

// SPDX-License-Identifier: MIT
#include <hooklatch/providers/slack.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/provider_facts.hpp"

#include <hooklatch/http/request.hpp>
#include <hooklatch/receive/receiver.hpp>
#include <hooklatch/testing/manual_clock.hpp>
#include <hooklatch/verify/verifier.hpp>

#include <string>

using namespace hooklatch;
using namespace test_support;
using providers::slack;

namespace {

// docs.slack.dev, "Verifying requests from Slack", the worked example; also in many SDKs' tests.
const std::string form =
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
    "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
    "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121."
    "803a0bc887a14d10d2c447fce8b6703c";
const std::string signing_secret = "8f742231b10e8888abcd99yyyzzz85a5";
const std::string digits = "a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
constexpr std::int64_t sent_at = 1531420618;

request documented() {
  return request("POST", "/hooks", {{"X-Slack-Request-Timestamp", "1531420618"}, {"X-Slack-Signature", "v0=" + digits}},
                 form);
}
errc verdict(const request& delivery, std::int64_t now = sent_at) {
  const verifier<slack, testing::manual_clock> verify(signing_secret, {}, testing::manual_clock(now));
  return reason_of(verify.verify(delivery));
}

}  // namespace

TEST_CASE("slack signs as its page says") {
  constexpr const auto& page = slack::table();
  CHECK(page.name == "slack");
  CHECK(page.documentation == "https://docs.slack.dev/authentication/verifying-requests-from-slack");
  CHECK(page.mac_name == "HMAC-SHA256");
  CHECK(page.digest == digest_algorithm::sha256);
  CHECK(page.signature_header == "X-Slack-Signature");
  CHECK(page.grammar_name == "v0=");
  CHECK(page.encoding_name == "hex");
  CHECK(page.recipe_text == "v0:{timestamp}:{body}");
  CHECK(page.secret_format_name == "raw");
  CHECK(page.timestamp_header == "X-Slack-Request-Timestamp");
  CHECK(page.timestamp_field.empty());
  CHECK(page.timestamp_format_name == "unix seconds");
  CHECK(page.tolerance_past == 300);
  CHECK(page.tolerance_future == 300);
  CHECK(page.timestamp_is_signed);
  CHECK(page.body_cap == 1048576);
}

TEST_CASE("slack's envelope and answers are those of its page") {
  constexpr const auto& page = slack::table();
  CHECK(in_json(page.event_id, "/event_id"));
  CHECK(page.id_is_signed);
  CHECK(nowhere(page.delivery_id));
  CHECK(in_json(page.event_type, "/event/type"));
  CHECK(page.type_is_signed);
  CHECK(in_json(page.event_time, "/event_time"));
  CHECK(page.event_time_as == event_time_format::unix_seconds);
  CHECK(in_json(page.event_data, "/event"));
  CHECK(nowhere(page.test_flag));
  CHECK(answers(page.rejection, 401, ""));
  CHECK(answers(page.acknowledgement, 200, ""));
  CHECK(answers(page.handler_failure_answer, 500, ""));
  CHECK(waits(page) == std::vector<std::int64_t>{0, 60, 300});
  CHECK(page.retry_horizon == 360);
  CHECK(page.ack_within == 3);
  CHECK_FALSE(page.https_only);
}

TEST_CASE("slack's worked example is accepted for five minutes") {
  CHECK(verdict(documented()) == accepted);
  CHECK(verdict(documented(), sent_at + 300) == accepted);
  CHECK(verdict(documented(), sent_at + 301) == errc::timestamp_too_old);
  CHECK(verdict(documented(), sent_at - 300) == accepted);
  CHECK(verdict(documented(), sent_at - 301) == errc::timestamp_too_new);
}

TEST_CASE("slack's worked example is refused with another body or another time") {
  auto changed = documented();
  changed.body = "changed";
  CHECK(verdict(changed) == errc::signature_mismatch);

  auto moved = documented();
  header_of(moved, "X-Slack-Request-Timestamp") = "1531420619";
  CHECK(verdict(moved) == errc::signature_mismatch);
}

TEST_CASE("slack's version is part of the signature and of what is signed") {
  auto delivery = documented();
  header_of(delivery, "X-Slack-Signature") = "v1=" + digits;
  CHECK(verdict(delivery) == errc::malformed_signature);
  header_of(delivery, "X-Slack-Signature") = digits;
  CHECK(verdict(delivery) == errc::malformed_signature);
  header_of(delivery, "X-Slack-Signature") = "v0=" + hmac_hex(signing_secret, "v1:1531420618:" + form);
  CHECK(verdict(delivery) == errc::signature_mismatch);
  header_of(delivery, "X-Slack-Signature") = "v0=" + hmac_hex(signing_secret, "1531420618:" + form);
  CHECK(verdict(delivery) == errc::signature_mismatch);
}

TEST_CASE("slack's secret looks like hex and is used as text") {
  const std::string shown = "8f742231b10e8888abcd998877665544";  // good hex of 16 bytes
  const auto delivery = signed_delivery<slack>({.key = shown, .time = "1531420618"});
  const verifier<slack, testing::manual_clock> verify(shown, {}, testing::manual_clock(sent_at));
  CHECK(reason_of(verify.verify(delivery)) == accepted);
}

TEST_CASE("slack tells whose an event is, and brings one event a delivery") {
  constexpr const auto& page = slack::table();
  CHECK(in_json(page.tenant, "/team_id"));
  CHECK(nowhere(page.batch));
  CHECK(page.id_fallback.empty());
  CHECK_FALSE(page.signs_challenges);
}

// docs.slack.dev, event "url_verification": the example request and the answer as plain text.

namespace {

const std::string url_verification =
    R"({"token":"Jhj5dZrVaK7ZwHHjRyZWjbDl","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P",)"
    R"("type":"url_verification"})";

request signed_by(const std::string& secret, const std::string& body) {
  return request("POST", "/hook",
                 {{"X-Slack-Request-Timestamp", "1531420618"},
                  {"X-Slack-Signature", "v0=" + hmac_hex(secret, "v0:1531420618:" + body)}},
                 body);
}
outcome receive(const request& delivery, std::int64_t now = sent_at) {
  const receiver<slack, no_store, with_clock<testing::manual_clock>> receive_it(signing_secret, dispatcher(), {},
                                                                                testing::manual_clock(now));
  return receive_it(delivery);
}
void check_refused(const outcome& done, errc why) {
  CHECK(done.kind == outcome_kind::refused);
  REQUIRE(done.reason.has_value());
  CHECK(done.reason->code() == why);
  CHECK(done.response.status() == 401);
  CHECK(done.response.body().empty());
}

}  // namespace

TEST_CASE("slack's url_verification is answered with its challenge once it is verified") {
  CHECK(slack::table().handshakes.size() == 1);
  const auto done = receive(signed_by(signing_secret, url_verification));
  CHECK(done.kind == outcome_kind::handshake);
  CHECK(done.response.status() == 200);
  CHECK(done.response.content_type() == "text/plain");
  CHECK(done.response.body() == "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P");
}

TEST_CASE("slack's url_verification is refused without its signature, under another secret, and when it is stale") {
  const auto signed_one = signed_by(signing_secret, url_verification);
  check_refused(receive(request("POST", "/hook", {}, url_verification)), errc::missing_signature);
  check_refused(receive(without_header(signed_one, "X-Slack-Request-Timestamp")), errc::missing_timestamp);
  check_refused(receive(signed_by("8f742231b10e8888abcd99yyyzzz85a6", url_verification)), errc::signature_mismatch);
  check_refused(receive(signed_one, sent_at + 301), errc::timestamp_too_old);
}

TEST_CASE("slack's events are events, whatever challenge they hold") {
  const std::string event = R"({"type":"event_callback","challenge":"x","event_id":"Ev1","event":{"type":"a"}})";
  const auto done = receive(signed_by(signing_secret, event));
  CHECK(done.kind == outcome_kind::unhandled);
  CHECK(done.response.status() == 200);
  CHECK(done.response.body().empty());
  CHECK(done.event_id == "Ev1");
}

// Typed from docs.slack.dev/reference/events, not from the package that the list was read from.
TEST_CASE("slack's documented types have names") {
  using events = slack::events;
  CHECK(events::app_home_opened == "app_home_opened");
  CHECK(events::app_mention == "app_mention");
  CHECK(events::app_uninstalled == "app_uninstalled");
  CHECK(events::channel_created == "channel_created");
  CHECK(events::emoji_changed == "emoji_changed");
  CHECK(events::file_shared == "file_shared");
  CHECK(events::link_shared == "link_shared");
  CHECK(events::member_joined_channel == "member_joined_channel");
  CHECK(events::message == "message");
  CHECK(events::reaction_added == "reaction_added");
  CHECK(events::team_join == "team_join");
  CHECK(events::tokens_revoked == "tokens_revoked");
  CHECK(events::user_change == "user_change");
}

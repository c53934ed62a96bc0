// SPDX-License-Identifier: MIT
#include <hooklatch/providers/standard_webhooks.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/provider_facts.hpp"

#include <hooklatch/core/keyring.hpp>
#include <hooklatch/http/request.hpp>
#include <hooklatch/testing/manual_clock.hpp>
#include <hooklatch/verify/verifier.hpp>

#include <string>

using namespace hooklatch;
using namespace test_support;
using providers::standard_webhooks;

namespace {

using clocked = verifier<standard_webhooks, testing::manual_clock>;

// standard-webhooks/standard-webhooks, libraries/javascript/src/webhook.test.ts, "sign function works"; also in
// libraries/python/tests/test_webhooks.py.
const std::string shown = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string good = "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
constexpr std::int64_t sent_at = 1614265330;

request documented() {
  return request("POST", "/hooks",
                 {{"webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"},
                  {"webhook-timestamp", "1614265330"},
                  {"webhook-signature", "v1," + good}},
                 R"({"test": 2432232314})");
}
errc verdict(const request& delivery, std::int64_t now = sent_at, const std::string& secret = shown) {
  return reason_of(clocked(secret, {}, testing::manual_clock(now)).verify(delivery));
}
errc verdict_on(const std::string& signatures) {
  auto delivery = documented();
  header_of(delivery, "webhook-signature") = signatures;
  return verdict(delivery);
}

}  // namespace

TEST_CASE("standard webhooks signs as its specification says") {
  constexpr const auto& page = standard_webhooks::table();
  CHECK(page.name == "standard-webhooks");
  CHECK(page.documentation == "https://www.standardwebhooks.com");
  CHECK(page.mac_name == "HMAC-SHA256");
  CHECK(page.digest == digest_algorithm::sha256);
  CHECK(page.signature_header == "webhook-signature");
  CHECK(page.grammar_name == "v1");
  CHECK(page.encoding_name == "base64");
  CHECK(page.recipe_text == "{id}.{timestamp}.{body}");
  CHECK(page.secret_format_name == "whsec_ + base64");
  CHECK(page.timestamp_header == "webhook-timestamp");
  CHECK(page.timestamp_field.empty());
  CHECK(page.timestamp_format_name == "unix seconds");
  CHECK(page.tolerance_past == 300);
  CHECK(page.tolerance_future == 300);
  CHECK(page.timestamp_is_signed);
  CHECK(page.body_cap == 1048576);
}

TEST_CASE("standard webhooks' envelope and answers are those of its specification") {
  constexpr const auto& page = standard_webhooks::table();
  CHECK(in_header(page.event_id, "webhook-id"));
  CHECK(page.id_is_signed);
  CHECK(page.splices_id());
  CHECK(nowhere(page.delivery_id));
  CHECK(in_json(page.event_type, "/type"));
  CHECK(page.type_is_signed);
  CHECK(in_json(page.event_time, "/timestamp"));
  CHECK(page.event_time_as == event_time_format::iso8601);
  CHECK(in_json(page.event_data, "/data"));
  CHECK(nowhere(page.test_flag));
  CHECK(answers(page.rejection, 401, ""));
  CHECK(answers(page.acknowledgement, 200, ""));
  CHECK(answers(page.handler_failure_answer, 500, ""));
  // At once, then after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h.
  CHECK(waits(page) == std::vector<std::int64_t>{5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400});
  CHECK(page.retry_horizon == 272105);
  CHECK(page.ack_within == 15);
  CHECK_FALSE(page.https_only);
}

TEST_CASE("standard webhooks' published delivery is accepted") {
  const auto delivery = documented();
  const auto verified = clocked(shown, {}, testing::manual_clock(sent_at)).verify(delivery);
  REQUIRE(verified);
  CHECK(verified->signed_id() == "msg_p5jXN8AQM9LWM0D4loKWxJek");
  CHECK(verified->id_is_signed());
  CHECK(verified->timestamp() == instant(sent_at));
  CHECK_FALSE(verified->untrusted_delivery_id().has_value());
}

TEST_CASE("standard webhooks' second published delivery is accepted") {
  // standard-webhooks/standard-webhooks, libraries/rust/src/lib.rs
  const request delivery("POST", "/hooks",
                         {{"webhook-id", "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk"},
                          {"webhook-timestamp", "1649367553"},
                          {"webhook-signature", "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="}},
                         R"({"email":"test@example.com","username":"test_user"})");
  CHECK(verdict(delivery, 1649367553, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD") == accepted);
}

TEST_CASE("standard webhooks' secret may come without its prefix") {
  CHECK(verdict(documented(), sent_at, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") == accepted);
}

TEST_CASE("standard webhooks' secret that is no base64 is refused when the verifier is made") {
  for (const std::string text :
       {"whsec_!!!!!!!!!!!!!!!!!!!!!!!!", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
        "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"}) {
    INFO(text);
    const auto made = clocked::make(text);
    CHECK(reason_of(made) == errc::bad_secret_encoding);
  }
  CHECK(reason_of(clocked::make("whsec_MfKQ9r8GKYqrTwjUPD8I")) == errc::weak_secret);  // 15 bytes once decoded
  CHECK(reason_of(clocked::make("whsec_MfKQ9r8GKYqrTwjUPD8ILA")) == accepted);         // 16 bytes
}

TEST_CASE("standard webhooks' window is five minutes on both sides, edges included") {
  CHECK(verdict(documented(), sent_at + 300) == accepted);
  CHECK(verdict(documented(), sent_at + 301) == errc::timestamp_too_old);
  CHECK(verdict(documented(), sent_at - 300) == accepted);
  CHECK(verdict(documented(), sent_at - 301) == errc::timestamp_too_new);
}

TEST_CASE("standard webhooks refuses a delivery that lacks one of the three headers") {
  CHECK(verdict(without_header(documented(), "webhook-id")) == errc::missing_id);
  CHECK(verdict(without_header(documented(), "webhook-timestamp")) == errc::missing_timestamp);
  CHECK(verdict(without_header(documented(), "webhook-signature")) == errc::missing_signature);
}

TEST_CASE("standard webhooks refuses a signature under another version") {
  CHECK(verdict_on("v2," + good) == errc::unsupported_scheme);
  CHECK(verdict_on("v1a," + good) == errc::unsupported_scheme);
  CHECK(verdict_on("V1," + good) == errc::unsupported_scheme);
  CHECK(verdict_on("v1,") == errc::malformed_signature);
  CHECK(verdict_on(good) == errc::malformed_signature);
  CHECK(verdict_on("," + good) == errc::malformed_signature);
}

TEST_CASE("standard webhooks takes the right signature wherever it stands in the list") {
  const std::string wrong = "Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
  CHECK(verdict_on("v1," + wrong + " v1," + good) == accepted);
  CHECK(verdict_on("v1," + good + " v1," + wrong) == accepted);
  CHECK(verdict_on("v1a,x v2,y v1,!! v1 " + std::string("v1,") + good) == accepted);
  CHECK(verdict_on("v1," + wrong + " v2," + good) == errc::signature_mismatch);
}

TEST_CASE("standard webhooks signs the id, so another one is refused") {
  auto delivery = documented();
  header_of(delivery, "webhook-id") = "msg_p5jXN8AQM9LWM0D4loKWxJel";
  CHECK(verdict(delivery) == errc::signature_mismatch);
}

TEST_CASE("standard webhooks' id holds no full stop, so that no byte moves between id, time and body") {
  // The signed bytes of the published delivery, cut in another place.
  auto delivery = documented();
  header_of(delivery, "webhook-id") = "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330";
  CHECK(verdict(delivery) == errc::malformed_id);
}

TEST_CASE("standard webhooks does not tell whose an event is, and brings one event a delivery") {
  constexpr const auto& page = standard_webhooks::table();
  CHECK(nowhere(page.tenant));
  CHECK(nowhere(page.batch));
  CHECK(page.id_fallback.empty());
  CHECK(page.handshakes.empty());
  CHECK_FALSE(page.signs_challenges);
}

namespace {
template <class Provider>
concept names_events = requires {
  typename Provider::events;
};
}  // namespace
static_assert(names_events<shipped::stripe>);
static_assert(!names_events<standard_webhooks>);  // its senders name their own

// SPDX-License-Identifier: MIT
#include <hooklatch/providers/zuba.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/provider_facts.hpp"

#include <hooklatch/http/request.hpp>
#include <hooklatch/testing/manual_clock.hpp>
#include <hooklatch/verify/verifier.hpp>

#include <string>

using namespace hooklatch;
using namespace test_support;
using providers::zuba;

namespace {

// The page's example event, minified; signed with Python's hmac (tests/conformance/seed_vectors.json,
// "zuba.payout.paid").
const std::string event =
    R"({"id":"evt_a1b2c3d4-e5f6-7890-abcd-ef1234567890","type":"payout.paid","createdAt":"2026-03-23T14:30:00.000Z",)"
    R"("test":false,"data":{"id":"pay_abc123","clientRef":"your-reference-123","amount":"1000.00","currency":"USD",)"
    R"("status":"paid","completedAt":"2026-03-23T14:29:58.000Z"}})";
const std::string tag = "90861a27ddc5177dd7e9204af5ad7d1176f27fd48ef606a493c0533ffdb7110b";
constexpr std::int64_t sent_at = 1774276200;

request documented() {
  return request("POST", "/hooks", {{"X-Zuba-Timestamp", "1774276200"}, {"X-Zuba-Signature", tag}}, event);
}
verifier<zuba, testing::manual_clock> verifier_at(std::int64_t now,
                                                  const std::string& secret = "whsec_zuba_test_secret") {
  return verifier<zuba, testing::manual_clock>(secret, {}, testing::manual_clock(now));
}

}  // namespace

TEST_CASE("zuba signs as its page says") {
  constexpr const auto& page = zuba::table();
  CHECK(page.name == "zuba");
  CHECK(page.documentation == "https://docs.zuba.com");
  CHECK(page.method == "POST");
  CHECK(page.mac_name == "HMAC-SHA256");
  CHECK(page.digest == digest_algorithm::sha256);
  CHECK(page.signature_header == "X-Zuba-Signature");
  CHECK(page.grammar_name == "bare");
  CHECK(page.encoding_name == "hex");
  CHECK(page.recipe_text == "{timestamp}.{body}");
  CHECK(page.secret_format_name == "raw");
  CHECK(page.timestamp_header == "X-Zuba-Timestamp");
  CHECK(page.timestamp_field.empty());
  CHECK(page.timestamp_format_name == "unix seconds");
  CHECK(page.timestamp_resolution == 1'000'000'000);
  CHECK(page.timestamp_is_signed);
  CHECK(page.tolerance_past == 300);
  CHECK(page.tolerance_future == 300);
  CHECK(page.body_cap == 1048576);
}

TEST_CASE("zuba tells id, type, time and the test flag in its signed body") {
  constexpr const auto& page = zuba::table();
  CHECK(in_json(page.event_id, "/id"));
  CHECK(page.id_is_signed);
  CHECK(nowhere(page.delivery_id));
  CHECK(in_json(page.event_type, "/type"));
  CHECK(nowhere(page.event_type_also));
  CHECK(page.type_is_signed);
  CHECK(in_json(page.event_time, "/createdAt"));
  CHECK(page.event_time_as == event_time_format::iso8601);
  CHECK(in_json(page.event_data, "/data"));
  CHECK(in_json(page.test_flag, "/test"));
  CHECK_FALSE(page.test_flag_means_live);
}

TEST_CASE("zuba is answered as its page says") {
  constexpr const auto& page = zuba::table();
  CHECK(answers(page.rejection, 401, R"({"error":"Invalid signature"})"));
  CHECK(answers(page.acknowledgement, 200, R"({"received":true})"));
  CHECK(answers(page.duplicate_answer, 200, R"({"received":true})"));
  CHECK(answers(page.handler_failure_answer, 500, R"({"error":"Processing failed"})"));
  CHECK(answers(page.forbidden_answer, 403, R"({"error":"Forbidden"})"));
  CHECK(codes(page).empty());
  CHECK(waits(page) == std::vector<std::int64_t>{60, 120, 240, 480, 960});
  CHECK(page.retry_horizon == 31 * 60);
  CHECK(page.ack_within == 30);
  CHECK_FALSE(page.https_only);
}

TEST_CASE("zuba's documented event is accepted") {
  const auto delivery = documented();
  REQUIRE(delivery.body.size() == 275);
  const auto verified = verifier_at(sent_at).verify(delivery);
  REQUIRE(verified);
  CHECK(verified->body_text() == event);
  CHECK(verified->timestamp() == instant(sent_at));
  CHECK(verified->skew() == std::chrono::milliseconds(0));
}

TEST_CASE("zuba's window is five minutes on both sides, edges included") {
  const auto delivery = documented();
  CHECK(reason_of(verifier_at(sent_at + 300).verify(delivery)) == accepted);
  CHECK(reason_of(verifier_at(sent_at + 301).verify(delivery)) == errc::timestamp_too_old);
  CHECK(reason_of(verifier_at(sent_at - 300).verify(delivery)) == accepted);
  CHECK(reason_of(verifier_at(sent_at - 301).verify(delivery)) == errc::timestamp_too_new);
}

TEST_CASE("zuba's secret is the text as shown, whsec_ included") {
  const auto delivery = documented();
  CHECK(reason_of(verifier_at(sent_at, "zuba_test_secret").verify(delivery)) == errc::signature_mismatch);

  // Not even where the rest is good base64.
  const std::string shown = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  auto other = documented();
  header_of(other, "X-Zuba-Signature") = hmac_hex(shown, "1774276200." + event);
  CHECK(reason_of(verifier_at(sent_at, shown).verify(other)) == accepted);
}

TEST_CASE("zuba's signature is refused with anything after its 64 digits") {
  auto delivery = documented();
  header_of(delivery, "X-Zuba-Signature") = tag + "zz-anything";
  CHECK(reason_of(verifier_at(sent_at).verify(delivery)) == errc::malformed_signature);
  header_of(delivery, "X-Zuba-Signature") = tag + "00";
  CHECK(reason_of(verifier_at(sent_at).verify(delivery)) == errc::malformed_signature);
  header_of(delivery, "X-Zuba-Signature") = tag.substr(0, 62);
  CHECK(reason_of(verifier_at(sent_at).verify(delivery)) == errc::malformed_signature);
}

TEST_CASE("zuba's five documented types have names") {
  using events = zuba::events;
  CHECK(events::payout_processing == "payout.processing");
  CHECK(events::payout_paid == "payout.paid");
  CHECK(events::payout_failed == "payout.failed");
  CHECK(events::payout_cancelled == "payout.cancelled");
  CHECK(events::webhook_test == "webhook.test");
}

TEST_CASE("zuba does not tell whose an event is, and brings one event a delivery") {
  constexpr const auto& page = zuba::table();
  CHECK(nowhere(page.tenant));
  CHECK(nowhere(page.batch));
  CHECK(page.id_fallback.empty());
  CHECK(page.handshakes.empty());
  CHECK_FALSE(page.signs_challenges);
}

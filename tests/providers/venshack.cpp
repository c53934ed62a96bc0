// SPDX-License-Identifier: MIT
#include <hooklatch/providers/venshack.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/provider_facts.hpp"

#include <hooklatch/http/request.hpp>
#include <hooklatch/testing/manual_clock.hpp>
#include <hooklatch/verify/verifier.hpp>

#include <string>

using namespace hooklatch;
using namespace test_support;
using providers::venshack;

namespace {

// The page's example event, minified; signed with Python's hmac (tests/conformance/seed_vectors.json,
// "venshack.vending.completed").
const std::string event =
    R"({"event":"vending.completed","timestamp":"2026-03-23T14:30:00.000Z","organizationId":"org_abc123",)"
    R"("data":{"transactionId":"txn_xyz789","meterNumber":"1234567890123","customerName":"John Doe","amount":50000,)"
    R"("token":"1234-5678-9012-3456-7890","units":25.5,"externalRef":"your-order-123"}})";
const std::string tag = "84cc9176836eac1971da518e8904ce021ee2c73d391afeebe8cbb3a90a65b083";
constexpr std::int64_t sent_at = 1774276200;

request documented() {
  return request("POST", "/hooks",
                 {{"X-Venshack-Timestamp", "1774276200"},
                  {"X-Venshack-Event", "vending.completed"},
                  {"X-Venshack-Delivery-Id", "dlv_example_1"},
                  {"X-Venshack-Signature", tag}},
                 event);
}
verifier<venshack, testing::manual_clock> verifier_at(std::int64_t now) {
  return verifier<venshack, testing::manual_clock>("venshack_test_secret", {}, testing::manual_clock(now));
}

}  // namespace

TEST_CASE("venshack signs as its page says") {
  constexpr const auto& page = venshack::table();
  CHECK(page.name == "venshack");
  CHECK(page.method == "POST");
  CHECK(page.mac_name == "HMAC-SHA256");
  CHECK(page.digest == digest_algorithm::sha256);
  CHECK(page.signature_header == "X-Venshack-Signature");
  CHECK(page.grammar_name == "bare");
  CHECK(page.encoding_name == "hex");
  CHECK(page.recipe_text == "{timestamp}.{body}");
  CHECK(page.secret_format_name == "raw");
  CHECK(page.timestamp_header == "X-Venshack-Timestamp");
  CHECK(page.timestamp_field.empty());
  CHECK(page.timestamp_format_name == "unix seconds");
  CHECK(page.timestamp_resolution == 1'000'000'000);
  CHECK(page.timestamp_is_signed);
  CHECK(page.tolerance_past == 300);
  CHECK(page.tolerance_future == 300);
  CHECK(page.body_cap == 1048576);
}

TEST_CASE("venshack's delivery id is a header outside the MAC") {
  constexpr const auto& page = venshack::table();
  CHECK(in_header(page.delivery_id, "X-Venshack-Delivery-Id"));
  CHECK(nowhere(page.event_id));
  CHECK_FALSE(page.id_is_signed);
  CHECK(in_json(page.event_type, "/event"));
  CHECK(in_header(page.event_type_also, "X-Venshack-Event"));
  CHECK(page.type_is_signed);
  CHECK(in_json(page.event_time, "/timestamp"));
  CHECK(page.event_time_as == event_time_format::iso8601);
  CHECK(in_json(page.event_data, "/data"));
  CHECK(nowhere(page.test_flag));
}

TEST_CASE("venshack is answered as its page says") {
  constexpr const auto& page = venshack::table();
  CHECK(answers(page.rejection, 401, R"({"error":"Invalid signature"})"));
  CHECK(answers(page.acknowledgement, 200, R"({"received":true})"));
  CHECK(answers(page.duplicate_answer, 200, R"({"received":true,"duplicate":true})"));
  CHECK(answers(page.handler_failure_answer, 500, ""));
  CHECK(answers(page.forbidden_answer, 403, ""));
  CHECK(page.acknowledges_with(200));
  CHECK(page.acknowledges_with(202));
  CHECK(waits(page) == std::vector<std::int64_t>{60, 300, 1800, 7200, 86400});
  CHECK(page.retry_horizon == 26 * 3600 + 36 * 60);
  CHECK(page.ack_within == 30);
  CHECK(page.https_only);
}

TEST_CASE("venshack's documented event is accepted") {
  const auto delivery = documented();
  REQUIRE(delivery.body.size() == 286);
  const auto verified = verifier_at(sent_at).verify(delivery);
  REQUIRE(verified);
  CHECK(verified->body_text() == event);
  CHECK(verified->timestamp() == instant(sent_at));
  CHECK(verified->untrusted_delivery_id() == "dlv_example_1");
  CHECK(verified->untrusted_event_type() == "vending.completed");
  CHECK_FALSE(verified->signed_id().has_value());
}

TEST_CASE("venshack's window is five minutes on both sides, edges included") {
  const auto delivery = documented();
  CHECK(reason_of(verifier_at(sent_at + 300).verify(delivery)) == accepted);
  CHECK(reason_of(verifier_at(sent_at + 301).verify(delivery)) == errc::timestamp_too_old);
  CHECK(reason_of(verifier_at(sent_at - 300).verify(delivery)) == accepted);
  CHECK(reason_of(verifier_at(sent_at - 301).verify(delivery)) == errc::timestamp_too_new);
}

TEST_CASE("venshack's delivery can be sent again under another id, which proves nothing and is called untrusted") {
  auto delivery = documented();
  header_of(delivery, "X-Venshack-Delivery-Id") = "dlv_of_somebody_else";
  const auto verified = verifier_at(sent_at).verify(delivery);
  REQUIRE(verified);
  CHECK(verified->untrusted_delivery_id() == "dlv_of_somebody_else");
  CHECK_FALSE(verified->id_is_signed());
}

TEST_CASE("venshack's signature does not hold for another time") {
  auto delivery = documented();
  header_of(delivery, "X-Venshack-Timestamp") = "1774276201";
  CHECK(reason_of(verifier_at(sent_at).verify(delivery)) == errc::signature_mismatch);
}

TEST_CASE("venshack's timestamp is refused where the page's samples read a number into it") {
  auto delivery = documented();
  for (const std::string text :
       {"abc", "1774276200abc", "1_774_276_200", "+1774276200", "1774276200.0", "01774276200"}) {
    INFO(text);
    header_of(delivery, "X-Venshack-Timestamp") = text;
    header_of(delivery, "X-Venshack-Signature") = hmac_hex("venshack_test_secret", text + "." + event);
    CHECK(reason_of(verifier_at(sent_at).verify(delivery)) == errc::malformed_timestamp);
  }
}

TEST_CASE("venshack's nine documented types have names") {
  using events = venshack::events;
  CHECK(events::vending_completed == "vending.completed");
  CHECK(events::vending_failed == "vending.failed");
  CHECK(events::access_code_created == "access_code.created");
  CHECK(events::access_code_used == "access_code.used");
  CHECK(events::access_code_revoked == "access_code.revoked");
  CHECK(events::meter_created == "meter.created");
  CHECK(events::meter_approved == "meter.approved");
  CHECK(events::meter_rejected == "meter.rejected");
  CHECK(events::meter_deleted == "meter.deleted");
}

TEST_CASE("venshack tells whose an event is, and brings one event a delivery") {
  constexpr const auto& page = venshack::table();
  CHECK(in_json(page.tenant, "/organizationId"));
  CHECK(nowhere(page.batch));
  CHECK(page.id_fallback.empty());
  CHECK(page.handshakes.empty());
  CHECK_FALSE(page.signs_challenges);
}

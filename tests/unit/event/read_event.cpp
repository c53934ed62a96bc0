// SPDX-License-Identifier: MIT
#include <hooklatch/event/read_event.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/events.hpp"

#include <hooklatch/provider/adjusted.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace hooklatch;
using namespace test_support;
using namespace std::chrono_literals;
using shipped::github;
using shipped::hackmamba;
using shipped::rukkyhub;
using shipped::simpu;
using shipped::slack;
using shipped::standard_webhooks;
using shipped::stripe;
using shipped::venshack;
using shipped::zuba;

namespace {

// The providers' example events, minified; numbers and order as on their pages.
const std::string rukkyhub_body =
    R"({"event":"vtu.success","occurred_at":"2026-04-05T12:00:00Z","vtu":{"id":1,"trx":"TRX_STRING","category":"data",)"
    R"("service_name":"mtn-data","phone":"08012345678","amount":123.45,"base_amount":120.00,"profit_amount":3.45,)"
    R"("provider":"third_party","provider_ref":"ABC123","status":"success","meta":{},)"
    R"("created_at":"2026-04-05T12:00:00Z","updated_at":"2026-04-05T12:00:05Z"}})";
const std::string simpu_body =
    R"({"data":{"object":{"callback":"https://webhook.site/70652a3f-c84f-4efe-a63d-f272e66abc29","amount":"12.0",)"
    R"("object":"airtime","organisation_id":"897436867c0911eb8e5d9a88eb4ca9b7",)"
    R"("created_datetime":"2024-09-23T20:19:59.873639","network":"GLO","recipient":"2349055019322",)"
    R"("status":"success"}},"id":"evt.airtime_ExTefBPVsc1F901NXSNm1EZnvzpfOTcQ","object":"event",)"
    R"("type":"AIRTIME_SUCCESS","timestamp":"Sep 23, 2024, 8:20:01 PM"})";
const std::string venshack_body =
    R"({"event":"vending.completed","timestamp":"2026-03-23T14:30:00.000Z","organizationId":"org_abc123",)"
    R"("data":{"transactionId":"txn_xyz789","meterNumber":"1234567890123","customerName":"John Doe","amount":50000,)"
    R"("token":"1234-5678-9012-3456-7890","units":25.5,"externalRef":"your-order-123"}})";
const std::string hackmamba_body =
    R"({"id":"evt_1234567890","type":"user.created","created":1640995200,"data":{"object":"user","id":"user_123",)"
    R"("name":"John Doe","email":"john@example.com"},"livemode":false,"pending_webhooks":1,)"
    R"("request":{"id":"req_1234567890"}})";
const std::string zuba_body =
    R"({"id":"evt_a1b2c3d4-e5f6-7890-abcd-ef1234567890","type":"payout.paid","createdAt":"2026-03-23T14:30:00.000Z",)"
    R"("test":false,"data":{"id":"pay_abc123","clientRef":"your-reference-123","amount":"1000.00","currency":"USD",)"
    R"("status":"paid","completedAt":"2026-03-23T14:29:58.000Z"}})";

template <class Provider>
request delivery_of(std::string body, std::string type = "thing.done") {
  return signed_delivery<Provider>({.type = std::move(type), .body = std::move(body)});
}

// Why a signed delivery with this body is refused.
template <class Provider>
error refusal_of(const std::string& body, const envelope_options& options = {}, const std::string& type = "a.b") {
  const delivered<Provider> sent(delivery_of<Provider>(body, type));
  const auto event = read_event(*sent, options);
  if (event) return error(accepted);
  return event.error();
}
errc zuba_verdict(const std::string& body, const envelope_options& options = {}) {
  return refusal_of<zuba>(body, options).code();
}

}  // namespace

TEST_CASE("rukkyhub's documented event is read: no id, and the data under the category's name") {
  const delivered<rukkyhub> sent(delivery_of<rukkyhub>(rukkyhub_body, "vtu.success"));
  const auto event = read_event(*sent);
  REQUIRE(event);
  CHECK(event->provider().name == "rukkyhub");
  CHECK(event->id().empty());
  CHECK(event->type() == "vtu.success");
  CHECK(event->untrusted_type() == "vtu.success");
  CHECK(event->time() == event_moment(instant(1775390400), true));  // Python: datetime(2026, 4, 5, 12, tzinfo=UTC)
  CHECK_FALSE(event->is_test().has_value());
  CHECK(event->tenant().empty());
  CHECK(event->data().text() ==
        R"({"id":1,"trx":"TRX_STRING","category":"data","service_name":"mtn-data","phone":"08012345678",)"
        R"("amount":123.45,"base_amount":120.00,"profit_amount":3.45,"provider":"third_party",)"
        R"("provider_ref":"ABC123","status":"success","meta":{},)"
        R"("created_at":"2026-04-05T12:00:00Z","updated_at":"2026-04-05T12:00:05Z"})");
  CHECK(event->find("/vtu/base_amount").text() == "120.00");
  CHECK(event->find("/vtu/meta").text() == "{}");
  CHECK_FALSE(event->find("/vtu/nothing").present());
  CHECK(event->text() == rukkyhub_body);
}

TEST_CASE("simpu's documented event is read: its time has no zone, and its data stands under data.object") {
  const delivered<simpu> sent(delivery_of<simpu>(simpu_body));
  const auto event = read_event(*sent);
  REQUIRE(event);
  CHECK(event->id() == "evt.airtime_ExTefBPVsc1F901NXSNm1EZnvzpfOTcQ");
  CHECK(event->type() == "AIRTIME_SUCCESS");
  CHECK(event->untrusted_type().empty());
  CHECK(event->time() == event_moment(instant(1727122801), false));  // Python: datetime(2024, 9, 23, 20, 20, 1)
  CHECK_FALSE(event->is_test().has_value());
  CHECK(event->tenant() == "897436867c0911eb8e5d9a88eb4ca9b7");
  CHECK(event->find("/data/object/amount").text() == R"("12.0")");
  CHECK(event->data().text().substr(0, 40) == R"({"callback":"https://webhook.site/70652a)");
  CHECK(event->find(simpu::fields::callback).raw_content() ==
        "https://webhook.site/70652a3f-c84f-4efe-a63d-f272e66abc29");
  CHECK(event->find(simpu::fields::created).raw_content() == "2024-09-23T20:19:59.873639");
}

TEST_CASE("venshack's documented event is read: the id is a header that is called untrusted") {
  const delivered<venshack> sent(delivery_of<venshack>(venshack_body, "vending.completed"));
  const auto event = read_event(*sent);
  REQUIRE(event);
  CHECK(event->id().empty());
  CHECK(event->untrusted_delivery_id() == "evt_1");
  CHECK(event->type() == "vending.completed");
  CHECK(event->time() == event_moment(instant(1774276200), true));  // Python: datetime(2026, 3, 23, 14, 30, tzinfo=UTC)
  CHECK_FALSE(event->is_test().has_value());
  CHECK(event->tenant() == "org_abc123");
  CHECK(event->data().text() ==
        R"({"transactionId":"txn_xyz789","meterNumber":"1234567890123","customerName":"John Doe","amount":50000,)"
        R"("token":"1234-5678-9012-3456-7890","units":25.5,"externalRef":"your-order-123"})");
  CHECK(event->find("/data/units").text() == "25.5");
}

TEST_CASE("venshack's second documented event is read") {
  const delivered<venshack> sent(delivery_of<venshack>(
      R"({"event":"access_code.used","timestamp":"2026-03-23T14:30:00.000Z","organizationId":"org_abc123",)"
      R"("data":{"accessCodeId":"ac_xyz789","guestName":"Jane Smith","guestPhone":"+2348012345678",)"
      R"("purpose":"Delivery","usageCount":1,"verifiedAt":"2026-03-23T14:30:00.000Z"}})",
      "access_code.used"));
  const auto event = read_event(*sent);
  REQUIRE(event);
  CHECK(event->type() == "access_code.used");
  CHECK(event->find("/data/guestPhone").raw_content() == "+2348012345678");
}

TEST_CASE("hackmamba's documented event is read: not live is a test") {
  const delivered<hackmamba> sent(delivery_of<hackmamba>(hackmamba_body));
  const auto event = read_event(*sent);
  REQUIRE(event);
  CHECK(event->id() == "evt_1234567890");
  CHECK(event->type() == "user.created");
  CHECK(event->time() == event_moment(instant(1640995200), true));
  CHECK(event->is_test() == true);
  CHECK(event->data().text() == R"({"object":"user","id":"user_123","name":"John Doe","email":"john@example.com"})");
  CHECK(event->find(hackmamba::fields::request_id).raw_content() == "req_1234567890");
  CHECK(event->find(hackmamba::fields::pending_webhooks).text() == "1");
}

TEST_CASE("zuba's documented event is read") {
  const delivered<zuba> sent(delivery_of<zuba>(zuba_body));
  const auto event = read_event(*sent);
  REQUIRE(event);
  CHECK(event->id() == "evt_a1b2c3d4-e5f6-7890-abcd-ef1234567890");
  CHECK(event->type() == "payout.paid");
  CHECK(event->time() == event_moment(instant(1774276200), true));
  CHECK(event->is_test() == false);
  CHECK(event->tenant().empty());
  CHECK(event->untrusted_type().empty());
  CHECK(event->untrusted_delivery_id().empty());
  CHECK(event->data().text() ==
        R"({"id":"pay_abc123","clientRef":"your-reference-123","amount":"1000.00","currency":"USD",)"
        R"("status":"paid","completedAt":"2026-03-23T14:29:58.000Z"})");
}

TEST_CASE("an event of stripe's layout is read") {
  const delivered<stripe> sent(delivery_of<stripe>(
      R"({"id":"evt_1NG8Du2eZvKYlo2CUI79vXWy","object":"event","api_version":"2019-02-19","created":1686089970,)"
      R"("data":{"object":{"id":"seti_1NG8Du","amount":120.00}},"livemode":true,"pending_webhooks":0,)"
      R"("type":"setup_intent.created"})"));
  const auto event = read_event(*sent);
  REQUIRE(event);
  CHECK(event->id() == "evt_1NG8Du2eZvKYlo2CUI79vXWy");
  CHECK(event->type() == "setup_intent.created");
  CHECK(event->time() == event_moment(instant(1686089970), true));
  CHECK(event->is_test() == false);
  CHECK(event->data().text() == R"({"id":"seti_1NG8Du","amount":120.00})");
}

TEST_CASE("github's type is told by a header outside the MAC, and is reachable as untrusted only") {
  const delivered<github> sent(delivery_of<github>(R"({"action":"opened","type":"in the body"})", "issues"));
  const auto event = read_event(*sent);
  REQUIRE(event);
  CHECK(event->id().empty());
  CHECK(event->type().empty());
  CHECK(event->untrusted_type() == "issues");
  CHECK(event->untrusted_delivery_id() == "evt_1");
  CHECK_FALSE(event->time().has_value());
  CHECK_FALSE(event->is_test().has_value());
  CHECK(event->data().text() == R"({"action":"opened","type":"in the body"})");
}

TEST_CASE("an event of slack's layout is read") {
  const delivered<slack> sent(delivery_of<slack>(
      R"({"token":"XXYYZZ","team_id":"T123ABC456","api_app_id":"A123ABC456","event":{"type":"app_mention",)"
      R"("text":"hello"},"type":"event_callback","event_id":"Ev123ABC456","event_time":1234567890})"));
  const auto event = read_event(*sent);
  REQUIRE(event);
  CHECK(event->id() == "Ev123ABC456");
  CHECK(event->type() == "app_mention");
  CHECK(event->time() == event_moment(instant(1234567890), true));
  CHECK(event->tenant() == "T123ABC456");
  CHECK(event->data().text() == R"({"type":"app_mention","text":"hello"})");
}

TEST_CASE("the id of a standard webhook is the signed header's, not the body's") {
  const delivered<standard_webhooks> sent(signed_delivery<standard_webhooks>(
      {.id = "msg_1",
       .body = R"({"id":"other","type":"contact.created","timestamp":"2022-11-03T20:26:10.344522Z",)"
               R"("data":{"id":"1f81eb52"}})"}));
  const auto event = read_event(*sent);
  REQUIRE(event);
  CHECK(event->id() == "msg_1");
  CHECK(event->type() == "contact.created");
  CHECK(event->time() == event_moment(instant(1667507170, 344'522'000), true));  // Python's datetime
  CHECK(event->data().text() == R"({"id":"1f81eb52"})");
}

TEST_CASE("an event outlives what read it, but not the body") {
  const delivered<zuba> sent(delivery_of<zuba>(zuba_body));
  const auto event = read_event(verified_delivery(*sent));
  REQUIRE(event);
  CHECK(event->id() == "evt_a1b2c3d4-e5f6-7890-abcd-ef1234567890");
  CHECK(event->text().data() == (*sent).body_text().data());
  CHECK(event->data().text().data() == (*sent).body_text().data() + zuba_body.find(R"({"id":"pay_abc123")"));
}

// What is refused.

TEMPLATE_LIST_TEST_CASE("a signed body that is no JSON is refused with the offset where it ends to be JSON", "",
                        nine_providers) {
  const delivered<TestType> sent(delivery_of<TestType>(R"({"id":"evt_1", nonsense})"));
  const auto event = read_event(*sent);
  REQUIRE(reason_of(event) == errc::payload_malformed);
  CHECK(event.error().offset() == 15U);
}

TEMPLATE_LIST_TEST_CASE("a signed body of white space or of nothing is no event", "", nine_providers) {
  for (const std::string body : {"", " ", "\n\n", "\xef\xbb\xbf{}", "{}{}", "token=x&type=y"}) {
    INFO('"' << body << '"');
    CHECK(refusal_of<TestType>(body) == errc::payload_malformed);
  }
}

TEST_CASE("a JSON text that is no object lacks the fields of an event") {
  for (const std::string body : {"[]", "1", "\"id\"", "null", "true", "[{\"id\":\"evt_1\",\"type\":\"a.b\"}]"}) {
    INFO(body);
    CHECK(zuba_verdict(body) == errc::payload_missing_field);
  }
}

TEST_CASE("a body is refused for what the scanner says of it") {
  CHECK(zuba_verdict("{\"id\":\"evt_1\",\"type\":\"a.b\",\"data\":\"\xff\"}") == errc::payload_invalid_utf8);
  CHECK(zuba_verdict(R"({"id":"evt_1","type":"a.b","data":)" + std::string(64, '[') + std::string(64, ']') + "}") ==
        errc::payload_too_deep);
  CHECK(zuba_verdict(R"({"id":"evt_1","type":"a.b","data":)" + std::string(63, '[') + std::string(63, ']') + "}") ==
        accepted);

  std::string many = R"({"id":"evt_1","type":"a.b")";
  for (int i = 2; i < 256; ++i) many += ",\"n" + std::to_string(i) + "\":0";
  CHECK(zuba_verdict(many + "}") == accepted);
  CHECK(zuba_verdict(many + R"(,"one more":0})") == errc::payload_too_many_members);
}

TEST_CASE("a name that stands twice on the way to a field is refused, in whatever spelling") {
  CHECK(zuba_verdict(R"({"id":"evt_1","type":"a.b","id":"evt_2"})") == errc::payload_duplicate_key);
  CHECK(zuba_verdict(R"({"id":"evt_1","type":"a.b","id":"evt_1"})") == errc::payload_duplicate_key);
  CHECK(zuba_verdict(R"({"id":"evt_1","type":"a.b","\u0069d":"evt_2"})") == errc::payload_duplicate_key);
  CHECK(zuba_verdict(R"({"id":"evt_1","type":"a.b","other":1,"other":2})") == errc::payload_duplicate_key);
  CHECK(refusal_of<slack>(R"({"event_id":"Ev1","event":{"type":"a","type":"b"}})") == errc::payload_duplicate_key);
  CHECK(refusal_of<rukkyhub>(R"({"event":"a.b","a":{},"a":{}})") == errc::payload_duplicate_key);
  const auto second = refusal_of<zuba>(R"({"id":"evt_1","id":"evt_2","type":"a.b"})");
  CHECK(second.offset() == 14U);
}

TEST_CASE("a name that stands twice inside the data is refused on request") {
  const std::string body = R"({"id":"evt_1","type":"a.b","data":{"amount":1,"amount":2}})";
  CHECK(zuba_verdict(body) == accepted);
  json_limits strict;
  strict.unique_names_everywhere = true;
  CHECK(zuba_verdict(body, envelope_options{}.json(strict)) == errc::payload_duplicate_key);

  // Nobody is given one of the two.
  const delivered<zuba> sent(delivery_of<zuba>(body));
  const auto event = read_event(*sent);
  REQUIRE(event);
  CHECK_FALSE(event->find("/data/amount").present());
}

TEST_CASE("an id or a type that is missing or empty is refused") {
  CHECK(zuba_verdict(R"({"type":"a.b"})") == errc::payload_missing_field);
  CHECK(zuba_verdict(R"({"id":"","type":"a.b"})") == errc::payload_missing_field);
  CHECK(zuba_verdict(R"({"id":"evt_1"})") == errc::payload_missing_field);
  CHECK(zuba_verdict(R"({"id":"evt_1","type":""})") == errc::payload_missing_field);
  CHECK(zuba_verdict(R"({"Id":"evt_1","type":"a.b"})") == errc::payload_missing_field);
  CHECK(zuba_verdict(R"({"data":{"id":"evt_1"},"type":"a.b"})") == errc::payload_missing_field);
  CHECK(refusal_of<slack>(R"({"event_id":"Ev1","type":"a.b"})") == errc::payload_missing_field);
  CHECK(refusal_of<venshack>(R"({"data":{}})") == errc::payload_missing_field);
  CHECK(refusal_of<standard_webhooks>(R"({"data":{}})") == errc::payload_missing_field);
}

TEST_CASE("an id or a type that is no text is refused") {
  for (const std::string other : {"1", "null", "true", "{}", "[]", "[\"evt_1\"]"}) {
    INFO(other);
    CHECK(zuba_verdict("{\"id\":" + other + R"(,"type":"a.b"})") == errc::payload_wrong_type);
    CHECK(zuba_verdict(R"({"id":"evt_1","type":)" + other + "}") == errc::payload_wrong_type);
  }
  CHECK(refusal_of<zuba>(R"({"id":1,"type":"a.b"})").offset() == 6U);
  CHECK(refusal_of<zuba>(R"({"id":"evt_1","type":7})").offset() == 21U);
}

TEST_CASE("escapes in an id are resolved, so that one id has one spelling") {
  const delivered<zuba> sent(delivery_of<zuba>(R"({"id":"\u0065vt\/1\"\\\ud83d\ude00","type":"payout.p\u0061id"})"));
  const auto event = read_event(*sent);
  REQUIRE(event);
  CHECK(event->id() == "evt/1\"\\\xf0\x9f\x98\x80");
  CHECK(event->type() == "payout.paid");
}

TEST_CASE("an id or a type with a lone surrogate is refused") {
  for (const std::string other : {R"("evt\ud83d")", R"("\ude00evt")", R"("evt\ud83dx")", R"("\ud83d\ud83d")"}) {
    INFO(other);
    CHECK(zuba_verdict("{\"id\":" + other + R"(,"type":"a.b"})") == errc::payload_wrong_type);
    CHECK(zuba_verdict(R"({"id":"evt_1","type":)" + other + "}") == errc::payload_wrong_type);
  }
  CHECK(zuba_verdict(R"({"id":"evt_1","type":"a.b","data":"\ud83d"})") == accepted);
}

TEST_CASE("an id or a type with a control character is refused") {
  for (const std::string other : {R"("\u0000")", R"("evt\u0000")", R"("evt\n1")", R"("\tevt")", R"("evt\u001f")"}) {
    INFO(other);
    CHECK(zuba_verdict("{\"id\":" + other + R"(,"type":"a.b"})") == errc::payload_wrong_type);
    CHECK(zuba_verdict(R"({"id":"evt_1","type":)" + other + "}") == errc::payload_wrong_type);
  }
  CHECK(zuba_verdict("{\"id\":\"evt\x7f\",\"type\":\"a.b\"}") == errc::payload_wrong_type);
  CHECK(zuba_verdict(R"({"id":"evt 1","type":"a.b"})") == accepted);
}

TEST_CASE("an id or a type has at most 255 bytes, counted after its escapes") {
  const auto with_id = [](const std::string& id) { return "{\"id\":\"" + id + R"(","type":"a.b"})"; };
  const auto with_type = [](const std::string& type) { return R"({"id":"evt_1","type":")" + type + "\"}"; };
  const std::string e_acute = "\xc3\xa9";  // two bytes
  CHECK(zuba_verdict(with_id(std::string(255, 'x'))) == accepted);
  CHECK(zuba_verdict(with_id(std::string(256, 'x'))) == errc::payload_wrong_type);
  CHECK(zuba_verdict(with_type(std::string(255, 'x'))) == accepted);
  CHECK(zuba_verdict(with_type(std::string(256, 'x'))) == errc::payload_wrong_type);
  CHECK(zuba_verdict(with_id(std::string(254, 'x') + "\\u0078")) == accepted);
  CHECK(zuba_verdict(with_id(std::string(255, 'x') + "\\u0078")) == errc::payload_wrong_type);
  CHECK(zuba_verdict(with_id(std::string(253, 'x') + e_acute)) == accepted);
  CHECK(zuba_verdict(with_id(std::string(254, 'x') + e_acute)) == errc::payload_wrong_type);

  const delivered<zuba> sent(delivery_of<zuba>(with_id(std::string(254, 'x') + "y")));
  const auto event = read_event(*sent);
  REQUIRE(event);
  CHECK(event->id() == std::string(254, 'x') + "y");
}

TEST_CASE("a header outside the MAC may be missing, but may not tell another type than the body") {
  const std::string body = R"({"event":"a.b"})";
  CHECK(refusal_of<rukkyhub>(body, {}, "a.b") == accepted);
  for (const std::string type : {"a.c", "A.B", "a.b.c", "a.", "b.a"}) {
    INFO(type);
    CHECK(refusal_of<rukkyhub>(body, {}, type) == errc::event_mismatch);
    CHECK(refusal_of<venshack>(body, {}, type) == errc::event_mismatch);
  }
  const delivered<rukkyhub> without(without_header(delivery_of<rukkyhub>(body, "a.b"), "X-Webhook-Event"));
  const auto event = read_event(*without);
  REQUIRE(event);
  CHECK(event->type() == "a.b");
  CHECK(event->untrusted_type().empty());
}

TEST_CASE("a compressed body is refused by that name, and before it is taken for JSON") {
  for (const std::string coding : {"gzip", "br", "GZIP", "identity, gzip", "x"}) {
    INFO(coding);
    const delivered<zuba> sent(with_header(delivery_of<zuba>("\x1f\x8b"), "content-encoding", coding));
    CHECK(reason_of(read_event(*sent)) == errc::unsupported_content_encoding);
  }
  const delivered<zuba> twice(with_header(with_header(delivery_of<zuba>(zuba_body), "Content-Encoding", "identity"),
                                          "Content-Encoding", "gzip"));
  CHECK(reason_of(read_event(*twice)) == errc::unsupported_content_encoding);
  for (const std::string coding : {"identity", "Identity", " identity\t", ""}) {
    INFO(coding);
    const delivered<zuba> sent(with_header(delivery_of<zuba>(zuba_body), "Content-Encoding", coding));
    CHECK(reason_of(read_event(*sent)) == accepted);
  }
}

TEST_CASE("a test flag is a boolean") {
  for (const std::string other : {"\"true\"", "1", "0", "null", "[]", "\"\""}) {
    INFO(other);
    CHECK(zuba_verdict(R"({"id":"evt_1","type":"a.b","test":)" + other + "}") == errc::payload_wrong_type);
  }
  CHECK(refusal_of<hackmamba>(R"({"id":"evt_1","type":"a.b","livemode":"false"})") == errc::payload_wrong_type);
}

TEST_CASE("where no tests are taken, an event has to say that it is live") {
  const auto live_only = envelope_options{}.accept_test_events(false);
  CHECK(zuba_verdict(R"({"id":"evt_1","type":"a.b","test":false})", live_only) == accepted);
  CHECK(zuba_verdict(R"({"id":"evt_1","type":"a.b","test":true})", live_only) == errc::test_event);
  CHECK(zuba_verdict(R"({"id":"evt_1","type":"a.b","test":true})") == accepted);
  CHECK(zuba_verdict(R"({"id":"evt_1","type":"a.b"})", live_only) == errc::payload_missing_field);
  CHECK(zuba_verdict(R"({"id":"evt_1","type":"a.b"})") == accepted);
  CHECK(refusal_of<hackmamba>(R"({"id":"evt_1","type":"a.b","livemode":true})", live_only) == accepted);
  CHECK(refusal_of<hackmamba>(R"({"id":"evt_1","type":"a.b","livemode":false})", live_only) == errc::test_event);
  CHECK(refusal_of<hackmamba>(R"({"id":"evt_1","type":"a.b"})", live_only) == errc::payload_missing_field);
  // A provider without a flag has nothing to say.
  CHECK(refusal_of<venshack>(R"({"event":"a.b"})", live_only) == accepted);
}

TEST_CASE("an event without a flag is neither test nor live") {
  const delivered<zuba> sent(delivery_of<zuba>(R"({"id":"evt_1","type":"a.b"})"));
  const auto event = read_event(*sent);
  REQUIRE(event);
  CHECK_FALSE(event->is_test().has_value());
}

TEST_CASE("an event may be as old as max_event_age to the nanosecond, and no older") {
  // Received at 2026-03-23T14:30:00Z.
  const auto verdict = [](const std::string& time, std::chrono::seconds most) {
    return zuba_verdict(R"({"id":"evt_1","type":"a.b","createdAt":)" + time + "}",
                        envelope_options{}.max_event_age(most));
  };
  CHECK(verdict(R"("2026-03-23T14:20:00Z")", 600s) == accepted);
  CHECK(verdict(R"("2026-03-23T14:20:00Z")", 599s) == errc::event_too_old);
  CHECK(verdict(R"("2026-03-23T14:19:59.999999999Z")", 600s) == errc::event_too_old);
  CHECK(verdict(R"("2026-03-23T14:20:00.000000001Z")", 600s) == accepted);
  CHECK(verdict(R"("2026-03-23T14:30:00Z")", 0s) == accepted);
  CHECK(verdict(R"("2026-03-23T14:29:59Z")", 0s) == errc::event_too_old);
  CHECK(verdict(R"("2026-03-23T15:20:00+01:00")", 600s) == accepted);
  CHECK(verdict(R"("2026-03-23T15:19:59+01:00")", 600s) == errc::event_too_old);
  CHECK(verdict(R"("2027-01-01T00:00:00Z")", 0s) == accepted);  // ahead is not old

  const auto refused = refusal_of<zuba>(R"({"id":"evt_1","type":"a.b","createdAt":"2026-03-23T14:19:58.500Z"})",
                                        envelope_options{}.max_event_age(600s));
  CHECK(refused.skew() == 601500ms);
  CHECK(refused.limit() == 600);
}

TEST_CASE("an event whose age cannot be judged is refused where an age is asked for") {
  const auto fresh = envelope_options{}.max_event_age(600s);
  CHECK(zuba_verdict(R"({"id":"evt_1","type":"a.b"})", fresh) == errc::payload_missing_field);
  CHECK(zuba_verdict(R"({"id":"evt_1","type":"a.b","createdAt":null})", fresh) == errc::payload_missing_field);
  CHECK(zuba_verdict(R"({"id":"evt_1","type":"a.b","createdAt":1774276200})", fresh) == errc::payload_missing_field);
  CHECK(zuba_verdict(R"({"id":"evt_1","type":"a.b","createdAt":"now"})", fresh) == errc::payload_missing_field);
  CHECK(zuba_verdict(R"({"id":"evt_1","type":"a.b","createdAt":"2026-03-23T14:30:00"})", fresh) ==
        errc::payload_wrong_type);
  CHECK(refusal_of<simpu>(simpu_body, fresh) == errc::payload_wrong_type);
  CHECK(refusal_of<github>("{}", fresh) == errc::payload_missing_field);
  // Without that, a time that nobody can read is no reason to lose the event.
  CHECK(zuba_verdict(R"({"id":"evt_1","type":"a.b","createdAt":"now"})") == accepted);
}

TEST_CASE("the reasons come in one order: encoding, JSON, id, type, header, flag, age") {
  const auto strict = envelope_options{}.accept_test_events(false).max_event_age(0s);
  const auto verdict = [&](const std::string& body, const std::string& type) {
    return refusal_of<venshack>(body, strict, type).code();
  };
  CHECK(verdict("{", "a.c") == errc::payload_malformed);
  CHECK(verdict("{}", "a.c") == errc::payload_missing_field);
  CHECK(verdict(R"({"event":"a.b"})", "a.c") == errc::event_mismatch);
  CHECK(verdict(R"({"event":"a.b"})", "a.b") == errc::payload_missing_field);
  CHECK(zuba_verdict(R"({"id":1,"test":true})", strict) == errc::payload_wrong_type);
  CHECK(zuba_verdict(R"({"id":"e","type":2,"test":true})", strict) == errc::payload_wrong_type);
  CHECK(zuba_verdict(R"({"id":"e","type":"a.b","test":true,"createdAt":"1999-01-01T00:00:00Z"})", strict) ==
        errc::test_event);
  CHECK(zuba_verdict(R"({"id":"e","type":"a.b","test":false,"createdAt":"1999-01-01T00:00:00Z"})", strict) ==
        errc::event_too_old);
}

TEST_CASE("a tenant that is no text, or too long for one, is none") {
  const std::string too_long = '"' + std::string(256, 'x') + '"';
  for (const char* other : {"1", "null", "{}", "\"\"", R"("\ud83d")", R"("a\nb")", too_long.c_str()}) {
    INFO(other);
    const std::string body = R"({"event":"a.b","organizationId":)" + std::string(other) + "}";
    const delivered<venshack> sent(delivery_of<venshack>(body, "a.b"));
    const auto event = read_event(*sent);
    REQUIRE(event);
    CHECK(event->tenant().empty());
  }
}

TEST_CASE("data that is missing is not present, and data that is null is") {
  const delivered<zuba> without(delivery_of<zuba>(R"({"id":"evt_1","type":"a.b"})"));
  const auto none = read_event(*without);
  REQUIRE(none);
  CHECK_FALSE(none->data().present());
  CHECK(none->data().text().empty());

  const delivered<zuba> with(delivery_of<zuba>(R"({"id":"evt_1","type":"a.b","data": null })"));
  const auto null = read_event(*with);
  REQUIRE(null);
  CHECK(null->data().is_null());
  CHECK(null->data().text() == "null");
}

TEST_CASE("data is the slice of the body that the sender wrote, white space inside it and all") {
  const delivered<zuba> sent(delivery_of<zuba>(
      "{\"id\":\"evt_1\",\"type\":\"a.b\",\"data\" :\n { \"n\" : 12345678901234567890.120 , \"s\":\"\\u00e9\" } }"));
  const auto event = read_event(*sent);
  REQUIRE(event);
  CHECK(event->data().text() == "{ \"n\" : 12345678901234567890.120 , \"s\":\"\\u00e9\" }");
}

// RukkyHub's data, under a name that the type tells.

TEST_CASE("a category is the type up to its first dot, and its characters mean nothing in a pointer") {
  const auto data_of = [](const std::string& body, const std::string& type) {
    const delivered<rukkyhub> sent(delivery_of<rukkyhub>(body, type));
    const auto event = read_event(*sent);
    return event ? std::string(event->data().text()) : "refused: " + event.error().message();
  };
  CHECK(data_of(R"({"event":"a/b.c","a":{"b":1},"a/b":2})", "a/b.c") == "2");
  CHECK(data_of(R"({"event":"a~1b.c","a/b":1,"a~1b":2})", "a~1b.c") == "2");
  CHECK(data_of(R"({"event":"~0.c","~":1,"~0":2})", "~0.c") == "2");
  CHECK(data_of(R"({"event":"~","~":1})", "~") == "1");
  CHECK(data_of(R"({"event":"vtu","vtu":{"a":1}})", "vtu") == R"({"a":1})");
  CHECK(data_of(R"({"event":"vtu.a.b","vtu.a":1,"vtu":2})", "vtu.a.b") == "2");
  CHECK(data_of(R"({"event":".x","":3})", ".x") == "3");
  CHECK(data_of(R"({"event":"vtu.success","VTU":1})", "vtu.success").empty());
  CHECK(data_of(R"({"event":"vtu.success","\u0076tu":[1]})", "vtu.success") == "[1]");
  const std::string longest(255, '~');
  CHECK(data_of("{\"event\":\"" + longest + "\",\"" + longest + "\":4}", longest) == "4");
}

TEST_CASE("limits that the application has widened hold for everything that is read of a body") {
  json_limits wide;
  wide.max_depth = 200;
  wide.max_members = 1000;
  const auto options = envelope_options{}.json(wide);
  const std::string deep = std::string(150, '[') + std::string(150, ']');
  std::string many;
  for (int i = 0; i < 500; ++i) many += ",\"n" + std::to_string(i) + "\":0";

  const delivered<rukkyhub> sent(
      delivery_of<rukkyhub>(R"({"event":"a.b","a":{"x":1},"deep":)" + deep + many + "}", "a.b"));
  CHECK(reason_of(read_event(*sent)) != accepted);
  const auto event = read_event(*sent, options);
  REQUIRE(event);
  CHECK(event->data().text() == R"({"x":1})");
  CHECK(event->find("/a/x").text() == "1");
  CHECK(event->find("/n499").text() == "0");

  using with_fallback = adjusted<zuba, event_id_fallback<json<"/type">>>;
  const std::string body = R"({"type":"a.b","deep":)" + deep + many + "}";
  const delivered<with_fallback> idless(delivery_of<zuba>(body));
  const auto made = read_event(*idless, options);
  REQUIRE(made);
  CHECK(made->id() == "a.b");
}

// The fallback id.

namespace {
using zuba_as_its_sample = adjusted<zuba, event_id_fallback<json<"/type">, json<"/createdAt">>>;

std::string fallback_of(const std::string& body) {
  const delivered<zuba_as_its_sample> sent(delivery_of<zuba>(body));
  const auto event = read_event(*sent);
  return event ? std::string(event->id()) : std::string(to_string(event.error().code()));
}
}  // namespace

TEST_CASE("the shipped zuba refuses an event without an id, whose time and type could be those of another") {
  CHECK(zuba_verdict(R"({"type":"payout.paid","createdAt":"2026-03-23T14:30:00.000Z"})") ==
        errc::payload_missing_field);
}

TEST_CASE("zuba with its sample's fallback takes type and time for an id where there is none") {
  CHECK(fallback_of(R"({"type":"payout.paid","createdAt":"2026-03-23T14:30:00.000Z"})") ==
        "payout.paid-2026-03-23T14:30:00.000Z");
  CHECK(fallback_of(R"({"type":"payout.paid","createdAt":1774276200.50})") == "payout.paid-1774276200.50");
  CHECK(fallback_of(R"({"id":"evt_1","type":"a.b","createdAt":"c"})") == "evt_1");
}

TEST_CASE("a fallback stands in for a missing id, not for a bad one") {
  CHECK(fallback_of(R"({"id":"","type":"a.b","createdAt":"c"})") == "payload_missing_field");
  CHECK(fallback_of(R"({"id":null,"type":"a.b","createdAt":"c"})") == "payload_wrong_type");
  CHECK(fallback_of(R"({"id":1,"type":"a.b","createdAt":"c"})") == "payload_wrong_type");
}

TEST_CASE("a fallback needs each of its fields, as text or number") {
  CHECK(fallback_of(R"({"type":"a.b"})") == "payload_missing_field");
  CHECK(fallback_of(R"({"type":"a.b","createdAt":""})") == "payload_missing_field");
  CHECK(fallback_of(R"({"type":"a.b","createdAt":null})") == "payload_wrong_type");
  CHECK(fallback_of(R"({"type":"a.b","createdAt":true})") == "payload_wrong_type");
  CHECK(fallback_of(R"({"type":"a.b","createdAt":{}})") == "payload_wrong_type");
  CHECK(fallback_of(R"({"type":"a.b","createdAt":"a\u0000"})") == "payload_wrong_type");
}

TEST_CASE("a fallback id has at most 255 bytes, its hyphen counted") {
  const auto body = [](std::size_t size) { return R"({"type":"a.b","createdAt":")" + std::string(size, 'x') + "\"}"; };
  CHECK(fallback_of(body(251)) == "a.b-" + std::string(251, 'x'));
  CHECK(fallback_of(body(252)) == "payload_wrong_type");
  CHECK(fallback_of(R"({"type":"a.b","createdAt":)" + std::string(300, '1') + "}") == "payload_wrong_type");
}

TEST_CASE("a name that stands twice on the way to a fallback's field is refused") {
  using nested = adjusted<zuba, event_id_fallback<json<"/data/reference">>>;
  const delivered<nested> twice(delivery_of<zuba>(R"({"type":"a.b","data":{"reference":"r1","reference":"r2"}})"));
  CHECK(reason_of(read_event(*twice)) == errc::payload_duplicate_key);
}

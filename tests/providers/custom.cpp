// SPDX-License-Identifier: MIT
// A provider that the library does not ship is one typedef of its user, like these.
#include <hooklatch/provider.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/provider_facts.hpp"

#include <hooklatch/http/request.hpp>
#include <hooklatch/http/response.hpp>
#include <hooklatch/testing/manual_clock.hpp>
#include <hooklatch/testing/signer.hpp>
#include <hooklatch/verify/verifier.hpp>

#include <string>
#include <type_traits>

using namespace hooklatch;
using test_support::accepted;
using test_support::header_of;
using test_support::hmac;
using test_support::hmac_hex;
using test_support::reason_of;
using test_support::to_base64;

namespace {

using payouts = provider<"payouts",
    mac<hmac_sha256>, signature<"X-Zuba-Signature", bare, hex>,
    timestamp<"X-Zuba-Timestamp", unix_seconds, tolerance<300>>, signed_content<"{timestamp}.{body}">,
    event_id<json<"/id">>, event_type<json<"/type">>, event_time<json<"/createdAt">, iso8601>,
    event_data<json<"/data">>, test_flag<json<"/test">>,
    reject<401, R"({"error":"Invalid signature"})">, retries<60, 120, 240, 480, 960>, ack_within<30>>;

// The same parts from the last to the first.
using payouts_reversed = provider<"payouts",
    ack_within<30>, retries<60, 120, 240, 480, 960>, reject<401, R"({"error":"Invalid signature"})">,
    test_flag<json<"/test">>, event_data<json<"/data">>, event_time<json<"/createdAt">, iso8601>,
    event_type<json<"/type">>, event_id<json<"/id">>, signed_content<"{timestamp}.{body}">,
    timestamp<"X-Zuba-Timestamp", unix_seconds, tolerance<300>>, signature<"X-Zuba-Signature", bare, hex>,
    mac<hmac_sha256>>;

// Everything that the shipped nine do not use.
struct meters
    : provider<"meters",
          mac<hmac_sha1>, signature<"X-Meters", key_value<"sig", ';'>, base64url>,
          timestamp_in_signature<"at", unix_milliseconds, tolerance<60, 5>>, signed_content<"<{body}>@{timestamp}">,
          secret_format<hex_secret>, acknowledge<202, "taken">, acknowledge_codes<202>, handler_failure<503>,
          event_type<header<"X-Meters-Type">>> {};

struct ledgers
    : provider<"ledgers",
          mac<hmac_sha384>, signature<"X-Ledger-Signature", version_list<"l1">, base64>,
          timestamp<"X-Ledger-Time", rfc3339, tolerance<10>>, signed_content<"{id}|{timestamp}|{body}">,
          secret_format<base64_secret>, event_id<header<"X-Ledger-Id">>> {};

const std::string key = "a key for tests, 36 bytes of it here";
constexpr std::int64_t sent_at = 1774276200;

}  // namespace

TEST_CASE("a provider of one's own says what it was told, and the documented defaults for the rest") {
  constexpr const auto& table = payouts::table();
  CHECK(table.name == "payouts");
  CHECK(table.signature_header == "X-Zuba-Signature");
  CHECK(table.recipe_text == "{timestamp}.{body}");
  CHECK(test_support::answers(table.rejection, 401, R"({"error":"Invalid signature"})"));
  CHECK(test_support::answers(table.acknowledgement, 200, ""));
  CHECK(table.retry_horizon == 1860);
  CHECK(table.ack_within == 30);
  STATIC_REQUIRE(payouts::timestamp_is_signed);
  STATIC_REQUIRE(payouts::id_is_signed);
  STATIC_REQUIRE(payouts::type_is_signed);
}

TEST_CASE("a provider of one's own verifies and answers like a shipped one") {
  // The documented event of Zuba; see tests/conformance/seed_vectors.json, "zuba.payout.paid".
  request delivery(
      "POST", "/hooks",
      {{"x-zuba-timestamp", "1774276200"},
       {"x-zuba-signature", "90861a27ddc5177dd7e9204af5ad7d1176f27fd48ef606a493c0533ffdb7110b"}},
      R"({"id":"evt_a1b2c3d4-e5f6-7890-abcd-ef1234567890","type":"payout.paid","createdAt":"2026-03-23T14:30:00.000Z",)"
      R"("test":false,"data":{"id":"pay_abc123","clientRef":"your-reference-123","amount":"1000.00","currency":"USD",)"
      R"("status":"paid","completedAt":"2026-03-23T14:29:58.000Z"}})");
  const verifier<payouts, testing::manual_clock> verify("whsec_zuba_test_secret", {}, testing::manual_clock(sent_at));
  CHECK(reason_of(verify.verify(delivery)) == accepted);

  delivery.body += ' ';
  const auto refused = verify.verify(delivery);
  REQUIRE(reason_of(refused) == errc::signature_mismatch);
  const auto answer = refusal(payouts::table(), refused.error());
  CHECK(answer.status() == 401);
  CHECK(answer.body() == R"({"error":"Invalid signature"})");
  CHECK(answer.content_type() == "application/json");
}

TEST_CASE("a provider's parts may stand in any order") {
  constexpr const auto& one = payouts::table();
  constexpr const auto& two = payouts_reversed::table();
  CHECK(one.signature_header == two.signature_header);
  CHECK(one.timestamp_header == two.timestamp_header);
  CHECK(one.recipe_text == two.recipe_text);
  CHECK(one.tolerance_past == two.tolerance_past);
  CHECK(one.event_id.where == two.event_id.where);
  CHECK(one.event_type.where == two.event_type.where);
  CHECK(one.event_time.where == two.event_time.where);
  CHECK(one.event_data.where == two.event_data.where);
  CHECK(one.test_flag.where == two.test_flag.where);
  CHECK(one.rejection.body == two.rejection.body);
  CHECK(test_support::waits(one) == test_support::waits(two));
  CHECK(one.ack_within == two.ack_within);
}

TEST_CASE("a provider with SHA-1, base64url, milliseconds in the signature header and a hex secret verifies") {
  const std::string shown = test_support::to_hex(key);
  std::string text = to_base64(hmac("SHA1", key, "<body>@1774276200123"));
  REQUIRE(text.size() == 28);
  text.pop_back();  // the padding of 20 bytes
  for (auto& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;

  request delivery("POST", "/", {{"X-Meters", "at=1774276200123;sig=" + text}, {"X-Meters-Type", "meter.read"}},
                   "body");
  testing::manual_clock clock(sent_at);
  const verifier<meters, testing::manual_clock> verify(shown, {}, clock);
  const auto verified = verify.verify(delivery);
  REQUIRE(verified);
  CHECK(verified->timestamp() == instant(sent_at, 123'000'000));
  CHECK(verified->untrusted_event_type() == "meter.read");
  CHECK_FALSE(verified->type_is_signed());

  // A minute behind and five seconds ahead, to the millisecond.
  const auto at = [&](std::chrono::milliseconds after) {
    clock.set(time_point(std::chrono::seconds(sent_at) + after));
    return reason_of(verify.verify(delivery));
  };
  using std::chrono::milliseconds;
  CHECK(at(milliseconds(60'123)) == accepted);
  CHECK(at(milliseconds(60'124)) == errc::timestamp_too_old);
  CHECK(at(milliseconds(-4'877)) == accepted);
  CHECK(at(milliseconds(-4'878)) == errc::timestamp_too_new);
  clock.set(sent_at);

  header_of(delivery, "X-Meters") = "at=1774276200;sig=" + text;  // seconds are not taken for milliseconds
  CHECK(reason_of(verify.verify(delivery)) == errc::signature_mismatch);
}

TEST_CASE("a provider with SHA-384, an RFC 3339 time, a signed id and a base64 secret verifies") {
  const std::string shown = to_base64(key);
  const std::string moment = "2026-03-23T15:30:00.5+01:00";  // 1774276200.5
  const std::string content = "led_1|" + moment + "|body";
  request delivery("POST", "/",
                   {{"X-Ledger-Id", "led_1"},
                    {"X-Ledger-Time", moment},
                    {"X-Ledger-Signature", "l1," + to_base64(hmac("SHA384", key, content))}},
                   "body");
  const verifier<ledgers, testing::manual_clock> verify(shown, {}, testing::manual_clock(sent_at));
  const auto verified = verify.verify(delivery);
  REQUIRE(verified);
  CHECK(verified->signed_id() == "led_1");
  CHECK(verified->timestamp() == instant(sent_at, 500'000'000));
  CHECK(verified->skew() == std::chrono::milliseconds(-500));

  // The same moment in other characters is other signed content: the text is spliced as it came.
  header_of(delivery, "X-Ledger-Time") = "2026-03-23T14:30:00.5Z";
  CHECK(reason_of(verify.verify(delivery)) == errc::signature_mismatch);

  header_of(delivery, "X-Ledger-Time") = moment;
  header_of(delivery, "X-Ledger-Id") = "led|1";
  CHECK(reason_of(verify.verify(delivery)) == errc::malformed_id);
}

TEST_CASE("a provider of one's own has its signer too") {
  const testing::manual_clock clock(sent_at);
  const testing::signer<meters, testing::manual_clock> sign(test_support::to_hex(key), clock);
  const verifier<meters, testing::manual_clock> verify(test_support::to_hex(key), {}, clock);
  const auto delivery = sign.sign("body").value();
  CHECK(reason_of(verify.verify(delivery)) == accepted);
}

TEST_CASE("a provider of one's own tells its answers apart") {
  constexpr const auto& table = meters::table();
  CHECK(test_support::answers(table.acknowledgement, 202, "taken"));
  CHECK(test_support::answers(table.duplicate_answer, 202, "taken"));
  CHECK(test_support::answers(table.handler_failure_answer, 503, ""));
  CHECK(table.acknowledges_with(202));
  CHECK_FALSE(table.acknowledges_with(200));
}

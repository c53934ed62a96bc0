// SPDX-License-Identifier: MIT
#include <hooklatch/providers/rukkyhub.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/provider_facts.hpp"

#include <hooklatch/http/request.hpp>
#include <hooklatch/verify/verifier.hpp>

#include <chrono>
#include <string>

using namespace hooklatch;
using namespace test_support;
using providers::rukkyhub;

namespace {

// The page's example event, minified; signed with Python's hmac (tests/conformance/seed_vectors.json,
// "rukkyhub.vtu.success").
const std::string event =
    R"({"event":"vtu.success","occurred_at":"2026-04-05T12:00:00Z","vtu":{"id":1,"trx":"TRX_STRING","category":"data",)"
    R"("service_name":"mtn-data","phone":"08012345678","amount":123.45,"base_amount":120.00,"profit_amount":3.45,)"
    R"("provider":"third_party","provider_ref":"ABC123","status":"success","meta":{},)"
    R"("created_at":"2026-04-05T12:00:00Z","updated_at":"2026-04-05T12:00:05Z"}})";
const std::string tag = "686046aafac2d32936a17d4bad2042e9bc7e409346ee6c223fe608ec054b44b0";

request documented() {
  return request("POST", "/hooks", {{"X-Webhook-Event", "vtu.success"}, {"X-Webhook-Signature", tag}}, event);
}
verifier<rukkyhub> make_verifier() { return verifier<rukkyhub>("rukky_test_secret"); }

}  // namespace

TEST_CASE("rukkyhub signs as its page says") {
  constexpr const auto& page = rukkyhub::table();
  CHECK(page.name == "rukkyhub");
  CHECK(page.method == "POST");
  CHECK(page.mac_name == "HMAC-SHA256");
  CHECK(page.digest == digest_algorithm::sha256);
  CHECK(page.signature_header == "X-Webhook-Signature");
  CHECK(page.grammar_name == "bare");
  CHECK(page.encoding_name == "hex");
  CHECK(page.recipe_text == "{body}");
  CHECK(page.secret_format_name == "raw");
  CHECK(signs_no_time(page));
  CHECK(page.body_cap == 1048576);
}

TEST_CASE("rukkyhub has no id anywhere, and its data stands under the event's category") {
  constexpr const auto& page = rukkyhub::table();
  CHECK(nowhere(page.event_id));
  CHECK(nowhere(page.delivery_id));
  CHECK_FALSE(page.id_is_signed);
  CHECK(in_json(page.event_type, "/event"));
  CHECK(in_header(page.event_type_also, "X-Webhook-Event"));
  CHECK(page.type_is_signed);
  CHECK(in_json(page.event_time, "/occurred_at"));
  CHECK(page.event_time_as == event_time_format::iso8601);
  CHECK(page.event_data.kind == source_kind::category);
  CHECK(nowhere(page.test_flag));
}

TEST_CASE("rukkyhub is answered as its page says") {
  constexpr const auto& page = rukkyhub::table();
  CHECK(answers(page.rejection, 401, "Invalid signature"));
  CHECK(answers(page.acknowledgement, 200, "OK"));
  CHECK(answers(page.duplicate_answer, 200, "OK"));
  CHECK(answers(page.handler_failure_answer, 500, ""));
  CHECK(answers(page.forbidden_answer, 403, ""));
  CHECK(codes(page).empty());
  CHECK(page.acknowledges_with(204));
  CHECK(waits(page) == std::vector<std::int64_t>{10, 60, 300});
  CHECK(page.retry_horizon == 370);
  CHECK(page.ack_within == 5);
  CHECK_FALSE(page.https_only);
}

TEST_CASE("rukkyhub's documented event is accepted") {
  const auto delivery = documented();
  REQUIRE(delivery.body.size() == 368);
  const auto verified = make_verifier().verify(delivery);
  REQUIRE(verified);
  CHECK(verified->body_text() == event);
  CHECK(verified->untrusted_event_type() == "vtu.success");
  CHECK_FALSE(verified->timestamp().has_value());
  CHECK_FALSE(verified->skew().has_value());
}

TEST_CASE("rukkyhub's signature is read in upper case too") {
  auto delivery = documented();
  header_of(delivery, "X-Webhook-Signature") = "686046AAFAC2D32936A17D4BAD2042E9BC7E409346EE6C223FE608EC054B44B0";
  CHECK(make_verifier().verify(delivery).has_value());
}

TEST_CASE("rukkyhub's number 120.00 is refused once a parser has rewritten it") {
  auto delivery = documented();
  for (const std::string rewritten : {"120.0,", "120,"}) {
    delivery.body = event;
    delivery.body.replace(event.find("120.00,"), 7, rewritten);
    CHECK(reason_of(make_verifier().verify(delivery)) == errc::signature_mismatch);
  }
}

TEST_CASE("rukkyhub's event header is outside the MAC and only shown as untrusted") {
  auto delivery = documented();
  header_of(delivery, "X-Webhook-Event") = "vtu.failed";
  const auto verified = make_verifier().verify(delivery);
  REQUIRE(verified);
  CHECK(verified->untrusted_event_type() == "vtu.failed");

  const auto bare = without_header(documented(), "X-Webhook-Event");
  const auto without = make_verifier().verify(bare);
  REQUIRE(without);
  CHECK_FALSE(without->untrusted_event_type().has_value());
}

TEST_CASE("rukkyhub's signature takes neither a prefix nor base64") {
  auto delivery = documented();
  header_of(delivery, "X-Webhook-Signature") = "sha256=" + tag;
  CHECK(reason_of(make_verifier().verify(delivery)) == errc::malformed_signature);
  header_of(delivery, "X-Webhook-Signature") = to_base64(hmac("SHA256", "rukky_test_secret", event));
  CHECK(reason_of(make_verifier().verify(delivery)) == errc::malformed_signature);
}

TEST_CASE("rukkyhub's type that its page documents has a name") {
  using events = rukkyhub::events;
  CHECK(events::vtu_success == "vtu.success");
}

TEST_CASE("rukkyhub does not tell whose an event is, and brings one event a delivery") {
  constexpr const auto& page = rukkyhub::table();
  CHECK(nowhere(page.tenant));
  CHECK(nowhere(page.batch));
  CHECK(page.id_fallback.empty());
  CHECK(page.handshakes.empty());
  CHECK_FALSE(page.signs_challenges);
}

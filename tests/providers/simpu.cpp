// SPDX-License-Identifier: MIT
#include <hooklatch/providers/simpu.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/provider_facts.hpp"

#include <hooklatch/http/request.hpp>
#include <hooklatch/verify/verifier.hpp>

#include <string>

using namespace hooklatch;
using namespace test_support;
using providers::simpu;

namespace {

// The page's example event, minified; signed with Python's hmac (tests/conformance/seed_vectors.json,
// "simpu.airtime.success").
const std::string event =
    R"({"data":{"object":{"callback":"https://webhook.site/70652a3f-c84f-4efe-a63d-f272e66abc29","amount":"12.0",)"
    R"("object":"airtime","organisation_id":"897436867c0911eb8e5d9a88eb4ca9b7",)"
    R"("created_datetime":"2024-09-23T20:19:59.873639","network":"GLO","recipient":"2349055019322",)"
    R"("status":"success"}},"id":"evt.airtime_ExTefBPVsc1F901NXSNm1EZnvzpfOTcQ","object":"event",)"
    R"("type":"AIRTIME_SUCCESS","timestamp":"Sep 23, 2024, 8:20:01 PM"})";
const std::string tag = "cIzYRym8Q6ZClkH5ZD/HV0Ze8hoh1aDlwHcTp8m0FPayDtq2OJ/0hmbcXlPephM532342F5eFxvvEO4HQcyAOw==";

request documented() { return request("POST", "/hooks", {{"x-simpu-webhook-signature", tag}}, event); }
// 17 bytes, so that the floor needs no lifting.
verifier<simpu> make_verifier() { return verifier<simpu>("simpu_test_secret"); }

}  // namespace

TEST_CASE("simpu signs as its page says") {
  constexpr const auto& page = simpu::table();
  CHECK(page.name == "simpu");
  CHECK(page.method == "POST");
  CHECK(page.mac_name == "HMAC-SHA512");
  CHECK(page.digest == digest_algorithm::sha512);
  CHECK(page.signature_header == "x-simpu-webhook-signature");
  CHECK(page.grammar_name == "bare");
  CHECK(page.encoding_name == "base64");
  CHECK(page.recipe_text == "{body}");
  CHECK(page.secret_format_name == "raw");
  CHECK(signs_no_time(page));
  CHECK(page.body_cap == 1048576);
}

TEST_CASE("simpu tells id, type and time in its signed body") {
  constexpr const auto& page = simpu::table();
  CHECK(in_json(page.event_id, "/id"));
  CHECK(page.id_is_signed);
  CHECK(nowhere(page.delivery_id));
  CHECK(in_json(page.event_type, "/type"));
  CHECK(nowhere(page.event_type_also));
  CHECK(page.type_is_signed);
  CHECK(in_json(page.event_time, "/timestamp"));
  CHECK(page.event_time_as == event_time_format::en_us_date_time);
  CHECK(in_json(page.event_data, "/data/object"));
  CHECK(nowhere(page.test_flag));
}

TEST_CASE("simpu is answered as its page says") {
  constexpr const auto& page = simpu::table();
  CHECK(answers(page.rejection, 401, "Invalid signature"));
  CHECK(answers(page.acknowledgement, 200, ""));
  CHECK(answers(page.duplicate_answer, 200, ""));
  CHECK(answers(page.handler_failure_answer, 500, ""));
  CHECK(answers(page.forbidden_answer, 403, ""));
  CHECK(waits(page) == std::vector<std::int64_t>(24, 3600));
  CHECK(page.retry_horizon == 86400);
  CHECK(page.ack_within == 0);
  CHECK(page.https_only);
}

TEST_CASE("simpu takes 200, 201 and 202 as an acknowledgement and nothing else") {
  constexpr const auto& page = simpu::table();
  CHECK(codes(page) == std::vector<int>{200, 201, 202});
  for (int status = 100; status < 600; ++status) {
    INFO(status);
    CHECK(page.acknowledges_with(status) == (status >= 200 && status <= 202));
  }
}

TEST_CASE("simpu's documented event is accepted") {
  const auto delivery = documented();
  REQUIRE(delivery.body.size() == 424);
  const auto verified = make_verifier().verify(delivery);
  REQUIRE(verified);
  CHECK(verified->body_text() == event);
  CHECK_FALSE(verified->timestamp().has_value());
  CHECK_FALSE(verified->signed_id().has_value());
}

TEST_CASE("simpu's body is refused after a round trip that moves a space or a field") {
  auto delivery = documented();
  delivery.body = event.substr(0, event.size() - 1) + " }";
  CHECK(reason_of(make_verifier().verify(delivery)) == errc::signature_mismatch);
  delivery.body = R"({"id":"evt.airtime_ExTefBPVsc1F901NXSNm1EZnvzpfOTcQ",)" + event.substr(1);
  CHECK(reason_of(make_verifier().verify(delivery)) == errc::signature_mismatch);
}

TEST_CASE("simpu's signature is base64 of all 64 bytes, padding and case included") {
  auto delivery = documented();
  auto& value = header_of(delivery, "x-simpu-webhook-signature");
  SECTION("unpadded") { value = tag.substr(0, 86); }
  SECTION("half padded") { value = tag.substr(0, 87); }
  SECTION("the URL alphabet") {
    for (auto& c : value) c = c == '/' ? '_' : c;
  }
  SECTION("hex") { value = to_hex(hmac("SHA512", "simpu_test_secret", event)); }
  SECTION("a digest of 32 bytes") { value = to_base64(hmac("SHA256", "simpu_test_secret", event)); }
  SECTION("bits that say nothing are set") {
    value[85] = 'x';
  }  // 'w' is 110000; 'x' sets the lowest of four unused bits
  CHECK(reason_of(make_verifier().verify(delivery)) == errc::malformed_signature);
}

TEST_CASE("simpu's eleven documented types have names") {
  using events = simpu::events;
  CHECK(events::airtime_success == "airtime.success");
  CHECK(events::airtime_failed == "airtime.failed");
  CHECK(events::airtime_duplicate == "airtime.duplicate");
  CHECK(events::airtime_error == "airtime.error");
  CHECK(events::text_delivered == "text.delivered");
  CHECK(events::text_undelivered == "text.undelivered");
  CHECK(events::text_clicked == "text.clicked");
  CHECK(events::email_delivered == "email.delivered");
  CHECK(events::email_bounced == "email.bounced");
  CHECK(events::email_opened == "email.opened");
  CHECK(events::email_clicked == "email.clicked");
}

TEST_CASE("simpu tells whose an event is, and brings one event a delivery") {
  constexpr const auto& page = simpu::table();
  CHECK(in_json(page.tenant, "/data/object/organisation_id"));
  CHECK(nowhere(page.batch));
  CHECK(page.id_fallback.empty());
  CHECK(page.handshakes.empty());
  CHECK_FALSE(page.signs_challenges);
}

TEST_CASE("simpu's other fields are where its page's example has them") {
  CHECK(simpu::fields::callback == "/data/object/callback");
  CHECK(simpu::fields::created == "/data/object/created_datetime");
}

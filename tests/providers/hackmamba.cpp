// SPDX-License-Identifier: MIT
#include <hooklatch/providers/hackmamba.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/provider_facts.hpp"

#include <hooklatch/http/request.hpp>
#include <hooklatch/verify/verifier.hpp>

#include <string>

using namespace hooklatch;
using namespace test_support;
using providers::hackmamba;

namespace {

// The page's example event, minified; signed with Python's hmac (tests/conformance/seed_vectors.json,
// "hackmamba.user.created").
const std::string event =
    R"({"id":"evt_1234567890","type":"user.created","created":1640995200,"data":{"object":"user","id":"user_123",)"
    R"("name":"John Doe","email":"john@example.com"},"livemode":false,"pending_webhooks":1,)"
    R"("request":{"id":"req_1234567890"}})";
const std::string digits = "b8960901da83c60df53f35fc4ca8fd6c35f09dcbfa1a889bb117d78bb8d0cfaf";

request documented() { return request("POST", "/hooks", {{"x-hackmamba-signature", "sha256=" + digits}}, event); }
verifier<hackmamba> make_verifier() { return verifier<hackmamba>("your-webhook-secret"); }

}  // namespace

TEST_CASE("hackmamba signs as its page says") {
  constexpr const auto& page = hackmamba::table();
  CHECK(page.name == "hackmamba");
  CHECK(page.method == "POST");
  CHECK(page.mac_name == "HMAC-SHA256");
  CHECK(page.digest == digest_algorithm::sha256);
  CHECK(page.signature_header == "x-hackmamba-signature");
  CHECK(page.grammar_name == "sha256=");
  CHECK(page.encoding_name == "hex");
  CHECK(page.recipe_text == "{body}");
  CHECK(page.secret_format_name == "raw");
  CHECK(signs_no_time(page));
  CHECK(page.body_cap == 1048576);
}

TEST_CASE("hackmamba tells id, type, time and liveness in its signed body") {
  constexpr const auto& page = hackmamba::table();
  CHECK(in_json(page.event_id, "/id"));
  CHECK(page.id_is_signed);
  CHECK(nowhere(page.delivery_id));
  CHECK(in_json(page.event_type, "/type"));
  CHECK(nowhere(page.event_type_also));
  CHECK(page.type_is_signed);
  CHECK(in_json(page.event_time, "/created"));
  CHECK(page.event_time_as == event_time_format::unix_seconds);
  CHECK(in_json(page.event_data, "/data"));
  CHECK(in_json(page.test_flag, "/livemode"));
  CHECK(page.test_flag_means_live);
}

TEST_CASE("hackmamba is answered as its page says: 400 to a forgery, 200 where the handler failed") {
  constexpr const auto& page = hackmamba::table();
  CHECK(answers(page.rejection, 400, "Invalid signature"));
  CHECK(answers(page.acknowledgement, 200, "OK"));
  CHECK(answers(page.duplicate_answer, 200, "OK"));
  CHECK(answers(page.handler_failure_answer, 200, "OK"));
  CHECK(answers(page.forbidden_answer, 403, ""));
  CHECK(codes(page).empty());
  CHECK(waits(page) == std::vector<std::int64_t>{60, 300, 900});
  CHECK(page.retry_horizon == 21 * 60);
  CHECK(page.ack_within == 30);
  CHECK(page.https_only);
}

TEST_CASE("hackmamba's documented event is accepted") {
  const auto delivery = documented();
  REQUIRE(delivery.body.size() == 224);
  const auto verified = make_verifier().verify(delivery);
  REQUIRE(verified);
  CHECK(verified->body_text() == event);
  CHECK_FALSE(verified->timestamp().has_value());
}

TEST_CASE("hackmamba's prefix has to stand there to the letter") {
  auto delivery = documented();
  for (const std::string prefix : {"", "SHA256=", "sha256:", "sha1=", "sha512=", "sha256= ", "sha256=sha256="}) {
    INFO(prefix);
    header_of(delivery, "x-hackmamba-signature") = prefix + digits;
    CHECK(reason_of(make_verifier().verify(delivery)) == errc::malformed_signature);
  }
}

TEST_CASE("hackmamba's digits are read in upper case too") {
  auto delivery = documented();
  header_of(delivery, "x-hackmamba-signature") =
      "sha256=B8960901DA83C60DF53F35FC4CA8FD6C35F09DCBFA1A889BB117D78BB8D0CFAF";
  CHECK(make_verifier().verify(delivery).has_value());
}

TEST_CASE("hackmamba's delivery is refused when its body changes by one character") {
  auto delivery = documented();
  delivery.body[delivery.body.find("user_123") + 7] = '4';
  CHECK(reason_of(make_verifier().verify(delivery)) == errc::signature_mismatch);
}

TEST_CASE("hackmamba's nine documented types have names") {
  using events = hackmamba::events;
  CHECK(events::user_created == "user.created");
  CHECK(events::user_updated == "user.updated");
  CHECK(events::user_deleted == "user.deleted");
  CHECK(events::project_created == "project.created");
  CHECK(events::project_updated == "project.updated");
  CHECK(events::project_deleted == "project.deleted");
  CHECK(events::payment_succeeded == "payment.succeeded");
  CHECK(events::payment_failed == "payment.failed");
  CHECK(events::payment_refunded == "payment.refunded");
}

TEST_CASE("hackmamba does not tell whose an event is, and brings one event a delivery") {
  constexpr const auto& page = hackmamba::table();
  CHECK(nowhere(page.tenant));
  CHECK(nowhere(page.batch));
  CHECK(page.id_fallback.empty());
  CHECK(page.handshakes.empty());
  CHECK_FALSE(page.signs_challenges);
}

TEST_CASE("hackmamba's other fields are where its page has them") {
  CHECK(hackmamba::fields::request_id == "/request/id");
  CHECK(hackmamba::fields::pending_webhooks == "/pending_webhooks");
}

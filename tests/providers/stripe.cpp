// SPDX-License-Identifier: MIT
#include <hooklatch/providers/stripe.hpp>

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
using providers::stripe;

namespace {

// stripe/stripe-dotnet, src/StripeTests, EventUtilityTest.cs: the secret and the signatures. The payload is the one
// that stripe-dotnet's resource event_test_signature.json and async-stripe's test_webhook_construct_event carry.
const std::string event = R"({
  "id": "evt_123",
  "object": "event",
  "account": "acct_123",
  "api_version": "2017-05-25",
  "created": 1533204620,
  "data": {
    "object": {
      "id": "ii_123",
      "object": "invoiceitem",
      "amount": 1000,
      "currency": "usd",
      "customer": "cus_123",
      "date": 1533204620,
      "description": "Test Invoice Item",
      "discountable": false,
      "invoice": "in_123",
      "livemode": false,
      "metadata": {},
      "period": {
        "start": 1533204620,
        "end": 1533204620
      },
      "plan": null,
      "proration": false,
      "quantity": null,
      "subscription": null
    }
  },
  "livemode": false,
  "pending_webhooks": 1,
  "request": {
    "id": "req_123",
    "idempotency_key": "idempotency-key-123"
  },
  "type": "invoiceitem.created"
}
)";
const std::string good = "f0bdba6d4eacbd8ad8a3bbadd7248e633ec1477f7899c124c51b39405fa36613";
const std::string other = "63f3a72374a733066c4be69ed7f8e5ac85c22c9f0a6a612ab9a025a9e4ee7eef";
constexpr std::int64_t sent_at = 1533204620;

errc verdict(const std::string& header, std::int64_t now = sent_at) {
  const request delivery("POST", "/hooks", {{"Stripe-Signature", header}}, event);
  const verifier<stripe, testing::manual_clock> verify(keyring(secret("webhook_secret", allow_weak_secret)), {},
                                                       testing::manual_clock(now));
  return reason_of(verify.verify(delivery));
}

}  // namespace

TEST_CASE("stripe signs as its page says") {
  constexpr const auto& page = stripe::table();
  CHECK(page.name == "stripe");
  CHECK(page.documentation == "https://docs.stripe.com/webhooks");
  CHECK(page.mac_name == "HMAC-SHA256");
  CHECK(page.digest == digest_algorithm::sha256);
  CHECK(page.signature_header == "Stripe-Signature");
  CHECK(page.grammar_name == "v1");
  CHECK(page.encoding_name == "hex");
  CHECK(page.recipe_text == "{timestamp}.{body}");
  CHECK(page.secret_format_name == "raw");
  CHECK(page.timestamp_header.empty());
  CHECK(page.timestamp_field == "t");
  CHECK(page.timestamp_format_name == "unix seconds");
  CHECK(page.tolerance_past == 300);
  CHECK(page.tolerance_future == 300);
  CHECK(page.timestamp_is_signed);
  CHECK(page.body_cap == 1048576);
}

TEST_CASE("stripe's envelope and answers are those of its page") {
  constexpr const auto& page = stripe::table();
  CHECK(in_json(page.event_id, "/id"));
  CHECK(page.id_is_signed);
  CHECK(nowhere(page.delivery_id));
  CHECK(in_json(page.event_type, "/type"));
  CHECK(page.type_is_signed);
  CHECK(in_json(page.event_time, "/created"));
  CHECK(page.event_time_as == event_time_format::unix_seconds);
  CHECK(in_json(page.event_data, "/data/object"));
  CHECK(in_json(page.test_flag, "/livemode"));
  CHECK(page.test_flag_means_live);
  CHECK(answers(page.rejection, 400, ""));
  CHECK(answers(page.acknowledgement, 200, ""));
  CHECK(answers(page.handler_failure_answer, 500, ""));
  CHECK(waits(page).empty());
  CHECK(page.retry_horizon == 3 * 86400);
  CHECK(page.ack_within == 0);
  CHECK_FALSE(page.https_only);
}

TEST_CASE("stripe's published signature is accepted, wherever it stands among others") {
  CHECK(verdict("t=1533204620,v1=" + good) == accepted);
  CHECK(verdict("t=1533204620,v1=" + good + ",v0=" + other) == accepted);
  CHECK(verdict("t=1533204620,v1=" + other + ",v1=" + good) == accepted);
  CHECK(verdict("t=1533204620,v1=" + good + ",v0=" + other + ",v1=bad_signature") == accepted);
  CHECK(verdict("v1=" + good + ",t=1533204620") == accepted);
  CHECK(verdict("t=1533204620, v1=" + good) == accepted);
}

TEST_CASE("stripe refuses a signature under an unknown version") {
  CHECK(verdict("t=1533204620,v0=" + good) == errc::unsupported_scheme);
  CHECK(verdict("t=1533204620,v2=" + good) == errc::unsupported_scheme);
  CHECK(verdict("t=1533204620,V1=" + good) == errc::unsupported_scheme);
  CHECK(verdict("t=1533204620,v1x=" + good) == errc::unsupported_scheme);
  CHECK(verdict("t=1533204620,v0=" + good + ",v1=" + other) == errc::signature_mismatch);
}

TEST_CASE("stripe refuses a header without the time, or with two") {
  CHECK(verdict("v1=" + good) == errc::missing_timestamp);
  CHECK(verdict("v1,t=1") == errc::malformed_signature);
  CHECK(verdict("t=1533204620,t=1533204620,v1=" + good) == errc::duplicate_field);
  CHECK(verdict("t=1533204620,v1=" + good + ",t=1533204621") == errc::duplicate_field);
  CHECK(verdict("t=,v1=" + good) == errc::malformed_timestamp);
  CHECK(verdict("T=1533204620,v1=" + good) == errc::missing_timestamp);
  CHECK(verdict("") == errc::missing_signature);
}

TEST_CASE("stripe's window is five minutes on both sides, edges included") {
  const auto header = "t=1533204620,v1=" + good;
  CHECK(verdict(header, sent_at + 300) == accepted);
  CHECK(verdict(header, sent_at + 301) == errc::timestamp_too_old);
  CHECK(verdict(header, sent_at - 300) == accepted);
  CHECK(verdict(header, sent_at - 301) == errc::timestamp_too_new);
}

TEST_CASE("stripe's signature does not hold for another time") {
  CHECK(verdict("t=1533204621,v1=" + good) == errc::signature_mismatch);
}

TEST_CASE("stripe's secret is the text as shown, whsec_ included") {
  const std::string shown = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const auto delivery = signed_delivery<stripe>({.key = shown, .time = "1533204620"});
  const verifier<stripe, testing::manual_clock> verify(shown, {}, testing::manual_clock(sent_at));
  CHECK(reason_of(verify.verify(delivery)) == accepted);
}

TEST_CASE("stripe does not tell whose an event is, and brings one event a delivery") {
  constexpr const auto& page = stripe::table();
  CHECK(nowhere(page.tenant));
  CHECK(nowhere(page.batch));
  CHECK(page.id_fallback.empty());
  CHECK(page.handshakes.empty());
  CHECK_FALSE(page.signs_challenges);
}

// Typed from docs.stripe.com/api/events/types, not from the package that the list was read from.
TEST_CASE("stripe's documented types have names") {
  using events = stripe::events;
  CHECK(events::account_updated == "account.updated");
  CHECK(events::charge_refunded == "charge.refunded");
  CHECK(events::charge_dispute_created == "charge.dispute.created");
  CHECK(events::checkout_session_completed == "checkout.session.completed");
  CHECK(events::customer_subscription_deleted == "customer.subscription.deleted");
  CHECK(events::customer_subscription_trial_will_end == "customer.subscription.trial_will_end");
  CHECK(events::invoice_paid == "invoice.paid");
  CHECK(events::invoice_payment_failed == "invoice.payment_failed");
  CHECK(events::invoiceitem_created == "invoiceitem.created");
  CHECK(events::payment_intent_succeeded == "payment_intent.succeeded");
  CHECK(events::payment_method_attached == "payment_method.attached");
  CHECK(events::payout_failed == "payout.failed");
  CHECK(events::setup_intent_requires_action == "setup_intent.requires_action");
}

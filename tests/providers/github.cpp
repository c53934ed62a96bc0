// SPDX-License-Identifier: MIT
#include <hooklatch/providers/github.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/events.hpp"
#include "support/provider_facts.hpp"

#include <hooklatch/core/keyring.hpp>
#include <hooklatch/event/dispatcher.hpp>
#include <hooklatch/event/read_event.hpp>
#include <hooklatch/http/request.hpp>
#include <hooklatch/verify/verifier.hpp>

#include <string>

using namespace hooklatch;
using namespace test_support;
using providers::github;

namespace {

// docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries, "Testing the webhook payload validation".
const std::string digits = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

request documented() {
  return request("POST", "/hooks",
                 {{"X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"},
                  {"X-GitHub-Event", "push"},
                  {"X-Hub-Signature-256", "sha256=" + digits}},
                 "Hello, World!");
}
verifier<github> make_verifier() { return verifier<github>("It's a Secret to Everybody"); }

}  // namespace

TEST_CASE("github signs as its page says") {
  constexpr const auto& page = github::table();
  CHECK(page.name == "github");
  CHECK(page.documentation == "https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries");
  CHECK(page.mac_name == "HMAC-SHA256");
  CHECK(page.digest == digest_algorithm::sha256);
  CHECK(page.signature_header == "X-Hub-Signature-256");
  CHECK(page.grammar_name == "sha256=");
  CHECK(page.encoding_name == "hex");
  CHECK(page.recipe_text == "{body}");
  CHECK(page.secret_format_name == "raw");
  CHECK(signs_no_time(page));
  CHECK(page.body_cap == 26214400);  // 25 MiB
}

TEST_CASE("github's id and event name are headers outside the MAC; its body is the data") {
  constexpr const auto& page = github::table();
  CHECK(nowhere(page.event_id));
  CHECK_FALSE(page.id_is_signed);
  CHECK(in_header(page.delivery_id, "X-GitHub-Delivery"));
  CHECK(in_header(page.event_type, "X-GitHub-Event"));
  CHECK(nowhere(page.event_type_also));
  CHECK_FALSE(page.type_is_signed);
  CHECK(nowhere(page.event_time));
  CHECK(page.event_time_as == event_time_format::none);
  CHECK(in_json(page.event_data, ""));
  CHECK(nowhere(page.test_flag));
}

TEST_CASE("github is answered as its page says") {
  constexpr const auto& page = github::table();
  CHECK(answers(page.rejection, 401, ""));
  CHECK(answers(page.acknowledgement, 200, ""));
  CHECK(answers(page.handler_failure_answer, 500, ""));
  CHECK(waits(page).empty());
  CHECK(page.retry_horizon == 3 * 86400);
  CHECK(page.ack_within == 10);
  CHECK_FALSE(page.https_only);
}

TEST_CASE("github's documented example is accepted") {
  const auto delivery = documented();
  const auto verified = make_verifier().verify(delivery);
  REQUIRE(verified);
  CHECK(verified->body_text() == "Hello, World!");
  CHECK(verified->untrusted_delivery_id() == "72d3162e-cc78-11e3-81ab-4c9367dc0958");
  CHECK(verified->untrusted_event_type() == "push");
  CHECK_FALSE(verified->type_is_signed());
}

// octokit/webhooks-methods.js, test/verify.test.ts
TEST_CASE("github's deliveries of octokit's tests get octokit's verdicts") {
  const auto verdict = [](const keyring& secrets, const std::string& body, const std::string& header) {
    const request delivery("POST", "/hooks", {{"X-Hub-Signature-256", header}}, body);
    return reason_of(verifier<github>(secrets).verify(delivery));
  };
  const secret mine("mysecret", allow_weak_secret);
  const secret foo("foo", allow_weak_secret);
  const secret development("development", allow_weak_secret);
  const std::string body = "{\n  \"foo\": \"bar\"\n}\n";
  const std::string good = "sha256=e3eccac34c43c7dc1cbb905488b1b81347fcc700a7b025697a9d07862256023f";

  CHECK(verdict(mine, body, good) == accepted);
  CHECK(verdict(keyring{foo, mine}, body, good) == accepted);
  CHECK(verdict(foo, body, good) == errc::signature_mismatch);
  CHECK(verdict(mine, body, "sha256=xxxccac34c43c7dc1cbb905488b1b81347fcc700a7b025697a9d07862256023f") ==
        errc::malformed_signature);
  CHECK(verdict(mine, body, "foo") == errc::malformed_signature);
  CHECK(verdict(development, "{\n  \"foo\": \"\\\\u001b\"\n}\n",
                "sha256=87316067e2011fae39998b18c46a14d83b3e7c3ffdd88fb2ee5afb7d11288e60") == accepted);
}

TEST_CASE("github's legacy SHA-1 signature never counts") {
  const auto legacy = "sha1=" + to_hex(hmac("SHA1", "It's a Secret to Everybody", "Hello, World!"));
  const auto only = with_header(without_header(documented(), "X-Hub-Signature-256"), "X-Hub-Signature", legacy);
  CHECK(reason_of(make_verifier().verify(only)) == errc::missing_signature);

  auto inside = documented();
  header_of(inside, "X-Hub-Signature-256") = legacy;
  CHECK(reason_of(make_verifier().verify(inside)) == errc::malformed_signature);
}

TEST_CASE("github's bodies are taken up to 25 MiB and not a byte more") {
  const std::string key = "It's a Secret to Everybody";
  const auto verify = make_verifier();
  const auto largest = signed_delivery<github>({.key = key, .body = std::string(25U << 20, 'x')});
  CHECK(reason_of(verify.verify(largest)) == accepted);
  const auto larger = signed_delivery<github>({.key = key, .body = std::string((25U << 20) + 1, 'x')});
  const auto refused = verify.verify(larger);
  CHECK(reason_of(refused) == errc::body_too_large);
  CHECK(refused.error().limit() == 26214400);
}

TEST_CASE("github does not tell whose an event is, and brings one event a delivery") {
  constexpr const auto& page = github::table();
  CHECK(nowhere(page.tenant));
  CHECK(nowhere(page.batch));
  CHECK(page.id_fallback.empty());
  CHECK(page.handshakes.empty());
  CHECK_FALSE(page.signs_challenges);
}

// Typed from docs.github.com (Webhook events and payloads), not from the packages that the list was read from.
TEST_CASE("github's documented events have names, two of them with a line behind since they are keywords") {
  using events = github::events;
  CHECK(events::check_run == "check_run");
  CHECK(events::create == "create");
  CHECK(events::delete_ == "delete");
  CHECK(events::installation_repositories == "installation_repositories");
  CHECK(events::issue_comment == "issue_comment");
  CHECK(events::issues == "issues");
  CHECK(events::ping == "ping");
  CHECK(events::projects_v2_item == "projects_v2_item");
  CHECK(events::public_ == "public");
  CHECK(events::pull_request == "pull_request");
  CHECK(events::push == "push");
  CHECK(events::release == "release");
  CHECK(events::workflow_run == "workflow_run");
}

TEST_CASE("github's named events choose handlers where the header is trusted, and only there") {
  int pushes = 0;
  dispatcher handlers;
  handlers.on(github::events::push, [&pushes](const event_view&) { ++pushes; });
  const delivered<github> sent(signed_delivery<github>({.type = "push", .body = "{}"}));
  const auto event = read_event(*sent);
  REQUIRE(event);
  CHECK_FALSE(handlers.dispatch(*event).handled());
  CHECK(pushes == 0);
  CHECK(handlers.trust_unsigned_type().dispatch(*event).handled());
  CHECK(pushes == 1);
}

// SPDX-License-Identifier: MIT
#include <hooklatch/receive/receiver.hpp>

#include "support/catch.hpp"
#include "support/receiving.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

using namespace hooklatch;
using namespace test_support;
using namespace std::chrono_literals;
using kind = outcome_kind;

namespace {

using bytes = std::tuple<int, std::string, std::string>;
bytes sent(const outcome& made) {
  return {made.response.status(), std::string(made.response.body()), std::string(made.response.content_type())};
}
const std::string text = "text/plain; charset=utf-8";
const std::string as_json = "application/json";

}  // namespace

TEST_CASE("each seed provider hears what its page says when an event was handled") {
  const facts f{.body = seed_body()};
  // From the pages: RukkyHub and Hackmamba `OK`, Venshack and Zuba `{"received": true}` without the space, Simpu a
  // status.
  CHECK(sent(receiving<shipped::rukkyhub>()(f)) == bytes{200, "OK", text});
  CHECK(sent(receiving<shipped::simpu>()(f)) == bytes{200, "", ""});
  CHECK(sent(receiving<shipped::venshack>()(f)) == bytes{200, R"({"received":true})", as_json});
  CHECK(sent(receiving<shipped::hackmamba>()(f)) == bytes{200, "OK", text});
  CHECK(sent(receiving<shipped::zuba>()(f)) == bytes{200, R"({"received":true})", as_json});
}

TEST_CASE("each seed provider hears what its page says when the signature is wrong, and no handler runs") {
  const facts f{.key = "another key, which is long enough", .body = seed_body()};
  const auto refused = [&](auto on) {
    const auto made = on(f);
    CHECK(made.kind == kind::refused);
    CHECK(*made.reason == errc::signature_mismatch);
    CHECK(on.handled.empty());
    CHECK(on.store.claims.empty());
    return sent(made);
  };
  CHECK(refused(receiving<shipped::rukkyhub>()) == bytes{401, "Invalid signature", text});
  CHECK(refused(receiving<shipped::simpu>()) == bytes{401, "Invalid signature", text});
  CHECK(refused(receiving<shipped::venshack>()) == bytes{401, R"({"error":"Invalid signature"})", as_json});
  CHECK(refused(receiving<shipped::hackmamba>()) == bytes{400, "Invalid signature", text});
  CHECK(refused(receiving<shipped::zuba>()) == bytes{401, R"({"error":"Invalid signature"})", as_json});
}

TEST_CASE("each seed provider hears what its page says of a duplicate, and no handler runs") {
  const facts f{.body = seed_body()};
  const auto twice = [&](auto on) {
    CHECK(on(f).kind == kind::handled);
    const auto made = on(f);
    CHECK(made.kind == kind::duplicate);
    CHECK(on.handled.size() == 1);
    return sent(made);
  };
  CHECK(twice(receiving<shipped::rukkyhub>()) == bytes{200, "OK", text});
  CHECK(twice(receiving<shipped::simpu>()) == bytes{200, "", ""});
  CHECK(twice(receiving<shipped::venshack>()) == bytes{200, R"({"received":true,"duplicate":true})", as_json});
  CHECK(twice(receiving<shipped::hackmamba>()) == bytes{200, "OK", text});
  CHECK(twice(receiving<shipped::zuba>()) == bytes{200, R"({"received":true})", as_json});
}

TEST_CASE("each seed provider hears what its page says of a failed handler") {
  const facts f{.body = seed_body()};
  const auto failing = [&](auto on) {
    on.handler = [](const event_view&) -> handler_result { throw std::runtime_error("no such account"); };
    const auto made = on(f);
    CHECK(made.kind == kind::failed);
    CHECK(made.failures == std::vector<std::string>{"no such account"});
    return sent(made);
  };
  CHECK(failing(receiving<shipped::rukkyhub>()) == bytes{500, "", ""});
  CHECK(failing(receiving<shipped::simpu>()) == bytes{500, "", ""});
  CHECK(failing(receiving<shipped::venshack>()) == bytes{500, "", ""});
  CHECK(failing(receiving<shipped::hackmamba>()) == bytes{200, "OK", text});
  CHECK(failing(receiving<shipped::zuba>()) == bytes{500, R"({"error":"Processing failed"})", as_json});
}

TEST_CASE("an event whose handler failed is handled when it comes again") {
  receiving<shipped::zuba> on;
  const facts f{.body = seed_body()};
  on.handler = [](const event_view&) { return handler_result::failed("not yet"); };
  CHECK(on(f).response.status() == 500);
  on.handler = nullptr;
  CHECK(on(f).kind == kind::handled);
  CHECK(on(f).kind == kind::duplicate);
  CHECK(on.handled.size() == 2);
  CHECK(on.told == std::vector<kind>{kind::failed, kind::handled, kind::duplicate});
}

TEST_CASE("Hackmamba's failed event is on record before it is acknowledged") {
  std::vector<std::string> parked;
  receiving<shipped::hackmamba> on(
      receiver_options{}.on_final_failure([&](const event_view& event, const std::vector<std::string>& why) {
        parked.push_back(std::string(event.id()) + ": " + why.at(0));
      }));
  on.handler = [](const event_view&) { return handler_result::failed("broken"); };
  const facts f{.body = seed_body("evt_9")};

  SECTION("the hook has it, the record is complete, and the retry is a duplicate") {
    on.store.on_complete = [&](const claim_token&) {
      CHECK(parked.size() == 1);  // first the hook, then the record, then the answer
      return std::nullopt;
    };
    CHECK(sent(on(f)) == bytes{200, "OK", text});
    CHECK(parked == std::vector<std::string>{"evt_9: broken"});
    CHECK(on(f).kind == kind::duplicate);
  }
  SECTION("a record that cannot be written is not acknowledged") {
    on.store.on_complete = [](const claim_token&) { return result<settlement>(errc::store_unavailable); };
    const auto made = on(f);
    CHECK(made.response.status() == 503);
    CHECK(*made.reason == errc::store_unavailable);
  }
}

TEST_CASE("a failure that the hook cannot take is answered as a failure, and comes again") {
  receiving<shipped::hackmamba> on(receiver_options{}.on_final_failure(
      [](const event_view&, const std::vector<std::string>&) { throw std::runtime_error("disk full"); }));
  on.handler = [](const event_view&) { return handler_result::failed("broken"); };
  const facts f{.body = seed_body()};
  CHECK(sent(on(f)) == bytes{500, "", ""});
  CHECK(on(f).kind == kind::failed);
  CHECK(on.handled.size() == 2);
}

TEST_CASE("a handler that wants the event later is answered 503 with its wait, and the event comes again") {
  receiving<shipped::zuba> on;
  on.handler = [](const event_view&) { return handler_result::retry_later(42s); };
  const facts f{.body = seed_body()};
  const auto made = on(f);
  CHECK(made.kind == kind::retry_later);
  CHECK(made.response.status() == 503);
  CHECK(made.response.retry_after() == 42s);
  on.handler = [](const event_view&) { return handler_result::retry_later(-5s); };
  CHECK(on(f).response.retry_after() == 1s);
  on.handler = nullptr;
  CHECK(on(f).kind == kind::handled);
}

TEST_CASE("queued work is answered 202 where the provider takes that") {
  const facts f{.body = seed_body()};
  const auto queue = [](const event_view&) { return handler_result::queued(); };
  receiving<shipped::zuba> zuba;
  zuba.handler = queue;
  CHECK(sent(zuba(f)) == bytes{202, R"({"received":true})", as_json});
  CHECK(zuba(f).kind == kind::duplicate);
  receiving<shipped::simpu> simpu;
  simpu.handler = queue;
  CHECK(simpu(f).response.status() == 202);
  struct only_200
      : provider<"only-200", mac<hmac_sha256>, signature<"X-Signature", bare, hex>, acknowledge_codes<200>> {};
  memory_store<> store;
  receiver<only_200, memory_store<>, accept_volatile_store> receive("a key for tests, 36 bytes of it here", store,
                                                                    dispatcher().any(queue));
  CHECK(receive(request("POST", "/", {{"X-Signature", hmac_hex(facts{}.key, "{}")}}, "{}")).response.status() == 200);
}

TEST_CASE("an event that no handler wants is acknowledged, and handled when a handler for it is there") {
  memory_store<> store;
  dispatcher events;
  int paid = 0;
  events.on("payout.paid", [&](const event_view&) { ++paid; });
  receiver<shipped::zuba, memory_store<>, accept_volatile_store, with_clock<testing::manual_clock>> receive(
      facts{}.key, store, events, {}, testing::manual_clock(1774276200));
  const auto made = receive(signed_delivery<shipped::zuba>({.body = seed_body("evt_1", "payout.unheard_of")}));
  CHECK(made.kind == kind::unhandled);
  CHECK(sent(made) == bytes{200, R"({"received":true})", as_json});
  CHECK_FALSE(made.handler_time);
  CHECK(receive(signed_delivery<shipped::zuba>({.body = seed_body("evt_2", "payout.paid")})).kind == kind::handled);
  CHECK(paid == 1);
}

TEST_CASE("an outcome tells which event, which secret, and how long the handlers took") {
  memory_store<> store;
  receiver<shipped::zuba, memory_store<>, accept_volatile_store, with_clock<testing::manual_clock>> receive(
      keyring{secret("a newer key that signs nothing yet"), secret(facts{}.key)}, store,
      dispatcher().any([](const event_view&) { std::this_thread::sleep_for(2ms); }), {},
      testing::manual_clock(1774276200));
  const auto made = receive(signed_delivery<shipped::zuba>({.body = seed_body()}));
  CHECK(made.event_id == "evt_1");
  CHECK(made.event_type == "thing.done");
  CHECK(made.secret_index == 1U);
  REQUIRE(made.handler_time);
  CHECK(*made.handler_time >= 2ms);
  CHECK_FALSE(made.reason);
}

TEST_CASE("what the method, the size, the envelope and the test flag are refused with") {
  const auto good = signed_delivery<shipped::zuba>({.body = seed_body()});
  receiving<shipped::zuba> on(receiver_options{}
                                  .verify(verifier_options{}.max_body(400))
                                  .envelope(envelope_options{}.accept_test_events(false)));
  auto bad = good;
  bad.method = "PUT";
  const auto method = on.receive(bad);
  CHECK(method.response.status() == 405);
  CHECK(method.response.allow() == "POST");
  CHECK(on({.body = seed_body() + std::string(400, ' ')}).response.status() == 413);
  const auto no_json = on({.body = "not json"});
  CHECK(sent(no_json) == bytes{400, "", ""});
  CHECK(*no_json.reason == errc::payload_malformed);
  CHECK(no_json.secret_index == 0U);
  const auto test = on({.body = R"({"id":"evt_1","type":"webhook.test","test":true})"});
  CHECK(test.response.status() == 400);
  CHECK(*test.reason == errc::test_event);
  CHECK(on.handled.empty());
  CHECK(on.store.claims.empty());
}

TEST_CASE("addresses outside the allow-list and plain HTTP get their 403 before anything is read") {
  receiving<shipped::zuba> on(receiver_options{}.allow(ip_allowlist(ip_ranges{"185.199.108.0/22"})).require_https());
  const auto good = signed_delivery<shipped::zuba>({.body = seed_body()});
  CHECK(on.receive(good, connection("185.199.108.7", true)).kind == kind::handled);
  // Zuba's page: 403 {"error":"Forbidden"}.
  const auto outside = on.receive(good, connection("192.0.2.1", true));
  CHECK(sent(outside) == bytes{403, R"({"error":"Forbidden"})", as_json});
  CHECK(*outside.reason == errc::ip_not_allowed);
  CHECK(on.receive(good).response.status() == 403);
  const auto plain = on.receive(good, connection("185.199.108.7", false));
  CHECK(sent(plain) == bytes{403, "", ""});
  CHECK(*plain.reason == errc::insecure_transport);
}

TEST_CASE("what a request's accessors or an observer throw is nobody's crash") {
  struct broken_headers {
    std::size_t operator()(std::string_view, header_sink) const { throw std::runtime_error("gone"); }
  };
  struct broken_request {
    broken_headers headers;
    std::string body;
  };
  receiving<shipped::zuba> on(
      receiver_options{}.observe([](const outcome&) { throw std::runtime_error("no metrics today"); }));
  const auto made = on.receive(broken_request{});
  CHECK(sent(made) == bytes{500, "", ""});
  CHECK(*made.reason == errc::config_error);
  CHECK(on({.body = seed_body()}).kind == kind::handled);
  CHECK(on.told.size() == 2);  // the observer behind the one that throws
  STATIC_REQUIRE(noexcept(on.receive(broken_request{})));
}

TEST_CASE("one receiver serves many threads, and each event is handled once") {
  memory_store<> store;
  std::atomic<int> handled{0};
  const receiver<shipped::zuba, memory_store<>, accept_volatile_store, with_clock<testing::manual_clock>> receive(
      facts{}.key, store, dispatcher().any([&](const event_view&) { handled.fetch_add(1); }), {},
      testing::manual_clock(1774276200));
  std::vector<request> deliveries;
  for (int i = 0; i < 50; ++i) {
    deliveries.push_back(signed_delivery<shipped::zuba>({.body = seed_body("evt_" + std::to_string(i))}));
  }
  std::atomic<int> taken{0};
  std::atomic<int> later{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (const auto& each : deliveries) {
        const auto status = receive(each).response.status();
        (status == 200 ? taken : later).fetch_add(1);
      }
    });
  }
  for (auto& each : threads) each.join();
  CHECK(handled == 50);
  CHECK(taken + later == 200);
  CHECK(taken >= 50);
}

TEST_CASE("a receiver is moved to where it is needed") {
  memory_store<> store;
  using receiver_type = receiver<shipped::github, memory_store<>, accept_volatile_store>;
  auto made = receiver_type::make(secret_text(facts{}.key), store, dispatcher());
  REQUIRE(made);
  const auto kept = std::make_unique<receiver_type>(std::move(*made));
  CHECK((*kept)(signed_delivery<shipped::github>({})).kind == kind::unhandled);
}

TEST_CASE("a handshake that nobody has signed is read no further than a delivery is") {
  struct chatty
      : provider<"chatty", mac<hmac_sha256>, signature<"X-Signature", bare, hex>,
                 handshakes<handshake<unsigned_request, when<json<"/challenge">>, echo<json<"/challenge">>>>> {};
  const receiver<chatty, no_store> receive(facts{}.key, dispatcher());
  const auto ask = [&](std::size_t blanks) {
    return receive(request("POST", "/", {}, R"({"challenge":"abc"})" + std::string(blanks, ' '))).response.status();
  };
  CHECK(ask(0) == 200);
  CHECK(ask((1U << 20) - 19) == 200);
  CHECK(ask((1U << 20) - 18) == 413);
}

TEST_CASE("before the body is read, a receiver refuses what no body can make good, and tells its observers") {
  receiving<shipped::zuba> on(receiver_options{}.allow(ip_allowlist({"192.0.2.0/24"})));
  const connection inside("192.0.2.7");
  auto head = signed_delivery<shipped::zuba>({});
  head.body.clear();
  CHECK_FALSE(on.receive.precheck(head, 100, inside).has_value());
  CHECK(on.told.empty());
  const auto outside = on.receive.precheck(head, 100, connection("198.51.100.7"));
  REQUIRE(outside);
  CHECK(outside->response.status() == 403);
  const auto too_large = on.receive.precheck(head, (1U << 20) + 1, inside);
  REQUIRE(too_large);
  CHECK(too_large->response.status() == 413);
  const auto unsigned_head = on.receive.precheck(without_header(head, "X-Zuba-Signature"), 100, inside);
  REQUIRE(unsigned_head);
  CHECK(sent(*unsigned_head) == bytes{401, R"({"error":"Invalid signature"})", as_json});
  CHECK(on.told == std::vector<kind>(3, kind::refused));
}

TEST_CASE("where the provider checks endpoints, the address and the announced size are judged before the body") {
  const receiver<shipped::slack, no_store> receive(facts{}.key, dispatcher(),
                                                   receiver_options{}.allow(ip_allowlist({"192.0.2.0/24"})));
  const request head("POST", "/", {}, "");  // a check that is not signed, as far as its head tells
  CHECK_FALSE(receive.precheck(head, 1U << 20, connection("192.0.2.7")).has_value());
  const auto outside = receive.precheck(head, 10, connection("198.51.100.7"));
  REQUIRE(outside);
  CHECK(outside->response.status() == 403);
  const auto too_large = receive.precheck(head, (1U << 20) + 1, connection("192.0.2.7"));
  REQUIRE(too_large);
  CHECK(too_large->response.status() == 413);
}

TEST_CASE("a signed handshake is answered although the framework does not tell the method") {
  struct methodless {
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
  };
  const receiver<shipped::slack, no_store, with_clock<testing::manual_clock>> receive(
      facts{}.key, dispatcher(), {}, testing::manual_clock(1774276200));
  const auto made = signed_delivery<shipped::slack>({.body = R"({"type":"url_verification","challenge":"abc"})"});
  const auto answered = receive(methodless{made.headers, made.body});
  CHECK(answered.kind == kind::handshake);
  CHECK(answered.response.body() == "abc");
}

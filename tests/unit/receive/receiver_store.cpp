// SPDX-License-Identifier: MIT
// What a receiver does with its store, whatever the store does: see receiver.cpp for the answers.
#include <hooklatch/receive/receiver.hpp>

#include "support/catch.hpp"
#include "support/receiving.hpp"

#include <chrono>
#include <cstddef>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace hooklatch;
using namespace test_support;
using namespace std::chrono_literals;
using kind = outcome_kind;

namespace {

const facts delivery{.body = seed_body()};
using claimed = result<claim_result>;
using settled = result<settlement>;

}  // namespace

TEST_CASE("a store that cannot answer is 503 with Retry-After, and no handler runs") {
  for (const auto reason : {errc::store_unavailable, errc::store_timeout, errc::store_full, errc::store_read_only,
                            errc::store_corrupt, errc::store_forked, errc::store_ambiguous}) {
    INFO(to_string(reason));
    receiving<shipped::zuba> on;
    on.store.on_claim = [&](const claim_request&) { return claimed(reason); };
    const auto made = on(delivery);
    CHECK(made.kind == kind::refused);
    CHECK(*made.reason == reason);
    CHECK(made.response.status() == 503);
    CHECK(made.response.retry_after().has_value());
    CHECK(on.handled.empty());
  }
}

TEST_CASE("a store that throws cannot answer") {
  receiving<shipped::zuba> on;
  on.store.on_claim = [](const claim_request&) -> std::optional<claimed> { throw std::runtime_error("socket"); };
  CHECK(on(delivery).response.status() == 503);
  on.store.on_claim = nullptr;
  on.store.on_complete = [](const claim_token&) -> std::optional<settled> { throw std::bad_alloc(); };
  CHECK(on(delivery).response.status() == 503);
}

TEST_CASE("a claim whose answer was lost is asked for once more, under the same nonce") {
  receiving<shipped::zuba> on;
  on.store.on_claim = [&](const claim_request& request) -> std::optional<claimed> {
    if (on.store.claims.size() > 1) return std::nullopt;
    REQUIRE(on.store.memory.claim(request));  // it did happen
    return claimed(errc::store_ambiguous);
  };
  CHECK(on(delivery).kind == kind::handled);
  REQUIRE(on.store.claims.size() == 2);
  CHECK(on.store.claims[0].nonce == on.store.claims[1].nonce);
  CHECK(on(delivery).kind == kind::duplicate);
  CHECK_FALSE(on.store.claims[2].nonce == on.store.claims[1].nonce);
}

TEST_CASE("a completion whose answer was lost is asked for once more") {
  receiving<shipped::zuba> on;
  int asked = 0;
  on.store.on_complete = [&](const claim_token& token) -> std::optional<settled> {
    if (++asked > 1) return std::nullopt;
    REQUIRE(on.store.memory.complete(token, 1h));
    return settled(errc::store_ambiguous);
  };
  CHECK(on(delivery).kind == kind::handled);
  CHECK(asked == 2);
}

TEST_CASE("an event that was handled but could not be marked is not acknowledged") {
  receiving<shipped::zuba> on;
  on.store.on_complete = [](const claim_token&) { return settled(errc::store_timeout); };
  const auto made = on(delivery);
  CHECK(made.response.status() == 503);
  CHECK(on.handled.size() == 1);
}

TEST_CASE("while another delivery of the event is being handled, the answer is 503 and how long that may take") {
  receiving<shipped::zuba> on;
  std::optional<outcome> inner;
  on.handler = [&](const event_view&) {
    on.clock.advance(10s);
    inner = on(delivery);
    return handler_result::done();
  };
  CHECK(on(delivery).kind == kind::handled);
  REQUIRE(inner);
  CHECK(inner->kind == kind::in_flight);
  CHECK(inner->response.status() == 503);
  CHECK(inner->response.retry_after() == 50s);  // of the lease of a minute
  CHECK(on.handled.size() == 1);
}

TEST_CASE("a claim that was lost while the handler ran is acknowledged only if its new owner is done") {
  receiving<shipped::zuba> on;
  on.handler = [&](const event_view&) {
    if (on.handled.size() == 1) {
      on.clock.advance(61s);                      // the lease is over
      CHECK(on(delivery).kind == kind::handled);  // the provider's retry, which has the claim now
    }
    return handler_result::done();
  };
  CHECK(on(delivery).kind == kind::handled);
  CHECK(on.handled.size() == 2);
  CHECK(on(delivery).kind == kind::duplicate);
}

TEST_CASE("a claim that was lost to one who is not done yet is 503") {
  receiving<shipped::zuba> on;
  on.handler = [&](const event_view&) {
    on.clock.advance(61s);
    auto other = on.store.claims.back();
    other.nonce.bytes[0] ^= 1;
    REQUIRE(on.store.memory.claim(other).value().what() == claim_result::kind::fresh);
    return handler_result::done();
  };
  const auto made = on(delivery);
  CHECK(made.kind == kind::in_flight);
  CHECK(made.response.status() == 503);
}

TEST_CASE("a process that died between claim and completion loses nothing: the lease runs out") {
  receiving<shipped::zuba> on;
  on.store.on_complete = [](const claim_token&) { return settled(errc::store_unavailable); };
  CHECK(on(delivery).response.status() == 503);
  on.store.on_complete = nullptr;
  CHECK(on(delivery).kind == kind::in_flight);
  on.clock.advance(60s);
  CHECK(on(delivery).kind == kind::handled);
}

TEST_CASE("events are kept apart by endpoint, account, provider and environment, and by nothing else") {
  testing::manual_clock clock(1774276200);
  scripted_store store(clock);
  int handled = 0;
  const auto receive = [&]<class Provider>(Provider, receiver_options options, const std::string& body) {
    const receiver<Provider, scripted_store, with_clock<testing::manual_clock>> one(
        secret_text(shown_secret<Provider>(facts{}.key)), store,
        dispatcher().any([&](const event_view&) { ++handled; }), std::move(options), clock);
    return one(signed_delivery<Provider>({.body = body})).kind;
  };
  const auto live = seed_body();
  const std::string test = R"({"id":"evt_1","type":"thing.done","test":true})";
  CHECK(receive(shipped::zuba{}, {}, live) == kind::handled);
  CHECK(receive(shipped::zuba{}, {}, live) == kind::duplicate);
  CHECK(receive(shipped::zuba{}, receiver_options{}.endpoint("b"), live) == kind::handled);
  CHECK(receive(shipped::zuba{}, receiver_options{}.account("b"), live) == kind::handled);
  CHECK(receive(shipped::simpu{}, {}, live) == kind::handled);
  CHECK(receive(shipped::zuba{}, {}, test) == kind::handled);
  CHECK(receive(shipped::zuba{}, {}, seed_body("evt_2")) == kind::handled);
  CHECK(handled == 6);
}

TEST_CASE("Venshack's delivery under a fresh delivery id, which is not signed, is a duplicate") {
  receiving<shipped::venshack> on;
  CHECK(on({.id = "del_1", .body = seed_body()}).kind == kind::handled);
  CHECK(on({.id = "del_2", .body = seed_body()}).kind == kind::duplicate);
  CHECK(on({.id = "del_1", .type = "thing.else", .body = seed_body("evt_1", "thing.else")}).kind == kind::handled);
  CHECK(on.handled.size() == 2);
}

TEST_CASE("with the unsigned delivery id accepted by name, that id decides") {
  receiving<shipped::venshack, identity<delivery_id_header, accept_unsigned>> on;
  CHECK(on({.id = "del_1", .body = seed_body()}).kind == kind::handled);
  CHECK(on({.id = "del_2", .body = seed_body()}).kind == kind::handled);
  CHECK(on({.id = "del_1", .type = "thing.else", .body = seed_body("evt_1", "thing.else")}).kind == kind::duplicate);
  const auto without =
      on.receive(without_header(signed_delivery<shipped::venshack>(delivery), "X-Venshack-Delivery-Id"));
  CHECK(*without.reason == errc::payload_missing_field);
}

TEST_CASE("an identity of named fields takes all of them, as text and number apart") {
  receiving<shipped::venshack, identity<json<"/data/transactionId">, json<"/data/part">>> on;
  const auto body = [](const std::string& transaction, const std::string& part, const std::string& more = "") {
    return R"({"event":"thing.done","data":{"transactionId":)" + transaction + R"(,"part":)" + part + more + "}}";
  };
  CHECK(on({.body = body("\"t1\"", "1")}).kind == kind::handled);
  CHECK(on({.body = body("\"t1\"", "1", R"(,"note":"again")")}).kind == kind::duplicate);
  CHECK(on({.body = body("\"\\u00741\"", "1")}).kind == kind::duplicate);  // the same text, spelt with an escape
  CHECK(on({.body = body("\"t1\"", "\"1\"")}).kind == kind::handled);
  CHECK(on({.body = body("\"t11\"", "\"x\"")}).kind == kind::handled);
  CHECK(*on({.body = R"({"event":"thing.done","data":{"part":1}})"}).reason == errc::payload_missing_field);
  CHECK(*on({.body = body("[]", "1")}).reason == errc::payload_wrong_type);
}

TEST_CASE("the same id with another body is observed, or refused with 422 where that is asked for") {
  const facts other{.body = seed_body() + " "};
  receiving<shipped::zuba> observing;
  CHECK(observing(delivery).kind == kind::handled);
  const auto seen = observing(other);
  CHECK(seen.kind == kind::duplicate);
  CHECK(seen.response.status() == 200);
  REQUIRE(seen.reason);
  CHECK(*seen.reason == errc::id_conflict);

  receiving<shipped::zuba> strict(receiver_options{}.digests(digest_policy::strict));
  CHECK(strict(delivery).kind == kind::handled);
  const auto refused = strict(other);
  CHECK(refused.response.status() == 422);
  CHECK(*refused.reason == errc::id_conflict);
  CHECK(strict(delivery).kind == kind::duplicate);
  CHECK(strict.handled.size() == 1);
}

TEST_CASE("marked before, an event whose handler failed is a duplicate when it comes again") {
  receiving<shipped::venshack, mark_before> on;
  on.handler = [](const event_view&) { return handler_result::failed("broken"); };
  CHECK(on(delivery).response.status() == 500);
  CHECK(on(delivery).kind == kind::duplicate);
  CHECK(on.handled.size() == 1);
  CHECK(on.store.releases == 0);

  receiving<shipped::venshack, mark_before> blind;
  blind.store.on_complete = [](const claim_token&) { return settled(errc::store_full); };
  CHECK(blind(delivery).response.status() == 503);
  CHECK(blind.handled.empty());
}

TEST_CASE("retention outlives the provider's retries and the window, and is what complete is told") {
  // Venshack retries for 26 h 36 min; twice that is below the default of 7 days.
  receiving<shipped::venshack> on;
  CHECK(on(delivery).kind == kind::handled);
  CHECK(on.store.retentions == std::vector<std::chrono::seconds>{168h});
  receiving<shipped::zuba> day(receiver_options{}.retention(24h));
  CHECK(day(delivery).kind == kind::handled);
  CHECK(day.store.retentions == std::vector<std::chrono::seconds>{24h});
  CHECK(day.store.claims[0].lease == 60s);
}

TEST_CASE("of a batch each event is claimed by itself, and what is done is skipped when the delivery comes again") {
  struct batching : provider<"batching", mac<hmac_sha256>, signature<"X-Signature", bare, hex>, event_id<json<"/id">>,
                             event_type<json<"/type">>, event_batch<json<"/events">>> {};
  testing::manual_clock clock(1774276200);
  scripted_store store(clock);
  std::vector<std::string> ran;
  bool broken = true;
  const receiver<batching, scripted_store> receive(facts{}.key, store, dispatcher().any([&](const event_view& event) {
    ran.emplace_back(event.id());
    if (broken && event.id() == "b") throw std::runtime_error("b is broken");
  }));
  const std::string body = R"({"events":[{"id":"a","type":"t"},{"id":"b","type":"t"},{"id":"c","type":"t"}]})";
  const request three("POST", "/", {{"X-Signature", hmac_hex(facts{}.key, body)}}, body);
  const auto failed = receive(three);
  CHECK(failed.response.status() == 500);
  CHECK(failed.failures == std::vector<std::string>{"b is broken"});
  CHECK(ran == std::vector<std::string>{"a", "b", "c"});
  broken = false;
  ran.clear();
  CHECK(receive(three).kind == kind::handled);
  CHECK(ran == std::vector<std::string>{"b"});
  CHECK(receive(three).kind == kind::duplicate);

  const std::string none = R"({"events":[]})";
  CHECK(receive(request("POST", "/", {{"X-Signature", hmac_hex(facts{}.key, none)}}, none)).kind == kind::unhandled);
  const std::string bad = R"({"events":[{"id":"d","type":"t"},{"type":"t"}]})";
  CHECK(receive(request("POST", "/", {{"X-Signature", hmac_hex(facts{}.key, bad)}}, bad)).response.status() == 400);
  CHECK(ran == std::vector<std::string>{"b"});  // not even the good one of a bad batch
}

TEST_CASE("events of a batch that share the delivery's own id are events of their own") {
  struct batching : provider<"batching", mac<hmac_sha256>, signature<"X-Signature", bare, hex>,
                             signed_content<"{id}.{body}">, event_id<header<"X-Id">>, event_batch<json<"">>> {};
  testing::manual_clock clock(1774276200);
  scripted_store store(clock);
  int ran = 0;
  const receiver<batching, scripted_store> receive(facts{}.key, store,
                                                   dispatcher().any([&](const event_view&) { ++ran; }));
  const std::string body = R"([{"n":1},{"n":2}])";
  const request two("POST", "/", {{"X-Signature", hmac_hex(facts{}.key, "d1." + body)}, {"X-Id", "d1"}}, body);
  CHECK(receive(two).kind == kind::handled);
  CHECK(ran == 2);
  CHECK(receive(two).kind == kind::duplicate);
  CHECK(ran == 2);
}

TEST_CASE("a field that says nothing is no identity") {
  receiving<shipped::venshack, identity<json<"/data/transactionId">>> on;
  for (const char* nothing : {"null", "\"\""}) {
    const auto made = on({.body = R"({"event":"thing.done","data":{"transactionId":)" + std::string(nothing) + "}}"});
    CHECK(made.response.status() == 400);
    CHECK(*made.reason == errc::payload_missing_field);
  }
  CHECK(on.handled.empty());
}

TEST_CASE("of a batch, what needs the delivery again decides over what never will be good") {
  struct batching : provider<"batching", mac<hmac_sha256>, signature<"X-Signature", bare, hex>, event_id<json<"/id">>,
                             event_batch<json<"">>> {};
  testing::manual_clock clock(1774276200);
  scripted_store store(clock);
  bool broken = true;
  const receiver<batching, scripted_store, identity<json<"/key">>> receive(facts{}.key, store,
                                                                           dispatcher().any([&](const event_view&) {
                                                                             if (broken)
                                                                               throw std::runtime_error("broken");
                                                                           }));
  for (const std::string body : {R"([{"id":"a","key":"1"},{"id":"b"}])", R"([{"id":"b"},{"id":"a","key":"1"}])"}) {
    const request sent("POST", "/", {{"X-Signature", hmac_hex(facts{}.key, body)}}, body);
    broken = true;
    CHECK(receive(sent).response.status() == 500);
    broken = false;
    CHECK(receive(sent).response.status() == 400);  // "a" is done, "b" never will be
    REQUIRE(store.forget(store.claims.front().key).value());
    store.claims.clear();
  }
}

TEST_CASE("of a batch, a store that is not what it should be goes before an event that never will be good") {
  struct batching : provider<"batching", mac<hmac_sha256>, signature<"X-Signature", bare, hex>, event_id<json<"/id">>,
                             event_batch<json<"">>> {};
  testing::manual_clock clock(1774276200);
  scripted_store store(clock);
  store.on_claim = [](const claim_request&) { return claimed(errc::store_misconfigured); };
  const receiver<batching, scripted_store, identity<json<"/key">>> receive(facts{}.key, store, dispatcher());
  const std::string body = R"([{"id":"b"},{"id":"a","key":"1"}])";
  const request sent("POST", "/", {{"X-Signature", hmac_hex(facts{}.key, body)}}, body);
  CHECK(receive(sent).response.status() == 500);
}

TEST_CASE("of a batch, an id with another body is told although another event went worse") {
  struct batching : provider<"batching", mac<hmac_sha256>, signature<"X-Signature", bare, hex>, event_id<json<"/id">>,
                             event_batch<json<"">>> {};
  testing::manual_clock clock(1774276200);
  scripted_store store(clock);
  const receiver<batching, scripted_store> receive(facts{}.key, store, dispatcher().any([](const event_view&) {}));
  const auto send = [&](const std::string& body) {
    return receive(request("POST", "/", {{"X-Signature", hmac_hex(facts{}.key, body)}}, body));
  };
  CHECK(send(R"([{"id":"a"}])").kind == kind::handled);
  const auto made = send(R"([{"id":"b"},{"id":"a","changed":1}])");
  CHECK(made.kind == kind::handled);
  REQUIRE(made.reason);
  CHECK(*made.reason == errc::id_conflict);
}

TEST_CASE("what was handled counts although another delivery took the claim over and gave it back") {
  receiving<shipped::zuba> on;
  on.handler = [&](const event_view&) {
    if (on.handled.size() > 1) return handler_result::failed("the second time it fails");
    on.clock.advance(61s);
    CHECK(on(delivery).kind == kind::failed);
    return handler_result::done();
  };
  CHECK(on(delivery).kind == kind::handled);
  CHECK(on(delivery).kind == kind::duplicate);
  CHECK(on.handled.size() == 2);
}

TEST_CASE("a handler that wants the event again is not overruled by one whose failure is final") {
  testing::manual_clock clock(1774276200);
  scripted_store store(clock);
  bool later = true;
  int parked = 0;
  const receiver<shipped::hackmamba, scripted_store> receive(
      facts{}.key, store,
      dispatcher().any([](const event_view&) { return handler_result::failed("broken"); }).any([&](const event_view&) {
        return later ? handler_result::retry_later(5s) : handler_result::done();
      }),
      receiver_options{}.on_final_failure([&](const event_view&, const std::vector<std::string>&) { ++parked; }));
  const auto sent = signed_delivery<shipped::hackmamba>(delivery);
  CHECK(receive(sent).response.status() == 500);
  CHECK(parked == 0);
  later = false;
  CHECK(receive(sent).response.status() == 200);
  CHECK(parked == 1);
}

TEST_CASE("marked before, a failure goes to the application's hook, which is all that it goes to") {
  int parked = 0;
  receiving<shipped::venshack, mark_before> on(
      receiver_options{}.on_final_failure([&](const event_view&, const std::vector<std::string>&) { ++parked; }));
  on.handler = [](const event_view&) { return handler_result::failed("broken"); };
  CHECK(on(delivery).response.status() == 500);
  CHECK(parked == 1);
}

TEST_CASE("an event that comes again in another batch is no conflict: its own text is what is compared") {
  struct batching : provider<"batching", mac<hmac_sha256>, signature<"X-Signature", bare, hex>, event_id<json<"/id">>,
                             event_batch<json<"">>> {};
  testing::manual_clock clock(1774276200);
  scripted_store store(clock);
  std::vector<std::string> ran;
  const receiver<batching, scripted_store> receive(
      facts{}.key, store, dispatcher().any([&](const event_view& event) { ran.emplace_back(event.id()); }),
      receiver_options{}.digests(digest_policy::strict));
  const auto send = [&](const std::string& body) {
    return receive(request("POST", "/", {{"X-Signature", hmac_hex(facts{}.key, body)}}, body)).response.status();
  };
  CHECK(send(R"([{"id":"a"},{"id":"b"}])") == 200);
  CHECK(send(R"([{"id":"c"},{"id":"a"}])") == 200);
  CHECK(ran == std::vector<std::string>{"a", "b", "c"});
  CHECK(send(R"([{"id":"a","more":1}])") == 422);
}

// SPDX-License-Identifier: MIT
// Handlers whose writes and whose event's completion are one transaction, and what else a handler hears of its claim.
#include <hooklatch/receive/receiver.hpp>

#include "support/catch.hpp"
#include "support/receiving.hpp"
#include "support/transactional_memory.hpp"

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

using namespace hooklatch;
using namespace test_support;
using namespace std::chrono_literals;
using testing::manual_clock;
using kind = outcome_kind;
using shipped::hackmamba;
using shipped::venshack;
using shipped::zuba;

namespace {

using transaction = transactional_memory::transaction;
using settled = result<settlement>;
const facts delivery{.body = seed_body()};

// A receiver in the transactional mode, whose handler writes the event's id and then does as it is told.
template <class Provider = zuba>
struct banking {
  using receiver_type = receiver<Provider, transactional_memory, in_transaction, with_clock<manual_clock>>;

  manual_clock clock{1774276200};
  transactional_memory store{clock};
  std::function<handler_result(const event_view&)> handler;
  int calls = 0;
  receiver_type receive;

  explicit banking(receiver_options options = {})
      : receive(secret_text(shown_secret<Provider>(facts{}.key)), store,
                dispatcher().on_in<transaction>("*",
                                                [this](const event_view& event, transaction& within) {
                                                  ++calls;
                                                  within.write(std::string(event.id()));
                                                  return handler ? handler(event) : handler_result::done();
                                                }),
                receiving<Provider>::with_hook(options), clock) {}
  outcome operator()() { return receive(signed_delivery<Provider>(delivery)); }
};

}  // namespace

TEST_CASE("what a handler writes and the event's completion are one transaction") {
  banking on;
  CHECK(on().kind == kind::handled);
  CHECK(on.store.written == std::vector<std::string>{"evt_1"});
  CHECK(on().kind == kind::duplicate);
  CHECK(on.store.written.size() == 1);
  CHECK(on.store.begun == 1);  // a duplicate opens none
}

TEST_CASE("a handler that fails leaves nothing written, and the retry runs at once") {
  banking on;
  on.handler = [&](const event_view&) {
    return on.calls == 1 ? handler_result::failed("no such account") : handler_result::done();
  };
  CHECK(on().response.status() == 500);
  CHECK(on.store.written.empty());
  CHECK(on.store.whys == std::vector<std::string>{"no such account"});
  CHECK(on().kind == kind::handled);
  CHECK(on.store.written.size() == 1);
}

TEST_CASE("a transaction that cannot begin is 503, no handler runs, and the claim is given back") {
  banking on;
  on.store.begin_fails = errc::store_timeout;
  const auto made = on();
  CHECK(made.response.status() == 503);
  CHECK(*made.reason == errc::store_timeout);
  CHECK(on.calls == 0);
  on.store.begin_fails.reset();
  CHECK(on().kind == kind::handled);
}

TEST_CASE("a commit that fails is 503, and the retry writes once") {
  banking on;
  on.store.on_commit = [](transaction&) { return result<void>(errc::store_full); };
  CHECK(on().response.status() == 503);
  CHECK(on.store.written.empty());
  on.store.on_commit = nullptr;
  CHECK(on().kind == kind::handled);
  CHECK(on.store.written.size() == 1);
}

TEST_CASE("a commit whose answer was lost is acknowledged if it happened") {
  banking on;
  on.store.on_commit = [](transaction& within) {
    REQUIRE(within.really_commit());
    return result<void>(errc::store_ambiguous);
  };
  CHECK(on().kind == kind::handled);
  CHECK(on.store.written.size() == 1);
  CHECK(on().kind == kind::duplicate);
}

TEST_CASE("a commit whose answer was lost and that did not happen is not acknowledged") {
  banking on;
  on.store.on_commit = [](transaction&) { return result<void>(errc::store_ambiguous); };
  const auto made = on();
  CHECK(made.response.status() == 503);
  CHECK(*made.reason == errc::store_ambiguous);
  CHECK(on.store.written.empty());
  on.store.on_commit = nullptr;
  CHECK(on().kind == kind::handled);  // not a duplicate: nothing was completed by itself
  CHECK(on.store.written.size() == 1);
}

TEST_CASE("a claim that was lost to one who is done writes nothing, and is acknowledged") {
  banking on;
  on.handler = [&](const event_view&) {
    if (on.calls == 1) {
      on.clock.advance(61s);
      CHECK(on().kind == kind::handled);
    }
    return handler_result::done();
  };
  CHECK(on().kind == kind::handled);
  CHECK(on.calls == 2);
  CHECK(on.store.written.size() == 1);
}

TEST_CASE("a claim that was lost to one who gave it back writes nothing, and is free again") {
  banking on;
  bool inner_failed = false;
  on.handler = [&](const event_view&) {
    if (on.calls == 1) {
      on.clock.advance(61s);
      CHECK(on().kind == kind::failed);
      return handler_result::done();
    }
    if (on.calls == 2) {
      inner_failed = true;
      return handler_result::failed("no");
    }
    return handler_result::done();
  };
  CHECK(on().response.status() == 503);
  CHECK(inner_failed);
  CHECK(on.store.written.empty());
  CHECK(on().kind == kind::handled);
  CHECK(on.store.written.size() == 1);
}

TEST_CASE("a failure that the provider wants acknowledged is completed without what was written") {
  banking<hackmamba> on;
  on.handler = [](const event_view&) { return handler_result::failed("no"); };
  const auto made = on();
  CHECK(made.response.status() == 200);
  CHECK(on.store.written.empty());
  CHECK(on().kind == kind::duplicate);
}

TEST_CASE("a handler that throws writes nothing") {
  banking on;
  on.handler = [](const event_view&) -> handler_result { throw std::runtime_error("disk"); };
  CHECK(on().kind == kind::failed);
  CHECK(on.store.written.empty());
}

TEST_CASE("handlers of transactions need a receiver that has them") {
  manual_clock clock{1774276200};
  transactional_memory store(clock);
  scripted_store plain(clock);
  dispatcher handlers;
  handlers.on_in<transaction>("a", [](const event_view&, transaction&) {});
  const std::string text = facts{}.key;
  const secret_text key(text);
  CHECK(reason_of(receiver<zuba, transactional_memory>::make(key, store, handlers)) == errc::config_error);
  CHECK(reason_of(receiver<zuba, scripted_store>::make(key, plain, handlers)) == errc::config_error);
  CHECK(receiver<zuba, transactional_memory, in_transaction>::make(key, store, handlers).has_value());
  dispatcher strange;
  strange.on_in<std::string>("a", [](const event_view&, std::string&) {});
  CHECK(reason_of(receiver<zuba, transactional_memory, in_transaction>::make(key, store, strange)) ==
        errc::config_error);
  CHECK_THROWS_AS(strange.on_in<transaction>("b", [](const event_view&, transaction&) {}), std::system_error);
  // Handlers that want none may stand beside, and alone.
  CHECK(receiver<zuba, transactional_memory, in_transaction>::make(key, store, dispatcher()).has_value());
}

TEST_CASE("a handler hears which attempt it is, and under which key that is known") {
  manual_clock clock{1774276200};
  scripted_store store(clock);
  std::vector<std::uint32_t> attempts;
  std::vector<bool> reclaimed;
  std::vector<std::string> keys;
  std::vector<std::uint64_t> fences;
  receiver<zuba, scripted_store, with_clock<manual_clock>> receive(
      secret_text(facts{}.key), store, dispatcher().any([&](const event_view&, handling& claim) {
        attempts.push_back(claim.attempt());
        reclaimed.push_back(claim.reclaimed());
        keys.emplace_back(claim.idempotency_key());
        fences.push_back(claim.fence());
        return attempts.size() < 3 ? handler_result::failed("again") : handler_result::done();
      }),
      {}, clock);
  const auto sent = signed_delivery<zuba>(delivery);
  store.on_release = [&](const claim_token&) -> std::optional<settled> {
    if (attempts.size() == 2) return settled(errc::store_unavailable);  // so that only the lease ends the claim
    return std::nullopt;
  };
  CHECK(receive(sent).kind == kind::failed);
  CHECK(receive(sent).kind == kind::failed);
  clock.advance(61s);
  CHECK(receive(sent).kind == kind::handled);
  CHECK(attempts == std::vector<std::uint32_t>{1, 2, 3});
  CHECK(reclaimed == std::vector<bool>{false, false, true});
  CHECK(keys[0].size() == 64);
  CHECK(keys[0] == keys[1]);
  CHECK(keys[1] == keys[2]);
  CHECK(fences[0] < fences[1]);
  CHECK(fences[1] < fences[2]);
}

TEST_CASE("a handler that takes long extends its claim, and hears when it has lost it") {
  manual_clock clock{1774276200};
  scripted_store store(clock);
  std::vector<settlement> heard;
  std::optional<outcome> meanwhile;
  request sent = signed_delivery<zuba>(delivery);
  using receiver_type = receiver<zuba, scripted_store, with_clock<manual_clock>>;
  receiver_type* self = nullptr;
  receiver_type receive(secret_text(facts{}.key), store,
                        dispatcher().any([&](const event_view&, handling& claim) {
                          if (!heard.empty()) return;
                          clock.advance(50s);
                          heard.push_back(claim.extend(60s).value());
                          clock.advance(50s);
                          meanwhile = (*self)(sent);  // still held: 100 s after a claim of 60
                          clock.advance(11s);
                          CHECK((*self)(sent).kind == kind::handled);
                          heard.push_back(claim.extend(60s).value());
                        }),
                        {}, clock);
  self = &receive;
  CHECK(receive(sent).kind == kind::handled);
  REQUIRE(meanwhile);
  CHECK(meanwhile->kind == kind::in_flight);
  CHECK(heard == std::vector<settlement>{settlement::done, settlement::lost});
}

TEST_CASE("an unsigned delivery id that comes again with another body is handled, and told") {
  manual_clock clock{1774276200};
  scripted_store store(clock);
  int calls = 0;
  receiver<venshack, scripted_store, observe_delivery_id, with_clock<manual_clock>> receive(
      secret_text(facts{}.key), store, dispatcher().any([&](const event_view&) { ++calls; }), {}, clock);
  const auto first = receive(signed_delivery<venshack>({.id = "d1", .type = "t", .body = seed_body("1", "t")}));
  CHECK(first.kind == kind::handled);
  CHECK_FALSE(first.reason);
  const auto other = receive(signed_delivery<venshack>({.id = "d1", .type = "t", .body = seed_body("2", "t")}));
  CHECK(other.kind == kind::handled);
  REQUIRE(other.reason);
  CHECK(*other.reason == errc::id_conflict);
  CHECK(other.response.status() == 200);
  CHECK(calls == 2);
  // The same bytes under another id are the same event; and the id alone decides nothing.
  CHECK(receive(signed_delivery<venshack>({.id = "d2", .type = "t", .body = seed_body("2", "t")})).kind ==
        kind::duplicate);
}

TEST_CASE("an observation that cannot be made stops nothing") {
  manual_clock clock{1774276200};
  scripted_store store(clock);
  receiver<venshack, scripted_store, observe_delivery_id, with_clock<manual_clock>> receive(
      secret_text(facts{}.key), store, dispatcher(), {}, clock);
  store.on_claim = [&](const claim_request&) -> std::optional<result<claim_result>> {
    if (store.claims.size() == 1) return std::nullopt;
    return result<claim_result>(errc::store_timeout);
  };
  const auto made = receive(signed_delivery<venshack>({.type = "t", .body = seed_body("1", "t")}));
  CHECK(made.response.status() == 200);
  CHECK_FALSE(made.reason);
  CHECK(store.claims.size() == 2);
}

TEST_CASE("an event that is not finished is remembered as long as one that is") {
  receiving<zuba> on;
  CHECK(on(delivery).kind == kind::handled);
  CHECK(on.store.claims.back().keep == 7 * 24h);
}

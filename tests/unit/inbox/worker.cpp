// SPDX-License-Identifier: MIT
#include <hooklatch/inbox/worker.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/events.hpp"
#include "support/receiving.hpp"
#include "support/scripted_inbox.hpp"

#include <hooklatch/receive/inbox_receiver.hpp>
#include <hooklatch/testing/manual_clock.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

using namespace hooklatch;
using namespace test_support;
using namespace std::chrono_literals;
using testing::manual_clock;
using shipped::github;
using shipped::standard_webhooks;
using shipped::venshack;
using shipped::zuba;

namespace {

// An inbox that is filled through a receiver, and a worker whose handler does as it is told.
template <class Provider = zuba, class... Policies>
struct working {
  manual_clock clock{sent_at};
  scripted_inbox inbox{clock};
  std::function<handler_result(const event_view&, handling&)> handler;
  std::vector<std::string> handled;
  std::vector<work_outcome> told;
  std::vector<std::string> given_up;
  inbox_receiver<Provider, scripted_inbox, with_clock<manual_clock>> receive;
  inbox_worker<Provider, scripted_inbox, Policies...> worker;

  explicit working(worker_options options = worker_options{}.wait(backoff().jitter(0)))
      : receive(secret_text(shown_secret<Provider>(facts{}.key)), inbox, {}, clock),
        worker(inbox,
               dispatcher().trust_unsigned_type().any([this](const event_view& event, handling& claim) {
                 handled.emplace_back(event.id());
                 return handler ? handler(event, claim) : handler_result::done();
               }),
               options.observe([this](const work_outcome& seen) { told.push_back(seen); })
                   .on_final_failure([this](std::string_view type, std::string_view id, std::string_view message) {
                     given_up.push_back(std::string(type) + " " + std::string(id) + ": " + std::string(message));
                   })) {}

  void accept(const facts& f = {.body = seed_body()}) {
    REQUIRE(receive(signed_delivery<Provider>(f)).kind == outcome_kind::queued);
  }
  bool run() { return worker.run_one().value(); }
  inbox_counts counts() { return inbox.memory.counts(Provider::table().name).value(); }
};

}  // namespace

TEST_CASE("a worker handles what was accepted, once") {
  working on;
  CHECK_FALSE(on.run());
  on.accept();
  CHECK(on.run());
  CHECK_FALSE(on.run());
  CHECK(on.handled == std::vector<std::string>{"evt_1"});
  CHECK(on.counts().processed == 1);
  REQUIRE(on.told.size() == 1);
  CHECK(on.told[0].kind == work_kind::processed);
  CHECK(on.told[0].event_id == "evt_1");
  CHECK(on.told[0].event_type == "thing.done");
  CHECK(on.told[0].handler_time);
}

TEST_CASE("a handler sees the event as a receiver would have shown it") {
  working on;
  bool seen = false;
  on.handler = [&](const event_view& event, handling& claim) {
    CHECK(event.id() == "evt_1");
    CHECK(event.type() == "thing.done");
    CHECK(event.is_test() == false);
    CHECK(event.text() == seed_body());
    CHECK(event.find("/data/amount").text() == "120.00");
    CHECK(claim.attempt() == 1);
    CHECK(claim.idempotency_key().size() == 64);
    seen = true;
    return handler_result::done();
  };
  on.accept();
  CHECK(on.run());
  CHECK(seen);
}

TEST_CASE("ids and types that stand in headers come back from the inbox") {
  {
    working<standard_webhooks> on;
    on.accept({.id = "msg_1", .body = R"({"type":"a.b"})"});
    CHECK(on.run());
    CHECK(on.handled == std::vector<std::string>{"msg_1"});
  }
  {
    working<github> on;
    std::string type;
    std::string id;
    on.handler = [&](const event_view& event, handling&) {
      CHECK(event.type().empty());
      type = event.untrusted_type();
      id = event.untrusted_delivery_id();
      return handler_result::done();
    };
    on.accept({.id = "d-1", .type = "push", .body = "{}"});
    CHECK(on.run());
    CHECK(type == "push");
    CHECK(id == "d-1");
  }
}

TEST_CASE("a failure is tried again after 1 s, then 2 s, and after the third it is dead and somebody is told") {
  working on;
  on.handler = [](const event_view&, handling&) { return handler_result::failed("the ledger is closed"); };
  on.accept();
  CHECK(on.run());
  CHECK_FALSE(on.run());
  on.clock.advance(1s);
  CHECK(on.run());
  on.clock.advance(1999ms);
  CHECK_FALSE(on.run());
  on.clock.advance(1ms);
  CHECK(on.given_up.empty());
  CHECK(on.run());
  CHECK(on.given_up == std::vector<std::string>{"thing.done evt_1: the ledger is closed"});
  CHECK(on.counts().dead == 1);
  on.clock.advance(1000h);
  CHECK_FALSE(on.run());
  CHECK(on.inbox.waits == std::vector<std::chrono::milliseconds>{1000ms, 2000ms});
  CHECK(on.inbox.whys == std::vector<std::string>(3, "the ledger is closed"));
  CHECK(on.told.back().kind == work_kind::dead);
  CHECK(on.told.back().attempt == 3);

  on.handler = nullptr;
  CHECK(on.inbox.replay("zuba", "evt_1").value() == 1);
  CHECK(on.run());
  CHECK(on.counts().processed == 1);
}

TEST_CASE("an event that kills its worker is dead after as many attempts, and its handlers do not run again") {
  working on;
  on.accept();
  for (int i = 0; i < 3; ++i) {
    REQUIRE(on.inbox.take("zuba", 60s).value());  // as a worker does that dies then
    CHECK_FALSE(on.run());
    on.clock.advance(60s);
  }
  CHECK(on.run());
  CHECK(on.handled.empty());
  CHECK(on.counts().dead == 1);
  CHECK(on.given_up == std::vector<std::string>{"thing.done evt_1: no attempt came to its end: the worker died, or the inbox could not be told"});
}

TEST_CASE("a handler that wants it later is asked then, if that is later than the wait") {
  working on;
  on.handler = [&](const event_view&, handling&) {
    return handler_result::retry_later(on.handled.size() == 1 ? 60s : 1s);
  };
  on.accept();
  CHECK(on.run());
  on.clock.advance(59s);
  CHECK_FALSE(on.run());
  on.clock.advance(1s);
  CHECK(on.run());
  CHECK(on.told.back().wait == 2s);
  CHECK(on.inbox.whys == std::vector<std::string>(2, "a handler wants it later"));
}

TEST_CASE("what a handler throws is its failure, and all failures are kept") {
  working on(worker_options{}.attempts(1));
  on.handler = [](const event_view&, handling&) -> handler_result { throw std::runtime_error("no such row"); };
  on.accept();
  CHECK(on.run());
  CHECK(on.given_up == std::vector<std::string>{"thing.done evt_1: no such row"});
}

TEST_CASE("where nobody can be told of the final failure, the entry stays and somebody is told later") {
  manual_clock clock(sent_at);
  scripted_inbox inbox(clock);
  const inbox_receiver<zuba, scripted_inbox, with_clock<manual_clock>> receive(secret_text(facts{}.key), inbox, {},
                                                                               clock);
  REQUIRE(receive(signed_delivery<zuba>({.body = seed_body()})).kind == outcome_kind::queued);
  int asked = 0;
  const inbox_worker<zuba, scripted_inbox> worker(
      inbox, dispatcher().any([](const event_view&) { return handler_result::failed("no"); }),
      worker_options{}.attempts(1).on_final_failure([&](std::string_view, std::string_view, std::string_view) {
        if (++asked == 1) throw std::runtime_error("the pager is down");
      }));
  CHECK(worker.run_one().value());
  CHECK(inbox.memory.counts("zuba").value().pending == 1);
  clock.advance(1h);
  CHECK(worker.run_one().value());
  CHECK(asked == 2);
  CHECK(inbox.memory.counts("zuba").value().dead == 1);
}

TEST_CASE("a worker that lost its entry meanwhile says so") {
  working on;
  on.handler = [&](const event_view&, handling& claim) {
    on.clock.advance(61s);
    REQUIRE(on.inbox.memory.take("zuba", 60s).value());
    CHECK(claim.extend(60s).value() == settlement::lost);
    return handler_result::done();
  };
  on.accept();
  CHECK(on.run());
  CHECK(on.told.back().kind == work_kind::lost);
}

TEST_CASE("a handler that takes long extends its lease") {
  working on;
  on.handler = [&](const event_view&, handling& claim) {
    on.clock.advance(50s);
    CHECK(claim.extend(60s).value() == settlement::done);
    on.clock.advance(50s);
    CHECK_FALSE(on.inbox.memory.take("zuba", 60s).value());
    return handler_result::done();
  };
  on.accept();
  CHECK(on.run());
  CHECK(on.told.back().kind == work_kind::processed);
}

TEST_CASE("an inbox that cannot answer is an error, and what could not be settled comes back") {
  working on;
  on.accept();
  on.inbox.take_fails = errc::store_timeout;
  CHECK(reason_of(on.worker.run_one()) == errc::store_timeout);
  CHECK(reason_of(on.worker.run_until_idle()) == errc::store_timeout);
  on.inbox.take_fails.reset();
  on.inbox.on_finish = [](const inbox_token&) { return scripted_inbox::settled(errc::store_unavailable); };
  CHECK(on.run());
  CHECK(on.told.back().kind == work_kind::unsettled);
  CHECK(*on.told.back().reason == errc::store_unavailable);
  on.inbox.on_finish = nullptr;
  CHECK_FALSE(on.run());
  on.clock.advance(60s);
  CHECK(on.run());
  CHECK(on.counts().processed == 1);
}

TEST_CASE("a finish whose answer was lost is asked for once more") {
  working on;
  int asked = 0;
  on.inbox.on_finish = [&](const inbox_token& token) -> std::optional<scripted_inbox::settled> {
    if (++asked > 1) return std::nullopt;
    REQUIRE(on.inbox.memory.finish(token));
    return scripted_inbox::settled(errc::store_ambiguous);
  };
  on.accept();
  CHECK(on.run());
  CHECK(on.told.back().kind == work_kind::processed);
}

TEST_CASE("what a handler writes and the entry's end are one transaction") {
  manual_clock clock(sent_at);
  scripted_inbox inbox(clock);
  const inbox_receiver<zuba, scripted_inbox, with_clock<manual_clock>> receive(secret_text(facts{}.key), inbox, {},
                                                                               clock);
  REQUIRE(receive(signed_delivery<zuba>({.body = seed_body()})).kind == outcome_kind::queued);
  int calls = 0;
  std::vector<work_kind> told;
  const inbox_worker<zuba, scripted_inbox, in_transaction> worker(
      inbox,
      dispatcher().on_in<scripted_inbox::transaction>("*",
                                                      [&](const event_view& event, scripted_inbox::transaction& within) {
                                                        within.write(std::string(event.id()));
                                                        return ++calls == 1 ? handler_result::failed("no")
                                                                            : handler_result::done();
                                                      }),
      worker_options{}.attempts(9).observe([&](const work_outcome& seen) { told.push_back(seen.kind); }));
  CHECK(worker.run_one().value());  // fails, and writes nothing
  CHECK(inbox.written.empty());
  inbox.begin_fails = errc::store_timeout;
  clock.advance(1h);
  CHECK(worker.run_one().value());  // no transaction, so no handler
  CHECK(calls == 1);
  inbox.begin_fails.reset();
  inbox.commit_fails = errc::store_ambiguous;
  clock.advance(1h);
  CHECK(worker.run_one().value());
  CHECK(inbox.written.empty());
  inbox.commit_fails.reset();
  clock.advance(1h);
  CHECK(worker.run_one().value());
  CHECK(inbox.written == std::vector<std::string>{"evt_1"});
  CHECK(told == std::vector<work_kind>{work_kind::failed, work_kind::unsettled, work_kind::unsettled,
                                       work_kind::processed});
}

TEST_CASE("handlers that would never run, or want what is not there, are refused") {
  manual_clock clock;
  scripted_inbox inbox(clock);
  using plain = inbox_worker<zuba, scripted_inbox>;
  CHECK(reason_of(plain::make(inbox, dispatcher(), worker_options{}.attempts(0))) == errc::config_error);
  CHECK(reason_of(inbox_worker<github, scripted_inbox>::make(
            inbox, dispatcher().on("push", [](const event_view&) {}))) == errc::config_error);
  const auto within = dispatcher().on_in<scripted_inbox::transaction>(
      "a", [](const event_view&, scripted_inbox::transaction&) {});
  CHECK(reason_of(plain::make(inbox, within)) == errc::config_error);
  CHECK(inbox_worker<zuba, scripted_inbox, in_transaction>::make(inbox, within).has_value());
  CHECK_THROWS(plain(inbox, dispatcher(), worker_options{}.lease(0ms)));
}

TEST_CASE("workers on threads of their own work until they are stopped, each entry once") {
  manual_clock clock(sent_at);
  scripted_inbox inbox(clock);
  const inbox_receiver<zuba, scripted_inbox, with_clock<manual_clock>> receive(secret_text(facts{}.key), inbox, {},
                                                                               clock);
  std::atomic<int> handled = 0;
  const inbox_worker<zuba, scripted_inbox> worker(inbox, dispatcher().any([&](const event_view&) { ++handled; }),
                                                  worker_options{}.poll(1ms));
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&](const std::stop_token& stop) { worker.run(stop); });
  }
  for (int i = 0; i < 200; ++i) {
    const auto sent = signed_delivery<zuba>({.body = seed_body("evt_" + std::to_string(i))});
    REQUIRE(receive(sent).kind == outcome_kind::queued);
  }
  for (int i = 0; i < 5000 && inbox.memory.counts("zuba").value().processed < 200; ++i) {
    std::this_thread::sleep_for(1ms);
  }
  threads.clear();  // stopped, and joined
  CHECK(handled == 200);
  CHECK(inbox.memory.counts("zuba").value().processed == 200);
}

TEST_CASE("an event that no handler wants is processed, and told apart") {
  manual_clock clock(sent_at);
  scripted_inbox inbox(clock);
  const inbox_receiver<zuba, scripted_inbox, with_clock<manual_clock>> receive(secret_text(facts{}.key), inbox, {},
                                                                               clock);
  REQUIRE(receive(signed_delivery<zuba>({.body = seed_body()})).kind == outcome_kind::queued);
  std::vector<work_kind> told;
  const inbox_worker<zuba, scripted_inbox> worker(
      inbox, dispatcher().on("another.type", [](const event_view&) {}),
      worker_options{}.observe([&](const work_outcome& seen) { told.push_back(seen.kind); }));
  CHECK(worker.run_one().value());
  CHECK(told == std::vector<work_kind>{work_kind::unhandled});
  CHECK(inbox.memory.counts("zuba").value().processed == 1);
}

TEST_CASE("a worker has the entries of its own account and endpoint, and no others") {
  manual_clock clock(sent_at);
  scripted_inbox inbox(clock);
  const inbox_receiver<zuba, scripted_inbox, with_clock<manual_clock>> acme(
      secret_text(facts{}.key), inbox, receiver_options{}.account("acme"), clock);
  REQUIRE(acme(signed_delivery<zuba>({.body = seed_body()})).kind == outcome_kind::queued);
  int ran = 0;
  const auto handlers = dispatcher().any([&](const event_view&) { ++ran; });
  const inbox_worker<zuba, scripted_inbox> nobodys(inbox, handlers);
  const inbox_worker<zuba, scripted_inbox> others(inbox, handlers, worker_options{}.account("evil"));
  const inbox_worker<zuba, scripted_inbox> endpoints(inbox, handlers, worker_options{}.account("acme").endpoint("b"));
  CHECK_FALSE(nobodys.run_one().value());
  CHECK_FALSE(others.run_one().value());
  CHECK_FALSE(endpoints.run_one().value());
  const inbox_worker<zuba, scripted_inbox> own(inbox, handlers, worker_options{}.account("acme"));
  CHECK(own.run_one().value());
  CHECK(ran == 1);
  CHECK(inbox.memory.counts(inbox_source("zuba", "acme")).value().processed == 1);
}

TEST_CASE("a handler hears that there was an earlier attempt, which may have had effects") {
  working on;
  std::vector<bool> heard;
  on.handler = [&](const event_view&, handling& claim) {
    heard.push_back(claim.reclaimed());
    return handler_result::failed("no");
  };
  on.accept();
  CHECK(on.run());
  on.clock.advance(1s);
  CHECK(on.run());
  CHECK(heard == std::vector<bool>{false, true});
}

TEST_CASE("an observer that throws disturbs nobody") {
  working on(worker_options{}.observe([](const work_outcome&) { throw std::runtime_error("log"); }));
  on.accept();
  CHECK(on.run());
  CHECK(on.told.size() == 1);
}

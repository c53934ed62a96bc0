// SPDX-License-Identifier: MIT
#include <hooklatch/testing/failing_store.hpp>

#include "support/catch.hpp"

#include <hooklatch/dedup/memory_store.hpp>
#include <hooklatch/dedup/no_store.hpp>
#include <hooklatch/testing/manual_clock.hpp>
#include <hooklatch/testing/store_conformance.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

using namespace hooklatch;
using namespace std::chrono_literals;
using testing::failing;
using testing::failing_store;
using testing::store_verb;
using kind = claim_result::kind;

namespace {

claim_request ask(std::uint8_t n, std::uint8_t nonce = 1) {
  claim_request request;
  request.key.bytes[0] = n;
  request.nonce.bytes[0] = nonce;
  return request;
}

// What a careful receiver does with one event: it asks again, with the same nonce, where an answer was lost.
template <class Store>
bool handle(Store& store, std::uint8_t nonce, int& handled) {
  auto claimed = store.claim(ask(1, nonce));
  if (!claimed && claimed.error() == errc::store_ambiguous) claimed = store.claim(ask(1, nonce));
  if (!claimed) return false;
  if (claimed->what() == kind::duplicate) return true;
  if (claimed->what() != kind::fresh) return false;
  ++handled;
  auto completed = store.complete(claimed->token(), 1h);
  if (!completed && completed.error() == errc::store_ambiguous) completed = store.complete(claimed->token(), 1h);
  return completed && *completed != settlement::lost;
}

}  // namespace

TEST_CASE("a failing store with no plan answers as the one beneath") {
  testing::manual_clock clock(1774276200);
  memory_store<testing::manual_clock> memory(5000, clock);
  failing_store store(memory);
  STATIC_REQUIRE(dedup_store<decltype(store)>);
  STATIC_REQUIRE(failing_store<no_store>::traits.remembers == no_store::traits.remembers);
  testing::conformance_options options;
  options.threads = 4;
  options.rounds = 2;
  options.connections = 1;
  options.advance = [clock](std::chrono::milliseconds by) mutable { clock.advance(by); };
  const auto report = testing::check_store([&] { return &store; }, options);
  INFO(report.to_string());
  CHECK(report.ok());
  CHECK(store.failures() == 0);
  CHECK(store.calls() > 100);
  CHECK(store.calls(store_verb::purge) > 0);
}

TEST_CASE("a call that fails before does nothing, one that fails after did its work") {
  memory_store<> memory;
  failing_store store(memory);
  store.fail_call(1, errc::store_unavailable);
  CHECK(store.claim(ask(1)).error() == errc::store_unavailable);
  CHECK(memory.size() == 0);
  store.fail_call(1, errc::store_ambiguous, failing::after);
  CHECK(store.claim(ask(1)).error() == errc::store_ambiguous);
  CHECK(memory.size() == 1);
  CHECK(store.claim(ask(1)).value().what() == kind::fresh);  // the same nonce
  CHECK(store.failures() == 2);
  CHECK(store.calls() == 3);
}

TEST_CASE("a failing store counts the calls of every verb, or of one") {
  memory_store<> memory;
  failing_store store(memory);
  store.fail_call(3, errc::store_timeout);
  store.fail_call(store_verb::complete, 2, errc::store_read_only);
  const auto token = store.claim(ask(1)).value().token();
  CHECK(store.complete(token, 1h).value() == settlement::done);
  CHECK(store.claim(ask(2)).error() == errc::store_timeout);
  CHECK(store.complete(token, 1h).error() == errc::store_read_only);
  CHECK(store.complete(token, 1h).value() == settlement::already_done);
  CHECK(store.failures() == 2);
  CHECK(store.calls(store_verb::complete) == 3);
  CHECK(store.calls(store_verb::claim) == 2);
  CHECK(store.calls(store_verb::forget) == 0);
}

TEST_CASE("a failing store fails every call of a verb, or every call, until it is healed") {
  memory_store<> memory;
  failing_store store(memory);
  const auto token = store.claim(ask(1)).value().token();
  store.fail_all(store_verb::complete, errc::store_full);
  for (int i = 0; i < 3; ++i) CHECK(store.complete(token, 1h).error() == errc::store_full);
  CHECK(store.extend(token, 1h).value() == settlement::done);
  store.heal();
  CHECK(store.complete(token, 1h).value() == settlement::done);

  store.fail_all(errc::store_unavailable);
  CHECK(store.claim(ask(1)).error() == errc::store_unavailable);
  CHECK(store.complete(token, 1h).error() == errc::store_unavailable);
  CHECK(store.release(token, "no").error() == errc::store_unavailable);
  CHECK(store.extend(token, 1h).error() == errc::store_unavailable);
  CHECK(store.forget(token.key).error() == errc::store_unavailable);
  CHECK(store.purge(1).error() == errc::store_unavailable);
  CHECK(store.failures() == 9);
}

TEST_CASE("of two plans for one call the first one is met, and both are over") {
  memory_store<> memory;
  failing_store store(memory);
  store.fail_call(1, errc::store_timeout);
  store.fail_call(store_verb::claim, 1, errc::store_full);
  CHECK(store.claim(ask(1)).error() == errc::store_timeout);
  CHECK(store.claim(ask(1)).value().what() == kind::fresh);
  CHECK(store.failures() == 1);
}

TEST_CASE("an event is handled once wherever an answer is lost: a walk over every call") {
  std::size_t walked = 0;
  for (std::size_t n = 1; n < 100; ++n) {
    memory_store<> memory;
    failing_store store(memory);
    store.fail_call(n, errc::store_ambiguous, failing::after);
    int handled = 0;
    bool acknowledged = false;
    for (std::uint8_t delivery = 1; delivery <= 3 && !acknowledged; ++delivery) {
      acknowledged = handle(store, delivery, handled);
    }
    CHECK(acknowledged);
    CHECK(handled == 1);
    if (store.failures() == 0) break;
    ++walked;
  }
  CHECK(walked == 2);  // the claim, the complete
}

TEST_CASE("one planned failure meets one of many threads") {
  memory_store<> memory;
  failing_store store(memory);
  store.fail_call(20, errc::store_timeout);
  std::vector<std::thread> threads;
  for (std::uint8_t i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (std::uint8_t j = 0; j < 10; ++j) static_cast<void>(store.claim(ask(static_cast<std::uint8_t>(i * 10 + j))));
    });
  }
  for (auto& each : threads) each.join();
  CHECK(store.calls() == 40);
  CHECK(store.failures() == 1);
  CHECK(memory.size() == 39);
}

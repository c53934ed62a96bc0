// SPDX-License-Identifier: MIT
#include <hooklatch/dedup/any_store.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/scripted_store.hpp"

#include <hooklatch/receive/receiver.hpp>
#include <hooklatch/testing/manual_clock.hpp>

#include <chrono>
#include <memory>
#include <utility>

using namespace hooklatch;
using namespace std::chrono_literals;
using test_support::scripted_store;
using testing::manual_clock;
using kind = claim_result::kind;

static_assert(dedup_store<any_store<durable_store>>);
static_assert(!any_store<volatile_store>::traits.durable);
static_assert(any_store<shared_durable_store>::traits.shared);

TEST_CASE("a store that is chosen at run time does what the chosen one does") {
  manual_clock clock(1774276200);
  any_store<durable_store> store(std::make_unique<scripted_store>(clock));
  claim_request request;
  request.key.bytes[0] = 1;
  request.nonce.bytes[0] = 1;
  const auto first = store.claim(request).value();
  REQUIRE(first.what() == kind::fresh);
  CHECK(store.extend(first.token(), 5min).value() == settlement::done);
  CHECK(store.release(first.token(), "why").value() == settlement::done);
  CHECK(store.extend(first.token(), 5min).value() == settlement::lost);
  const auto second = store.claim(request).value();
  CHECK(second.attempt() == 2);
  CHECK(store.complete(second.token(), 1h).value() == settlement::done);
  CHECK(store.claim(request).value().what() == kind::duplicate);
  CHECK(store.forget(request.key).value());
  CHECK_FALSE(store.forget(request.key).value());
  CHECK(store.purge(10).value() == 0);
  any_store<durable_store> moved = std::move(store);
  CHECK(moved.claim(request).value().what() == kind::fresh);
}

TEST_CASE("a store that can be moved is handed over by value") {
  any_store<durable_store> inner(std::make_unique<scripted_store>(manual_clock(1774276200)));
  any_store<volatile_store> store(std::move(inner));  // which promises more than it has to
  claim_request request;
  CHECK(store.claim(request).value().what() == kind::fresh);
  request.nonce.bytes[0] = 1;
  CHECK(store.claim(request).value().what() == kind::in_flight);
}

TEST_CASE("a receiver takes a store that is chosen at run time, and holds it to what its type promises") {
  any_store<durable_store> store(std::make_unique<scripted_store>(manual_clock(1774276200)));
  const auto made = receiver<providers::zuba, any_store<durable_store>>::make(
      secret_text(test_support::facts{}.key), store, dispatcher());
  CHECK(made.has_value());
}

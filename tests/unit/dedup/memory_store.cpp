// SPDX-License-Identifier: MIT
#include <hooklatch/dedup/memory_store.hpp>

#include "support/catch.hpp"

#include <hooklatch/testing/manual_clock.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <type_traits>
#include <vector>

using namespace hooklatch;
using namespace std::chrono_literals;
using testing::manual_clock;
using kind = claim_result::kind;

namespace {

using store_type = memory_store<manual_clock>;

dedup_key key_of(std::uint8_t n) {
  dedup_key key;
  key.bytes[0] = n;
  return key;
}

claim_request ask(std::uint8_t n, std::uint8_t nonce = 1, std::uint8_t digest = 0) {
  claim_request request;
  request.key = key_of(n);
  request.nonce.bytes[0] = nonce;
  request.digest.bytes[0] = digest;
  request.lease = 60s;
  return request;
}

struct stage {
  manual_clock clock{1774276200};
  store_type store;
  explicit stage(std::size_t capacity = 10) : store(capacity, clock) {}

  kind claim(const claim_request& request) { return store.claim(request).value().what(); }
  claim_token fresh(const claim_request& request) {
    const auto claimed = store.claim(request).value();
    REQUIRE(claimed.what() == kind::fresh);
    return claimed.token();
  }
};

}  // namespace

TEST_CASE("a memory store gives one key to one caller") {
  stage on;
  const auto token = on.fresh(ask(1, 1));
  CHECK(on.claim(ask(1, 2)) == kind::in_flight);
  CHECK(on.claim(ask(2, 3)) == kind::fresh);
  CHECK(on.store.complete(token, 1h).value() == settlement::done);
  CHECK(on.claim(ask(1, 4)) == kind::duplicate);
}

TEST_CASE("a memory store tells how long the claim in flight has") {
  stage on;
  static_cast<void>(on.fresh(ask(1, 1)));
  on.clock.advance(18s);
  CHECK(on.store.claim(ask(1, 2)).value().retry_after() == 42s);
}

TEST_CASE("a memory store takes the same nonce for the same caller") {
  stage on;
  const auto first = on.store.claim(ask(1, 7)).value();
  const auto again = on.store.claim(ask(1, 7)).value();
  CHECK(again.what() == kind::fresh);
  CHECK(again.token().fence == first.token().fence);
  CHECK(again.attempt() == 1);
}

TEST_CASE("a memory store gives the event away again when the lease is over, at its edge") {
  stage on;
  const auto late = on.fresh(ask(1, 1));
  on.clock.advance(60s - 1us);
  CHECK(on.claim(ask(1, 2)) == kind::in_flight);
  on.clock.advance(1us);
  const auto second = on.store.claim(ask(1, 2)).value();
  CHECK(second.what() == kind::fresh);
  CHECK(second.reclaimed());
  CHECK(second.attempt() == 2);
  CHECK(second.token().fence > late.fence);

  SECTION("the late one settles nothing") {
    CHECK(on.store.complete(late, 1h).value() == settlement::lost);
    CHECK(on.store.release(late).value() == settlement::lost);
    CHECK(on.store.extend(late, 60s).value() == settlement::lost);
    CHECK(on.claim(ask(1, 3)) == kind::in_flight);
  }
  SECTION("the new one completes") {
    CHECK(on.store.complete(second.token(), 1h).value() == settlement::done);
    CHECK(on.store.complete(second.token(), 1h).value() == settlement::already_done);
    CHECK(on.store.release(second.token()).value() == settlement::already_done);
  }
}

TEST_CASE("a memory store takes a late completion when nobody claimed the event since") {
  stage on;
  const auto late = on.fresh(ask(1));
  on.clock.advance(61s);
  CHECK(on.store.complete(late, 1h).value() == settlement::done);
  CHECK(on.claim(ask(1, 2)) == kind::duplicate);
}

TEST_CASE("a memory store gives a released event to the next caller with a larger fence") {
  stage on;
  const auto first = on.fresh(ask(1, 1));
  CHECK(on.store.release(first).value() == settlement::done);
  const auto second = on.store.claim(ask(1, 2)).value();
  CHECK(second.what() == kind::fresh);
  CHECK(second.attempt() == 2);
  CHECK_FALSE(second.reclaimed());
  CHECK(second.token().fence > first.fence);
  CHECK(on.store.complete(first, 1h).value() == settlement::lost);
}

TEST_CASE("a memory store extends a lease") {
  stage on;
  const auto token = on.fresh(ask(1));
  on.clock.advance(50s);
  CHECK(on.store.extend(token, 60s).value() == settlement::done);
  on.clock.advance(59s);
  CHECK(on.claim(ask(1, 2)) == kind::in_flight);
}

TEST_CASE("a memory store keeps a handled event for its retention, to its edge") {
  stage on;
  const auto first = on.fresh(ask(1));
  CHECK(on.store.complete(first, 24h).value() == settlement::done);
  on.clock.advance(24h - 1us);
  CHECK(on.claim(ask(1, 2)) == kind::duplicate);
  on.clock.advance(1us);
  const auto again = on.store.claim(ask(1, 3)).value();
  CHECK(again.what() == kind::fresh);
  CHECK(again.attempt() == 1);
  CHECK(again.token().fence > first.fence);
}

TEST_CASE("a clock that steps back reopens nothing") {
  stage on;
  const auto handled = on.fresh(ask(1));
  CHECK(on.store.complete(handled, 24h).value() == settlement::done);
  const auto held = on.fresh(ask(2));
  on.clock.advance(-48h);
  CHECK(on.claim(ask(1, 2)) == kind::duplicate);
  CHECK(on.claim(ask(2, 2)) == kind::in_flight);
  CHECK(on.store.release(held).value() == settlement::done);
  CHECK(on.fresh(ask(2, 3)).fence > held.fence);
}

TEST_CASE("a memory store that is full refuses, and forgets nothing that is to be kept") {
  stage on(3);
  for (std::uint8_t i = 1; i <= 2; ++i) CHECK(on.store.complete(on.fresh(ask(i)), 24h).value() == settlement::done);
  static_cast<void>(on.fresh(ask(3)));
  CHECK(on.store.claim(ask(4)).error() == errc::store_full);
  for (std::uint8_t i = 1; i <= 2; ++i) CHECK(on.claim(ask(i, 9)) == kind::duplicate);
  CHECK(on.claim(ask(3, 9)) == kind::in_flight);

  on.clock.advance(24h);
  CHECK(on.claim(ask(4)) == kind::fresh);  // in place of what need not be kept any more
  CHECK(on.store.size() <= 3);
  CHECK(on.claim(ask(3, 9)) == kind::fresh);  // its lease is over, and it was not dropped
}

TEST_CASE("a memory store purges what need not be kept, as much as it is told") {
  stage on;
  for (std::uint8_t i = 1; i <= 4; ++i) CHECK(on.store.complete(on.fresh(ask(i)), 1h).value() == settlement::done);
  CHECK(on.store.purge(10).value() == 0);
  on.clock.advance(1h);
  CHECK(on.store.purge(3).value() == 3);
  CHECK(on.store.purge(3).value() == 1);
  CHECK(on.store.size() == 0);
}

TEST_CASE("a memory store forgets what an operator names") {
  stage on;
  CHECK(on.store.complete(on.fresh(ask(1)), 1h).value() == settlement::done);
  CHECK(on.store.forget(key_of(1)).value());
  CHECK_FALSE(on.store.forget(key_of(1)).value());
  CHECK(on.claim(ask(1, 2)) == kind::fresh);
}

TEST_CASE("a memory store sees another body under the same key, and refuses it where it is told to") {
  stage on;
  const auto token = on.fresh(ask(1, 1, 5));
  auto other = ask(1, 2, 6);
  CHECK(on.claim(other) == kind::in_flight);
  other.conflict_refused = true;
  CHECK(on.claim(other) == kind::conflict);
  CHECK(on.store.complete(token, 1h).value() == settlement::done);
  CHECK(on.claim(other) == kind::conflict);
  other.conflict_refused = false;
  CHECK_FALSE(on.store.claim(other).value().digest_matches());
  CHECK(on.store.claim(ask(1, 3, 5)).value().digest_matches());
}

TEST_CASE("a record that need not be kept any more conflicts with nothing, purged or not") {
  stage on;
  CHECK(on.store.release(on.fresh(ask(1, 1, 5))).value() == settlement::done);
  auto other = ask(1, 2, 6);
  other.conflict_refused = true;
  CHECK(on.claim(other) == kind::conflict);
  on.clock.advance(24h);
  CHECK(on.claim(other) == kind::fresh);
}

TEST_CASE("64 threads that claim one key make exactly one fresh claim, round after round") {
  memory_store<> store(1000);
  for (std::uint8_t round = 0; round < 20; ++round) {
    std::atomic<int> fresh{0};
    std::atomic<int> other{0};
    std::atomic<bool> go{false};
    std::vector<std::thread> threads;
    for (std::uint8_t i = 0; i < 64; ++i) {
      threads.emplace_back([&, i] {
        while (!go) std::this_thread::yield();
        const auto claimed = store.claim(ask(round, i));
        (claimed && claimed->what() == kind::fresh ? fresh : other).fetch_add(1);
      });
    }
    go = true;
    for (auto& each : threads) each.join();
    CHECK(fresh == 1);
    CHECK(other == 63);
  }
}

TEST_CASE("a memory store stays where it is: receivers hold on to it") {
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<store_type>);
  STATIC_REQUIRE_FALSE(std::is_move_constructible_v<store_type>);
  STATIC_REQUIRE(dedup_store<store_type>);
  STATIC_REQUIRE_FALSE(store_type::traits.durable);
}

// SPDX-License-Identifier: MIT
#include <hooklatch/dedup/memory_store.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"

#include <hooklatch/testing/manual_clock.hpp>
#include <hooklatch/testing/store_conformance.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <random>
#include <stdexcept>
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

claim_request ask_number(std::uint64_t number) {
  claim_request request;
  request.key.bytes = hooklatch::detail::digest_of_number(number);
  request.nonce.bytes[0] = 1;
  return request;
}

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

TEST_CASE("a memory store keeps every rule of stores") {
  const std::size_t capacity =
      GENERATE(std::size_t{2000}, std::size_t{9000}, std::size_t{40000});  // 2, 16 and 64 parts
  manual_clock clock(1774276200);
  store_type store(capacity, clock);
  hooklatch::testing::conformance_options options;
  options.rounds = 3;
  options.connections = 1;
  options.capacity = capacity;
  options.advance = [clock](std::chrono::milliseconds by) mutable { clock.advance(by); };
  options.step_clock_back = [clock](std::chrono::milliseconds by) mutable { clock.advance(-by); };
  const auto report = hooklatch::testing::check_store([&]() -> store_type& { return store; }, options);
  INFO(report.to_string());
  CHECK(report.ok());
  for (const auto& each : report.rules()) {
    if (each.name != "second_handle") CHECK(each.what == hooklatch::testing::conformance_rule::verdict::kept);
  }
}

TEST_CASE("a memory store keeps every rule of stores in real time") {
  memory_store<> store(3000);
  hooklatch::testing::conformance_options options;
  options.lease = std::chrono::milliseconds(50);
  options.threads = 8;
  options.rounds = 3;
  options.connections = 1;
  options.capacity = 3000;
  const auto report = hooklatch::testing::check_store([&]() -> memory_store<>& { return store; }, options);
  INFO(report.to_string());
  CHECK(report.ok());
}

TEST_CASE("a memory store holds exactly its capacity, whatever that is and wherever its keys fall") {
  for (const std::size_t capacity :
       std::initializer_list<std::size_t>{1, 2, 3, 7, 500, 1023, 1024, 1025, 5000, 32768, 40001, 70000}) {
    manual_clock clock(1774276200);
    store_type store(capacity, clock);
    CHECK(store.capacity() == capacity);
    std::size_t refused = 0;
    for (std::uint64_t i = 0; i < capacity; ++i) refused += store.claim(ask_number(i)) ? 0U : 1U;
    CHECK(refused == 0);
    CHECK(store.size() == capacity);
    for (std::uint64_t i = 0; i < 20; ++i) CHECK(store.claim(ask_number(capacity + i)).error() == errc::store_full);
    CHECK(store.size() == capacity);

    // One place that comes free, in whatever part, is found.
    for (std::uint64_t i = 0; i < std::min<std::size_t>(capacity, 50); ++i) {
      CHECK(store.forget(ask_number(i * (capacity / 50 + 1) % capacity).key).has_value());
      while (store.size() < capacity)
        REQUIRE(store.claim(ask_number(capacity + 100 + i)).value().what() == kind::fresh);
      CHECK(store.claim(ask_number(capacity + 99)).error() == errc::store_full);
    }
    clock.advance(48h);
    std::size_t fresh = 0;
    for (std::uint64_t i = 0; i < capacity; ++i) fresh += store.claim(ask_number(2 * capacity + 500 + i)) ? 1U : 0U;
    CHECK(fresh == capacity);  // in place of all that was over
    CHECK(store.size() == capacity);
  }
}

TEST_CASE("a memory store of no capacity holds one event") {
  memory_store<> store(0);
  CHECK(store.claim(ask(1)).value().what() == kind::fresh);
  CHECK(store.claim(ask(2)).error() == errc::store_full);
}

TEST_CASE("many threads fill a memory store to its capacity, and not further") {
  for (int round = 0; round < 5; ++round) {
    memory_store<> store(2000);
    std::atomic<std::uint64_t> next{0};
    std::atomic<std::size_t> fresh{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (std::uint64_t number = next++; number < 2500; number = next++) {
          if (store.claim(ask_number(number))) ++fresh;
        }
      });
    }
    for (auto& each : threads) each.join();
    CHECK(fresh == 2000);
    CHECK(store.size() == 2000);
  }
}

TEST_CASE("records leave in the order of their end, and none before it") {
  stage on(6);
  auto shorter = ask(1);
  shorter.keep = 100s;
  CHECK(on.store.release(on.fresh(shorter)).value() == settlement::done);        // until 100 s
  CHECK(on.store.complete(on.fresh(ask(2)), 300s).value() == settlement::done);  // until 300 s
  CHECK(on.store.complete(on.fresh(ask(3)), 200s).value() == settlement::done);  // until 200 s
  shorter.key = key_of(4);
  shorter.lease = 50s;
  static_cast<void>(on.fresh(shorter));  // until 150 s
  CHECK(on.store.complete(on.fresh(ask(5)), 1000s).value() == settlement::done);
  shorter.key = key_of(6);
  CHECK(on.store.extend(on.fresh(shorter), 150s).value() == settlement::done);  // until 250 s
  std::size_t left = 6;
  for (const auto after : {99s, 100s, 149s, 150s, 199s, 200s, 249s, 250s, 299s, 300s, 999s, 1000s}) {
    on.clock.set(1774276200 + after.count());
    const bool leaves = after % 10 == 0s;
    CHECK(on.store.purge(10).value() == (leaves ? 1 : 0));
    left -= leaves ? 1 : 0;
    CHECK(on.store.size() == left);
  }
}

TEST_CASE("a memory store agrees with a plain model through random claims, ends, releases and steps of the clock") {
  struct known {
    std::uint64_t fence = 0;
    char at = 'c';
    std::uint32_t attempts = 1;
    std::int64_t lease_until = 0;
    std::int64_t keep_until = 0;
    std::int64_t keep = 0;
    bool was_over = false;  // since it was last written: then it may have been dropped
  };
  manual_clock clock(1774276200);
  store_type store(300, clock);
  std::map<std::uint64_t, known> model;  // those that are over stay, and mean nothing
  std::map<std::uint64_t, std::uint64_t> fences;
  std::mt19937_64 random(3);
  std::int64_t now = 1774276200;
  std::size_t wrong = 0;
  std::size_t full = 0;
  for (int step = 0; step < 200000; ++step) {
    if (random() % 50 == 0) {
      for (auto& [other, each] : model) each.was_over = each.was_over || each.keep_until <= now;
      now += random() % 20 == 0 ? -static_cast<std::int64_t>(random() % 500) : static_cast<std::int64_t>(random() % 60);
      clock.set(now);
      for (auto& [other, each] : model) each.was_over = each.was_over || each.keep_until <= now;
    }
    const auto number = random() % 400;
    auto& mine = model[number];
    if (mine.was_over && mine.keep_until > now) {  // the clock stepped back over its end
      static_cast<void>(store.forget(ask_number(number).key));
      mine = known{};
    }
    const bool over = mine.keep_until <= now;
    const claim_token token{ask_number(number).key, mine.fence};
    switch (random() % 6) {
      case 0:
      case 1:
      case 2: {
        auto request = ask_number(number);
        request.nonce.bytes[1] = static_cast<std::uint8_t>(step);
        request.nonce.bytes[2] = static_cast<std::uint8_t>(step >> 8);
        request.nonce.bytes[3] = static_cast<std::uint8_t>(step >> 16);
        request.lease = std::chrono::seconds(random() % 40);
        request.keep = std::chrono::seconds(random() % 300);
        const auto claimed = store.claim(request);
        if (!claimed) {  // only where all 300 are to be kept, but for this one
          ++full;
          const auto live =
              std::count_if(model.begin(), model.end(), [&](auto& e) { return e.second.keep_until > now; });
          wrong += claimed.error() == errc::store_full && over && live >= 300 ? 0U : 1U;
          break;
        }
        const bool fresh = over || mine.at == 'o' || (mine.at == 'c' && mine.lease_until <= now);
        const auto expected = fresh ? kind::fresh : mine.at == 'd' ? kind::duplicate : kind::in_flight;
        wrong += claimed->what() == expected ? 0U : 1U;
        if (claimed->what() != kind::fresh) break;
        mine.attempts = over ? 1 : mine.attempts + 1;
        wrong += claimed->attempt() == mine.attempts ? 0U : 1U;
        wrong += claimed->token().fence > fences[number] ? 0U : 1U;
        wrong += claimed->reclaimed() == (!over && mine.at == 'c') ? 0U : 1U;
        fences[number] = claimed->token().fence;
        mine = {claimed->token().fence, 'c',  mine.attempts, now + request.lease.count() / 1000, 0,
                request.keep.count(),   false};
        mine.keep_until = mine.lease_until + mine.keep;
        break;
      }
      case 3: {
        const auto retention = static_cast<std::int64_t>(random() % 500);
        const auto answer = store.complete(token, std::chrono::seconds(retention)).value();
        if (over) {  // dropped by now, or not
          if (answer == settlement::done) mine.keep_until = now + retention, mine.at = 'd', mine.was_over = false;
          break;
        }
        wrong += answer == (mine.at == 'c'   ? settlement::done
                            : mine.at == 'd' ? settlement::already_done
                                             : settlement::lost)
                     ? 0U
                     : 1U;
        if (answer == settlement::done) mine.keep_until = now + retention, mine.at = 'd', mine.was_over = false;
        break;
      }
      case 4: {
        const auto answer = store.release(token).value();
        if (answer == settlement::done) mine.keep_until = now + mine.keep, mine.at = 'o', mine.was_over = false;
        break;
      }
      default:
        if (random() % 4 == 0) {
          const bool forgotten = store.forget(token.key).value();
          wrong += !over && !forgotten ? 1U : 0U;
          mine = known{};
        } else {
          wrong += store.purge(random() % 3).value() > 2 ? 1U : 0U;
        }
    }
    wrong += store.size() > 300 ? 1U : 0U;
  }
  CHECK(wrong == 0);
  CHECK(full > 100);
}

TEST_CASE("fences grow across purges, also when the clock steps back") {
  stage on;
  const auto first = on.fresh(ask(1));
  CHECK(on.store.complete(first, 1h).value() == settlement::done);
  on.clock.advance(1h);
  CHECK(on.store.purge(10).value() == 1);
  on.clock.advance(-48h);
  const auto second = on.fresh(ask(1));
  CHECK(second.fence > first.fence);
  CHECK(on.store.forget(key_of(1)).value());
  CHECK(on.fresh(ask(1)).fence > second.fence);
}

TEST_CASE("no length of time overflows a memory store") {
  stage on;
  auto request = ask(1);
  request.lease = std::chrono::milliseconds::max();
  request.keep = std::chrono::seconds::max();
  const auto token = on.fresh(request);
  CHECK(on.store.claim(ask(1, 2)).value().retry_after() > 24h * 365 * 1000);
  CHECK(on.store.extend(token, std::chrono::milliseconds::min()).value() == settlement::done);
  CHECK(on.claim(ask(1, 2)) == kind::fresh);
  const auto second = on.fresh(ask(2));
  CHECK(on.store.complete(second, std::chrono::seconds::max()).value() == settlement::done);
  on.clock.advance(24h * 365 * 100);
  CHECK(on.claim(ask(2, 2)) == kind::duplicate);
  const auto third = on.fresh(ask(3));
  CHECK(on.store.complete(third, std::chrono::seconds::min()).value() == settlement::done);
  CHECK(on.claim(ask(3, 2)) == kind::fresh);
}

TEST_CASE("a memory store allocates nothing after construction, and little at it") {
  STATIC_REQUIRE(memory_store<>::bytes_per_record <= 128);
  memory_store<> store(5000);
  const auto allocations = test_support::allocations_of([&] {
    for (std::uint64_t i = 0; i < 6000; ++i) {
      const auto claimed = store.claim(ask_number(i));
      if (claimed && i % 3 == 0) static_cast<void>(store.complete(claimed->token(), 1h));
      if (claimed && i % 3 == 1) static_cast<void>(store.release(claimed->token()));
      if (i % 10 == 0) static_cast<void>(store.forget(ask_number(i / 2).key));
    }
    static_cast<void>(store.purge(100));
  });
  CHECK(allocations == 0);
  CHECK(test_support::allocations_of([] { const memory_store<> made(5000); }) <= 4);
}

TEST_CASE("a memory store tells when an event was completed, where its clock tells the time of day") {
  stage on;
  CHECK(on.store.complete(on.fresh(ask(1)), 1h).value() == settlement::done);
  on.clock.advance(10min);
  CHECK(on.store.claim(ask(1, 2)).value().completed_at() == instant(1774276200));
  memory_store<> steady(10);
  const auto token = steady.claim(ask(1)).value().token();
  CHECK(steady.complete(token, 1h).value() == settlement::done);
  CHECK_FALSE(steady.claim(ask(1, 2)).value().completed_at());
}

TEST_CASE("a program of one thread has a memory store without locks") {
  memory_store<std::chrono::steady_clock, null_mutex> store(2);
  STATIC_REQUIRE(dedup_store<decltype(store)>);
  const auto token = store.claim(ask(1)).value().token();
  CHECK(store.complete(token, 1h).value() == settlement::done);
  CHECK(store.claim(ask(1, 2)).value().what() == kind::duplicate);
}

TEST_CASE("what a clock throws is store_unavailable, and costs no place") {
  struct throwing_clock {
    bool* throws;
    [[nodiscard]] std::chrono::steady_clock::time_point now() const {
      if (*throws) throw std::runtime_error("no time");
      return std::chrono::steady_clock::now();
    }
  };
  bool throws = false;
  memory_store<throwing_clock> store(3, throwing_clock{&throws});
  const auto token = store.claim(ask(1)).value().token();
  throws = true;
  for (int i = 0; i < 10; ++i) CHECK(store.claim(ask(2)).error() == errc::store_unavailable);
  CHECK(store.complete(token, 1h).error() == errc::store_unavailable);
  CHECK(store.purge(1).error() == errc::store_unavailable);
  throws = false;
  CHECK(store.claim(ask(2)).value().what() == kind::fresh);
  CHECK(store.claim(ask(3)).value().what() == kind::fresh);
  CHECK(store.claim(ask(4)).error() == errc::store_full);
}

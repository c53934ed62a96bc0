// SPDX-License-Identifier: MIT
#include <hooklatch/dedup/postgresql_store.hpp>

#include "stores/postgresql/support.hpp"
#include "support/catch.hpp"

#include <atomic>
#include <chrono>
#include <limits>
#include <string>
#include <thread>
#include <vector>

using namespace hooklatch;
using namespace pg_test;
using kind = claim_result::kind;

namespace {

claim_token fresh(postgresql_store& store, const claim_request& request) {
  const auto claimed = store.claim(request).value();
  REQUIRE(claimed.what() == kind::fresh);
  return claimed.token();
}

}  // namespace

TEST_CASE("postgresql gives one key to one caller, and tells how long that one has") {
  auto store = open_store();
  const auto key = new_key();
  const auto token = fresh(store, ask(key, 1));
  const auto other = store.claim(ask(key, 2)).value();
  CHECK(other.what() == kind::in_flight);
  CHECK(other.retry_after() <= 60s);
  CHECK(other.retry_after() > 50s);
  CHECK(store.complete(token, 1h).value() == settlement::done);
  const auto repeat = store.claim(ask(key, 3)).value();
  CHECK(repeat.what() == kind::duplicate);
  CHECK(repeat.digest_matches());
  REQUIRE(repeat.completed_at().has_value());
  const auto off = milliseconds_between(*repeat.completed_at(), instant::from(std::chrono::system_clock::now()));
  CHECK(off >= 0ms);
  CHECK(off < 60s);
}

TEST_CASE("postgresql gives the same nonce the same token, with its attempt and what it was told of it") {
  auto store = open_store();
  session by(shared_server().conninfo());
  const auto key = new_key();
  const auto first = fresh(store, ask(key, 7));
  const auto again = store.claim(ask(key, 7)).value();
  CHECK(again.what() == kind::fresh);
  CHECK(again.token().fence == first.fence);
  CHECK(again.attempt() == 1);
  CHECK_FALSE(again.reclaimed());

  change(by, key, "lease_until = lease_until - interval '1 hour'");
  const auto second = store.claim(ask(key, 8)).value();
  CHECK(second.what() == kind::fresh);
  CHECK(second.reclaimed());
  CHECK(second.attempt() == 2);
  CHECK(second.token().fence > first.fence);
  const auto repeated = store.claim(ask(key, 8)).value();
  CHECK(repeated.token().fence == second.token().fence);
  CHECK(repeated.reclaimed());
  CHECK(repeated.attempt() == 2);
  CHECK(store.claim(ask(key, 7)).value().what() == kind::in_flight);
}

TEST_CASE("postgresql settles nothing for a stale token") {
  auto store = open_store();
  session by(shared_server().conninfo());
  const auto key = new_key();
  const auto late = fresh(store, ask(key, 1));
  change(by, key, "lease_until = statement_timestamp() - interval '1 second'");
  const auto token = fresh(store, ask(key, 2));
  CHECK(store.complete(late, 1h).value() == settlement::lost);
  CHECK(store.release(late, "late").value() == settlement::lost);
  CHECK(store.extend(late, 60s).value() == settlement::lost);
  CHECK(store.claim(ask(key, 3)).value().what() == kind::in_flight);
  CHECK(look(by, key, "why") == "\\x");
  CHECK(store.complete(token, 1h).value() == settlement::done);
  CHECK(store.complete(token, 1h).value() == settlement::already_done);
  CHECK(store.release(token).value() == settlement::already_done);
  CHECK(store.extend(token, 1s).value() == settlement::already_done);
  CHECK(store.complete(late, 1h).value() == settlement::lost);
  CHECK(store.complete({new_key(), 1}, 1h).value() == settlement::lost);
  CHECK(store.complete({key, std::numeric_limits<std::uint64_t>::max()}, 1h).value() == settlement::lost);
}

TEST_CASE("postgresql takes a late completion when nobody claimed the event since") {
  auto store = open_store();
  session by(shared_server().conninfo());
  const auto key = new_key();
  const auto late = fresh(store, ask(key));
  change(by, key, "lease_until = statement_timestamp() - interval '1 second'");
  CHECK(store.complete(late, 1h).value() == settlement::done);
  CHECK(store.claim(ask(key, 2)).value().what() == kind::duplicate);
}

TEST_CASE("postgresql gives a released event to the next caller, with a larger fence and the reason kept") {
  auto store = open_store();
  session by(shared_server().conninfo());
  const auto key = new_key();
  auto request = ask(key, 1);
  request.label = std::string_view("evt\0'\\\xff\x01", 8);
  const auto first = fresh(store, request);
  CHECK(look(by, key, "label") == "\\x65767400275cff01");
  CHECK(store.release(first, std::string(500, 'w')).value() == settlement::done);
  CHECK(store.release(first).value() == settlement::lost);
  CHECK(look(by, key, "convert_from(why, 'UTF8')") == std::string(128, 'w'));
  const auto second = store.claim(ask(key, 1)).value();
  CHECK(second.what() == kind::fresh);
  CHECK(second.attempt() == 2);
  CHECK_FALSE(second.reclaimed());
  CHECK(second.token().fence > first.fence);
  CHECK(store.complete(first, 1h).value() == settlement::lost);
}

TEST_CASE("postgresql extends a lease, and with it how long the unfinished is kept") {
  auto store = open_store();
  session by(shared_server().conninfo());
  const auto key = new_key();
  auto request = ask(key);
  request.keep = 2h;
  const auto token = fresh(store, request);
  CHECK(look(by, key, "keep_until - lease_until = interval '2 hours'") == "t");
  CHECK(store.extend(token, 10h).value() == settlement::done);
  CHECK(look(by, key, "lease_until > statement_timestamp() + interval '9 hours 59 minutes'") == "t");
  CHECK(look(by, key, "keep_until - lease_until = interval '2 hours'") == "t");
  CHECK(store.release(token).value() == settlement::done);
  CHECK(look(by, key, "keep_until < statement_timestamp() + interval '2 hours'") == "t");
  CHECK(look(by, key, "keep_until > statement_timestamp() + interval '1 hour 59 minutes'") == "t");
}

TEST_CASE("postgresql keeps what was handled for its retention, and starts anew after it") {
  auto store = open_store();
  session by(shared_server().conninfo());
  const auto key = new_key();
  const auto first = fresh(store, ask(key, 1, 5));
  CHECK(store.complete(first, 24h).value() == settlement::done);
  CHECK(look(by, key, "keep_until - done_at = interval '24 hours'") == "t");
  change(by, key, "keep_until = statement_timestamp()");
  auto other = ask(key, 2, 6);
  other.conflict_refused = true;  // what need not be kept conflicts with nothing
  const auto again = store.claim(other).value();
  CHECK(again.what() == kind::fresh);
  CHECK(again.attempt() == 1);
  CHECK_FALSE(again.reclaimed());
  CHECK(again.token().fence > first.fence);
  CHECK(look(by, key, "done_at IS NULL") == "t");
}

TEST_CASE("a server whose clock stepped back reopens nothing, and its fences grow on") {
  // Records from the future are what a step back leaves behind.
  auto store = open_store();
  session by(shared_server().conninfo());
  const auto handled = new_key();
  CHECK(store.complete(fresh(store, ask(handled)), 24h).value() == settlement::done);
  const auto ahead = std::string("fence = fence + 172800000000, lease_until = lease_until + interval '48 hours', ") +
                     "keep_until = keep_until + interval '48 hours', done_at = done_at + interval '48 hours'";
  change(by, handled, ahead);
  CHECK(store.claim(ask(handled, 2)).value().what() == kind::duplicate);

  const auto held = new_key();
  auto token = fresh(store, ask(held));
  change(by, held, ahead);
  token.fence += 172800000000;
  CHECK(store.claim(ask(held, 2)).value().what() == kind::in_flight);
  CHECK(store.release(token).value() == settlement::done);
  const auto next = store.claim(ask(held, 2)).value();
  CHECK(next.what() == kind::fresh);
  CHECK(next.token().fence == token.fence + 1);
}

TEST_CASE("postgresql sees another body under the same key, and refuses it where it is told to") {
  auto store = open_store();
  session by(shared_server().conninfo());
  const auto key = new_key();
  const auto token = fresh(store, ask(key, 1, 5));
  auto other = ask(key, 2, 6);
  CHECK(store.claim(other).value().what() == kind::in_flight);
  other.conflict_refused = true;
  CHECK(store.claim(other).value().what() == kind::conflict);

  SECTION("of what was handled") {
    CHECK(store.complete(token, 1h).value() == settlement::done);
    CHECK(store.claim(other).value().what() == kind::conflict);
    other.conflict_refused = false;
    CHECK(store.claim(other).value().what() == kind::duplicate);
    CHECK_FALSE(store.claim(other).value().digest_matches());
    CHECK(store.claim(ask(key, 3, 5)).value().digest_matches());
  }
  SECTION("of what lapsed or was released: then the new body is the one that is remembered") {
    if (GENERATE(true, false)) {
      CHECK(store.release(token).value() == settlement::done);
    } else {
      change(by, key, "lease_until = statement_timestamp()");
    }
    CHECK(store.claim(other).value().what() == kind::conflict);
    other.conflict_refused = false;
    const auto taken = fresh(store, other);
    CHECK(store.complete(taken, 1h).value() == settlement::done);
    CHECK(store.claim(ask(key, 4, 6)).value().digest_matches());
    CHECK_FALSE(store.claim(ask(key, 4, 5)).value().digest_matches());
  }
}

TEST_CASE("postgresql forgets what an operator names, and purges what need not be kept, as much as it is told") {
  auto store = open_store();
  session by(shared_server().conninfo());
  const auto key = new_key();
  CHECK(store.complete(fresh(store, ask(key)), 1h).value() == settlement::done);
  CHECK(store.forget(key).value());
  CHECK_FALSE(store.forget(key).value());
  CHECK(store.claim(ask(key, 2)).value().what() == kind::fresh);

  while (store.purge(1000).value() > 0) {
  }
  by.run(
      "INSERT INTO hooklatch_dedup SELECT sha256(n::text::bytea), 2, 1, 1, now(), now() - interval '1 day', 1, now(),"
      " false, sha256(''), '0123456789abcdef' FROM generate_series(1, 2500) n");
  CHECK(store.purge(0).value() == 0);
  CHECK(store.purge(3).value() == 3);
  CHECK(store.purge(2300).value() == 2300);  // in batches of 1,000
  {
    session holds(shared_server().conninfo());
    holds.run("BEGIN");
    holds.run("SELECT 1 FROM hooklatch_dedup WHERE keep_until < now() ORDER BY keep_until LIMIT 1 FOR UPDATE");
    CHECK(store.purge(5000).value() == 196);  // and past what somebody has its hands on
    holds.run("ROLLBACK");
  }
  CHECK(store.purge(std::numeric_limits<std::size_t>::max()).value() == 1);
  CHECK(store.claim(ask(key, 3)).value().what() == kind::in_flight);
}

TEST_CASE("times beyond all measure are a hundred years, and those below nothing are nothing") {
  auto store = open_store();
  session by(shared_server().conninfo());
  const auto key = new_key();
  auto request = ask(key);
  request.lease = std::chrono::milliseconds::max();
  request.keep = std::chrono::seconds::max();
  const auto token = fresh(store, request);
  CHECK(look(by, key, "lease_until > statement_timestamp() + interval '99 years'") == "t");
  CHECK(store.claim(ask(key, 2)).value().what() == kind::in_flight);
  CHECK(store.extend(token, std::chrono::milliseconds::max()).value() == settlement::done);
  CHECK(store.complete(token, std::chrono::seconds::max()).value() == settlement::done);
  CHECK(store.claim(ask(key, 2)).value().what() == kind::duplicate);

  auto brief = ask(new_key());
  brief.lease = std::chrono::milliseconds::min();
  const auto lapsed = fresh(store, brief);
  brief.nonce.bytes[0] = 2;
  CHECK(store.claim(brief).value().reclaimed());
  CHECK(store.complete(lapsed, std::chrono::seconds::min()).value() == settlement::lost);
}

TEST_CASE("options beyond all measure are brought within it") {
  for (const bool large : {true, false}) {
    postgresql_options options;
    options.connections = large ? std::numeric_limits<std::size_t>::max() : 0;
    options.call_timeout = large ? std::chrono::milliseconds::max() : 5000ms;
    options.open_timeout = large ? std::chrono::milliseconds::max() : 5000ms;
    options.idle_transaction_timeout = large ? std::chrono::milliseconds::max() : std::chrono::milliseconds::min();
    auto store = open_store(options);
    CHECK(store.claim(ask(new_key())).value().what() == kind::fresh);
    CHECK(store.begin().value().commit());
  }
  postgresql_options options;
  options.call_timeout = std::chrono::milliseconds::min();
  options.open_timeout = 500ms;
  const auto opened = postgresql_store::open(shared_server().by_socket(), options);
  CHECK((opened || opened.error() == errc::store_timeout));  // a millisecond may do, or not
}

TEST_CASE("postgresql: 16 threads that claim one key make exactly one fresh claim, new or lapsed") {
  auto options = quick();
  options.connections = 8;
  options.call_timeout = 10s;
  auto store = open_store(options);
  int wrong = 0;
  for (int round = 0; round < 25; ++round) {
    const auto key = new_key();
    for (const auto lease : {0ms, 60000ms}) {  // the first round leaves a lapsed claim for the second
      std::atomic<int> fresh_ones{0};
      std::atomic<int> others{0};
      std::atomic<bool> go{false};
      std::vector<std::thread> threads;
      if (lease == 0ms) {
        auto request = ask(key, 100);
        request.lease = 0ms;
        static_cast<void>(fresh(store, request));
      }
      const auto claimed_key = lease == 0ms ? key : new_key();
      for (std::uint8_t i = 0; i < 16; ++i) {
        threads.emplace_back([&, i] {
          while (!go) std::this_thread::yield();
          const auto claimed = store.claim(ask(claimed_key, i));
          if (!claimed) return;
          (claimed->what() == kind::fresh ? fresh_ones : others).fetch_add(1);
        });
      }
      go = true;
      for (auto& each : threads) each.join();
      if (fresh_ones != 1 || others != 15) ++wrong;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("what postgresql's store promises by its type") {
  STATIC_REQUIRE(transactional_store<postgresql_store>);
  STATIC_REQUIRE(postgresql_store::traits.durable);
  STATIC_REQUIRE(postgresql_store::traits.shared);
  STATIC_REQUIRE(postgresql_store::traits.transactional);
  STATIC_REQUIRE(std::is_nothrow_move_constructible_v<postgresql_store>);
}

// SPDX-License-Identifier: MIT
#include <hooklatch/dedup/postgresql_store.hpp>

#include "stores/postgresql/proxy.hpp"
#include "stores/postgresql/support.hpp"
#include "support/catch.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <optional>
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

// What a child process answers.
template <class Do>
int in_child(Do what) {
  const pid_t child = fork();
  if (child == 0) _exit(what());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string explain(session& by, const std::string& text) {
  std::string plan;
  PGresult* const made = PQexec(by.get(), ("EXPLAIN " + text).c_str());
  for (int i = 0; i < PQntuples(made); ++i) plan.append(PQgetvalue(made, i, 0)).append("\n");
  PQclear(made);
  return plan;
}

}  // namespace

TEST_CASE("a store that was opened before a fork says so in the child, and the parent's sessions live on") {
  auto store =
      std::make_optional(postgresql_store::open(shared_server().by_socket("application_name=forks"), quick()).value());
  const auto key = new_key();
  const auto token = fresh(*store, ask(key));
  {  // two connections: one is idle at the fork, one has a transaction
    const auto first = store->begin().value();
    const auto second = store->begin().value();
  }
  session by(shared_server().conninfo());
  const auto sessions = [&] {
    return by.run(
        "SELECT string_agg(pid::text, ' ' ORDER BY pid) FROM pg_stat_activity WHERE application_name = 'forks'");
  };
  const auto before = sessions();
  auto within = std::make_optional(store->begin().value());
  const int backend = PQbackendPID(within->handle());

  const int answered = in_child([&] {
    bool forked = store->claim(ask(key, 2)).error() == errc::store_forked;
    forked = forked && store->complete(token, 1h).error() == errc::store_forked;
    forked = forked && store->release(token).error() == errc::store_forked;
    forked = forked && store->extend(token, 1s).error() == errc::store_forked;
    forked = forked && store->forget(key).error() == errc::store_forked;
    forked = forked && store->purge(1).error() == errc::store_forked;
    forked = forked && store->begin().error() == errc::store_forked;
    forked = forked && store->claim_in(*within, ask(key, 2)).error() == errc::store_forked;
    forked = forked && store->complete_in(*within, token, 1h).error() == errc::store_forked;
    forked = forked && within->commit().error() == errc::store_forked;
    within.reset();  // would roll back and close what is the parent's
    store.reset();
    auto own = open_store();
    return forked && own.claim(ask(key, 3)).value().what() == kind::in_flight ? 7 : 1;
  });
  CHECK(answered == 7);
  CHECK(before.find(' ') != std::string::npos);
  CHECK(PQbackendPID(within->handle()) == backend);
  CHECK(store->complete_in(*within, token, 1h).value() == settlement::done);
  CHECK(within->commit());
  CHECK(store->claim(ask(key, 2)).value().what() == kind::duplicate);
  std::this_thread::sleep_for(100ms);  // a session that was ended is gone by then
  CHECK(sessions() == before);
}

TEST_CASE("a duplicate, a claim in flight and a conflict write nothing: no WAL, no transaction id") {
  auto store = open_store();
  session by(shared_server().conninfo());
  const auto done = new_key();
  CHECK(store.complete(fresh(store, ask(done)), 1h).value() == settlement::done);
  const auto held = new_key();
  static_cast<void>(fresh(store, ask(held)));
  auto other = ask(done, 3, 9);
  other.conflict_refused = true;
  by.run("CHECKPOINT");
  // The server itself writes now and then, so one quiet round is enough.
  std::string wal;
  std::string transactions;
  for (int round = 0; round < 5 && (wal != "0" || transactions != "0"); ++round) {
    const auto from = by.run("SELECT pg_current_wal_insert_lsn()");
    const auto next = by.run("SELECT pg_snapshot_xmax(pg_current_snapshot())");
    for (int i = 0; i < 200; ++i) {
      REQUIRE(store.claim(ask(done, 2)).value().what() == kind::duplicate);
      REQUIRE(store.claim(ask(held, 2)).value().what() == kind::in_flight);
      REQUIRE(store.claim(other).value().what() == kind::conflict);
    }
    wal = by.run("SELECT pg_current_wal_insert_lsn() - '" + from + "'::pg_lsn");
    transactions = by.run("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint - " + next);
  }
  CHECK(wal == "0");
  CHECK(transactions == "0");
}

TEST_CASE("a new event is one round trip, a repeat two, a completion one") {
  proxy between(shared_server().port());
  auto store = postgresql_store::open(server::conninfo_at(between.port()), quick()).value();
  const auto warm = new_key();
  CHECK(store.complete(fresh(store, ask(warm)), 1h).value() == settlement::done);
  CHECK(store.claim(ask(warm, 2)).value().what() == kind::duplicate);

  const auto key = new_key();
  int before = between.requests();
  const auto token = fresh(store, ask(key));
  CHECK(between.requests() - before == 1);
  before = between.requests();
  CHECK(store.complete(token, 1h).value() == settlement::done);
  CHECK(between.requests() - before == 1);
  before = between.requests();
  CHECK(store.claim(ask(key, 2)).value().what() == kind::duplicate);
  CHECK(between.requests() - before == 2);
  CHECK(between.connections() == 1);
}

TEST_CASE("a completion is on disk before it is told, whatever the role's setting, and a first claim need not be") {
  // The server's own writer of the log sleeps for ten seconds.
  session by(shared_server().conninfo("options=-csynchronous_commit=off"));
  const auto flushed = [&] { return by.run("SELECT pg_current_wal_flush_lsn() >= pg_current_wal_insert_lsn()"); };
  auto lazy = postgresql_store::open(shared_server().by_socket("options=-csynchronous_commit=off"), quick()).value();
  auto store = open_store();

  int waited = 0;
  for (int i = 0; i < 5; ++i) {
    const auto token = fresh(store, ask(new_key()));
    waited += flushed() == "t" ? 1 : 0;
    CHECK(lazy.complete(token, 1h).value() == settlement::done);
    CHECK(flushed() == "t");
  }
  CHECK(waited < 5);

  auto within = lazy.begin().value();
  const auto token = fresh(store, ask(new_key()));
  CHECK(lazy.complete_in(within, token, 1h).value() == settlement::done);
  CHECK(within.commit());
  CHECK(flushed() == "t");

  auto options = quick();
  options.durable_claims = true;
  auto durable = open_store(options);
  static_cast<void>(fresh(durable, ask(new_key())));
  CHECK(flushed() == "t");

  // Claiming leaves the session's own setting alone, and a transaction with a claim in it stays durable.
  auto claims = store.begin().value();
  CHECK(store.claim_in(claims, ask(new_key())).value().what() == kind::fresh);
  CHECK(claims.commit());
  CHECK(flushed() == "t");
}

TEST_CASE("in a transaction that began long ago, leases run from now") {
  auto store = open_store();
  const auto key = new_key();
  {
    auto within = store.begin().value();
    PQclear(PQexec(within.handle(), "SELECT pg_sleep(0.4)"));
    CHECK(store.claim_in(within, ask(key)).value().what() == kind::fresh);
    CHECK(within.commit());
  }
  const auto left = store.claim(ask(key, 2)).value();
  REQUIRE(left.what() == kind::in_flight);
  CHECK(left.retry_after() > 59700ms);
}

TEST_CASE("what is over is found by an index, among many that are not") {
  session by(shared_server().conninfo());
  static_cast<void>(open_store());
  by.run("CREATE SCHEMA many");
  by.run("SET search_path TO many");
  static_cast<void>(postgresql_store::open(shared_server().by_socket("options=-csearch_path=many")).value());
  by.run(
      "INSERT INTO hooklatch_dedup SELECT sha256(n::text::bytea), 2, 1, 1, now(), now() + interval '1 day', 1, now(),"
      " false, sha256(''), '0123456789abcdef' FROM generate_series(1, 20000) n");
  by.run("ANALYZE hooklatch_dedup");
  std::string text(detail::postgresql::purge_keys.text);
  text.replace(text.find("$1"), 2, "1000");
  const auto plan = explain(by, text);
  INFO(plan);
  CHECK(plan.find("Index Cond: (keep_until <= statement_timestamp())") != std::string::npos);
  CHECK(plan.find("Seq Scan") == std::string::npos);
  by.run("DROP SCHEMA many CASCADE");
}

TEST_CASE("a dropped reply is ambiguous, and the same nonce gets the same token") {
  proxy between(shared_server().port());
  auto options = quick();
  options.connections = 1;
  auto store = postgresql_store::open(server::conninfo_at(between.port()), options).value();
  auto direct = open_store();
  // So that every statement is prepared, and the reply that is dropped is the statement's own.
  const auto prepare = [&] {
    const auto key = new_key();
    const auto first = fresh(store, ask(key, 1));
    CHECK(store.extend(first, 1min).value() == settlement::done);
    CHECK(store.release(first).value() == settlement::done);
    CHECK(store.complete(fresh(store, ask(key, 2)), 1h).value() == settlement::done);
    CHECK(store.forget(key).value());
  };
  const auto key = new_key();
  prepare();
  between.swallow_reply();
  CHECK(store.claim(ask(key, 1)).error() == errc::store_ambiguous);
  REQUIRE(between.has_swallowed());
  const auto claimed = store.claim(ask(key, 1)).value();
  REQUIRE(claimed.what() == kind::fresh);
  CHECK(claimed.attempt() == 1);
  CHECK(direct.claim(ask(key, 2)).value().what() == kind::in_flight);

  prepare();
  between.swallow_reply();
  CHECK(store.extend(claimed.token(), 1h).error() == errc::store_ambiguous);
  CHECK(direct.claim(ask(key, 2)).value().retry_after() > 59min);

  prepare();
  between.swallow_reply();
  CHECK(store.complete(claimed.token(), 1h).error() == errc::store_ambiguous);
  CHECK(store.complete(claimed.token(), 1h).value() == settlement::already_done);

  const auto other = fresh(store, ask(new_key(), 1));
  prepare();
  between.swallow_reply();
  CHECK(store.release(other).error() == errc::store_ambiguous);
  CHECK(direct.claim(ask(other.key, 5)).value().attempt() == 2);

  prepare();
  between.swallow_reply();
  CHECK(store.forget(key).error() == errc::store_ambiguous);
  CHECK_FALSE(store.forget(key).value());
}

TEST_CASE("a look whose reply was dropped is repeated: it changes nothing") {
  proxy between(shared_server().port());
  auto store = postgresql_store::open(server::conninfo_at(between.port()), quick()).value();
  const auto key = new_key();
  CHECK(store.complete(fresh(store, ask(key)), 1h).value() == settlement::done);
  CHECK(store.complete({key, 1}, 1h).value() == settlement::lost);
  CHECK(store.claim(ask(key, 2)).value().what() == kind::duplicate);
  between.swallow_reply(2);
  CHECK(store.claim(ask(key, 2)).value().what() == kind::duplicate);
  REQUIRE(between.has_swallowed());

  CHECK(store.complete({key, 1}, 1h).value() == settlement::lost);
  CHECK(store.complete({key, 1}, 1h).value() == settlement::lost);
  between.swallow_reply(2);
  CHECK(store.complete({key, 1}, 1h).value() == settlement::lost);
  REQUIRE(between.has_swallowed());
}

TEST_CASE("where sessions are serializable by default, ours are not, and each event has one claimant") {
  const auto conninfo = shared_server().by_socket("options=-cdefault_transaction_isolation=serializable");
  auto options = quick();
  options.connections = 8;
  options.call_timeout = 10s;
  options.unprepared = GENERATE(false, true);  // then the session is left as it is
  auto store = postgresql_store::open(conninfo, options).value();
  {
    auto within = store.begin().value();
    PGresult* const level = PQexec(within.handle(), "SHOW transaction_isolation");
    CHECK(std::string(PQgetvalue(level, 0, 0)) == "read committed");
    PQclear(level);
  }
  int wrong = 0;
  std::atomic<int> errors{0};
  for (int round = 0; round < 40; ++round) {
    const auto key = new_key();
    std::atomic<int> fresh_ones{0};
    std::atomic<bool> go{false};
    std::vector<std::thread> threads;
    for (std::uint8_t i = 0; i < 8; ++i) {
      threads.emplace_back([&, i] {
        while (!go) std::this_thread::yield();
        const auto claimed = store.claim(ask(key, i));
        if (!claimed) {
          ++errors;
        } else if (claimed->what() == kind::fresh) {
          ++fresh_ones;
        }
      });
    }
    go = true;
    for (auto& each : threads) each.join();
    if (fresh_ones != 1) ++wrong;
  }
  CHECK(wrong == 0);
  CHECK(errors == 0);
}

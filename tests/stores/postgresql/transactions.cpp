// SPDX-License-Identifier: MIT
#include <hooklatch/dedup/postgresql_transaction.hpp>

#include "stores/postgresql/proxy.hpp"
#include "stores/postgresql/support.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <string>
#include <utility>

using namespace hooklatch;
using namespace pg_test;
using kind = claim_result::kind;

namespace {

claim_token fresh(postgresql_store& store, const claim_request& request) {
  const auto claimed = store.claim(request).value();
  REQUIRE(claimed.what() == kind::fresh);
  return claimed.token();
}

// The application's own table and its own statement.
struct effects {
  session by{shared_server().conninfo()};
  effects() {
    by.run("CREATE TABLE IF NOT EXISTS effects (event text, UNIQUE (event) DEFERRABLE INITIALLY DEFERRED)");
    by.run("TRUNCATE effects");
  }
  std::string count() { return by.run("SELECT count(*) FROM effects"); }
};
bool write_effect(PGconn* on, const std::string& event = "one") {
  PGresult* const made = PQexec(on, ("INSERT INTO effects VALUES ('" + event + "')").c_str());
  const bool ok = PQresultStatus(made) == PGRES_COMMAND_OK;
  PQclear(made);
  return ok;
}

}  // namespace

TEST_CASE("what the handler writes and the completion commit together") {
  effects table;
  auto store = open_store();
  const auto key = new_key();
  const auto token = fresh(store, ask(key));
  auto within = store.begin().value();
  CHECK(write_effect(within.handle()));
  CHECK(store.complete_in(within, token, 1h).value() == settlement::done);
  CHECK(table.count() == "0");
  CHECK(store.claim(ask(key, 2)).value().what() == kind::in_flight);
  CHECK(within.commit());
  CHECK(within.handle() == nullptr);
  CHECK(table.count() == "1");
  CHECK(store.claim(ask(key, 2)).value().what() == kind::duplicate);
  CHECK(within.commit().error() == errc::store_unavailable);
}

TEST_CASE("a transaction that is destroyed or replaced is rolled back, and its connection serves again") {
  effects table;
  auto options = quick();
  options.connections = 1;
  auto store = open_store(options);
  const auto key = new_key();
  const auto token = fresh(store, ask(key));
  int backend = 0;
  {
    auto within = store.begin().value();
    backend = PQbackendPID(within.handle());
    CHECK(write_effect(within.handle()));
    CHECK(store.complete_in(within, token, 1h).value() == settlement::done);
    const auto moved = std::move(within);
    CHECK(within.handle() == nullptr);  // NOLINT: moved from
  }
  CHECK(table.count() == "0");
  CHECK(store.claim(ask(key, 1)).value().token().fence == token.fence);
  auto again = store.begin().value();
  CHECK(PQbackendPID(again.handle()) == backend);
}

TEST_CASE("a stale token is lost inside a transaction too") {
  effects table;
  auto store = open_store();
  const auto key = new_key();
  const auto late = fresh(store, ask(key, 1));
  change(table.by, key, "lease_until = statement_timestamp()");
  const auto token = fresh(store, ask(key, 2));
  auto within = store.begin().value();
  CHECK(write_effect(within.handle()));
  CHECK(store.complete_in(within, late, 1h).value() == settlement::lost);
  CHECK(store.complete_in(within, token, 1h).value() == settlement::done);
  CHECK(store.complete_in(within, token, 1h).value() == settlement::already_done);
}

TEST_CASE("a transaction in which a statement failed cannot be committed, though the server calls it a success") {
  effects table;
  auto store = open_store();
  const auto key = new_key();
  const auto token = fresh(store, ask(key));
  auto within = store.begin().value();
  CHECK(write_effect(within.handle()));
  PQclear(PQexec(within.handle(), "SELECT 1 / 0"));
  CHECK(store.complete_in(within, token, 1h).error() == errc::store_unavailable);
  CHECK(within.commit().error() == errc::store_unavailable);
  CHECK(table.count() == "0");
  CHECK(store.claim(ask(key, 2)).value().what() == kind::in_flight);

  SECTION("also where it fails in between") {
    auto second = store.begin().value();
    CHECK(store.complete_in(second, token, 1h).value() == settlement::done);
    PGconn* const on = second.handle();
    PQclear(PQexec(on, "SELECT 1 / 0"));
    CHECK(second.commit().error() == errc::store_unavailable);
    CHECK(store.claim(ask(key, 2)).value().what() == kind::in_flight);
  }
}

TEST_CASE("a COMMIT that the server refuses is no completion") {
  effects table;
  auto store = open_store();
  const auto key = new_key();
  const auto token = fresh(store, ask(key));
  auto within = store.begin().value();
  CHECK(write_effect(within.handle(), "same"));
  CHECK(write_effect(within.handle(), "same"));  // breaks a constraint that is put off until the commit
  CHECK(store.complete_in(within, token, 1h).value() == settlement::done);
  CHECK(within.commit().error() == errc::store_unavailable);
  CHECK(table.count() == "0");
  CHECK(store.claim(ask(key, 2)).value().what() == kind::in_flight);
}

TEST_CASE("a transaction that the application ended itself takes no more statements") {
  effects table;
  auto store = open_store();
  const auto token = fresh(store, ask(new_key()));
  auto within = store.begin().value();
  PQclear(PQexec(within.handle(), "COMMIT"));
  CHECK(store.complete_in(within, token, 1h).error() == errc::store_misconfigured);
  CHECK(within.commit().error() == errc::store_misconfigured);
  CHECK(store.claim(ask(token.key, 2)).value().what() == kind::in_flight);

  auto busy = store.begin().value();
  REQUIRE(PQsendQuery(busy.handle(), "SELECT pg_sleep(0.1)") == 1);
  CHECK(store.complete_in(busy, token, 1h).error() == errc::store_misconfigured);
}

TEST_CASE("the application's own connection and transaction are used, and stay its own") {
  effects table;
  auto store = open_store();
  session own(shared_server().conninfo());
  CHECK(postgresql_transaction::adopt(nullptr).error() == errc::store_misconfigured);
  CHECK(postgresql_transaction::adopt(own.get()).error() == errc::store_misconfigured);
  const auto key = new_key();
  own.run("BEGIN");
  {
    auto within = postgresql_transaction::adopt(own.get()).value();
    const auto claimed = store.claim_in(within, ask(key)).value();
    CHECK(claimed.what() == kind::fresh);
    CHECK(write_effect(within.handle()));
    CHECK(store.complete_in(within, claimed.token(), 1h).value() == settlement::done);
  }
  CHECK(own.run("SELECT count(*) FROM effects") == "1");  // it is still open
  own.run("COMMIT");
  CHECK(store.claim(ask(key, 2)).value().what() == kind::duplicate);

  own.run("BEGIN");
  auto within = postgresql_transaction::adopt(own.get()).value();
  CHECK(write_effect(within.handle(), "two"));
  CHECK(within.commit());
  CHECK(table.count() == "2");
  CHECK(own.run("SELECT count(*) FROM pg_prepared_statements") == "0");
}

TEST_CASE("in a serializable transaction of the application's, a claim that another one met is an error, not fresh") {
  auto store = open_store();
  session own(shared_server().conninfo());
  const auto key = new_key();
  own.run("BEGIN ISOLATION LEVEL SERIALIZABLE");
  own.run("SELECT count(*) FROM hooklatch_dedup");  // takes the snapshot
  static_cast<void>(fresh(store, ask(key)));
  auto within = postgresql_transaction::adopt(own.get()).value();
  const auto claimed = store.claim_in(within, ask(key, 2));
  REQUIRE_FALSE(claimed.has_value());
  CHECK(claimed.error() == errc::store_unavailable);
  own.run("ROLLBACK");
}

TEST_CASE("a claim inside a transaction makes the others wait until it ends") {
  auto options = quick();
  options.call_timeout = 1s;
  auto store = open_store(options);
  {  // both connections are there before the time counts
    const auto one = store.begin().value();
    const auto other = store.begin().value();
  }
  const auto key = new_key();
  {
    auto within = store.begin().value();
    CHECK(store.claim_in(within, ask(key, 1)).value().what() == kind::fresh);
    CHECK(store.claim(ask(key, 2)).error() == errc::store_timeout);
  }
  const auto claimed = store.claim(ask(key, 2)).value();
  CHECK(claimed.what() == kind::fresh);
  CHECK(claimed.attempt() == 1);
}

TEST_CASE("a lost COMMIT is ambiguous, and a claim with the same nonce tells whether it happened") {
  effects table;
  proxy between(shared_server().port());
  auto store = postgresql_store::open(server::conninfo_at(between.port()), quick()).value();
  const auto key = new_key();
  const auto token = fresh(store, ask(key, 1));
  auto within = store.begin().value();
  CHECK(write_effect(within.handle()));
  CHECK(store.complete_in(within, token, 1h).value() == settlement::done);

  SECTION("it did: only its reply was lost") {
    between.swallow_reply();
    CHECK(within.commit().error() == errc::store_ambiguous);
    CHECK(store.claim(ask(key, 1)).value().what() == kind::duplicate);
    CHECK(table.count() == "1");
  }
  SECTION("it did not: the connection went before") {
    between.cut();
    const auto committed = within.commit();
    REQUIRE_FALSE(committed.has_value());
    CHECK(committed.error().code() == errc::store_ambiguous);  // libpq cannot tell whether it was sent
    const auto claimed = store.claim(ask(key, 1)).value();
    CHECK(claimed.what() == kind::fresh);
    CHECK(claimed.token().fence == token.fence);
    CHECK(table.count() == "0");
  }
  SECTION("a statement before it is lost: then nothing is ambiguous") {
    between.swallow_reply();
    CHECK(store.complete_in(within, token, 1h).error() == errc::store_unavailable);
    CHECK(within.handle() == nullptr);
    CHECK(within.commit().error() == errc::store_unavailable);
    CHECK(store.claim(ask(key, 1)).value().token().fence == token.fence);
    CHECK(table.count() == "0");
  }
  SECTION("it does not answer in time") {
    between.freeze(true);
    CHECK(within.commit().error() == errc::store_ambiguous);
    between.freeze(false);
    const auto claimed = store.claim(ask(key, 1)).value();
    CHECK(claimed.what() == (table.count() == "1" ? kind::duplicate : kind::fresh));
  }
}

TEST_CASE("the handler's statements are not cut at the time that one verb may take") {
  auto options = quick();
  options.call_timeout = 600ms;
  auto store = open_store(options);
  auto within = store.begin().value();
  PGresult* const slept = PQexec(within.handle(), "SELECT pg_sleep(0.8)");
  CHECK(PQresultStatus(slept) == PGRES_TUPLES_OK);
  PQclear(slept);
  CHECK(within.commit());
}

TEST_CASE("the server ends a transaction that was left alone for too long") {
  auto options = quick();
  options.idle_transaction_timeout = 400ms;
  auto store = open_store(options);
  const auto token = fresh(store, ask(new_key()));
  auto within = store.begin().value();
  CHECK(store.complete_in(within, token, 1h).value() == settlement::done);
  std::this_thread::sleep_for(800ms);
  CHECK_FALSE(within.commit());
  CHECK(store.claim(ask(token.key, 1)).value().token().fence == token.fence);
}

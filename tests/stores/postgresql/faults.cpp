// SPDX-License-Identifier: MIT
#include <hooklatch/dedup/postgresql_store.hpp>

#include "stores/postgresql/proxy.hpp"
#include "stores/postgresql/support.hpp"
#include "support/catch.hpp"

#include <hooklatch/inbox/postgresql_inbox.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
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

// Makes the server fail what writes to the table, with a code of one's choice.
class sabotage {
 public:
  // `times`: from the second one on it works where it is 1.
  sabotage(const std::string& sqlstate, int times = 1000000) {
    by_.run("CREATE SEQUENCE fails");
    by_.run(
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF nextval('fails') <= " +
        std::to_string(times) + " THEN RAISE EXCEPTION 'sabotage' USING ERRCODE = '" + sqlstate +
        "'; END IF; RETURN NEW; END $$");
    by_.run("CREATE TRIGGER fail BEFORE INSERT OR UPDATE ON hooklatch_dedup FOR EACH ROW EXECUTE FUNCTION fail()");
  }
  sabotage(const sabotage&) = delete;
  sabotage& operator=(const sabotage&) = delete;
  ~sabotage() {
    by_.run("DROP FUNCTION fail() CASCADE");
    by_.run("DROP SEQUENCE fails");
  }
  std::string tries() { return by_.run("SELECT last_value FROM fails"); }

 private:
  session by_{shared_server().conninfo()};
};

struct errors {
  std::mutex lock{};
  std::string all{};
  auto hook() {
    return [this](errc code, std::string_view sqlstate, std::string_view text) {
      const std::lock_guard held(lock);
      all.append(to_string(code)).append(" ").append(sqlstate).append(" ").append(text).append("\n");
    };
  }
  bool have(std::string_view text) {
    const std::lock_guard held(lock);
    return all.find(text) != std::string::npos;
  }
};

void kill_sessions(session& by, const std::string& which) {
  by.run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = '" + which + "'");
}

}  // namespace

TEST_CASE("each error of the server is the reason that it is, and a claim is never fresh by mistake") {
  struct row {
    const char* sqlstate;
    errc reason;
  };
  const auto at = GENERATE(row{"53100", errc::store_full}, row{"XX001", errc::store_corrupt},
                           row{"XX002", errc::store_corrupt}, row{"XX000", errc::store_unavailable},
                           row{"53200", errc::store_unavailable}, row{"53300", errc::store_unavailable},
                           row{"25006", errc::store_read_only}, row{"57014", errc::store_timeout},
                           row{"55P03", errc::store_timeout}, row{"42501", errc::store_misconfigured},
                           row{"42703", errc::store_misconfigured}, row{"58030", errc::store_unavailable},
                           row{"58P01", errc::store_corrupt}, row{"40003", errc::store_ambiguous});
  errors seen;
  auto options = quick();
  options.on_error = seen.hook();
  auto store = open_store(options);
  const auto key = new_key();
  const auto held = fresh(store, ask(new_key()));
  {
    sabotage broken(at.sqlstate);
    const auto claimed = store.claim(ask(key));
    INFO(at.sqlstate);
    REQUIRE_FALSE(claimed.has_value());
    CHECK(claimed.error().code() == at.reason);
    CHECK(store.complete(held, 1h).error().code() == at.reason);
    CHECK(seen.have(std::string(to_string(at.reason)) + " " + at.sqlstate + " sabotage"));
  }
  CHECK(store.claim(ask(key)).value().what() == kind::fresh);
  CHECK(store.complete(held, 1h).value() == settlement::done);
}

TEST_CASE("what met another transaction, or a server that stops, is tried again, a few times") {
  auto store = open_store();
  for (const char* sqlstate : {"40001", "57P01", "26000"}) {
    INFO(sqlstate);
    const auto key = new_key();
    {
      sabotage broken(sqlstate, 2);
      CHECK(store.claim(ask(key)).value().what() == kind::fresh);
      CHECK(broken.tries() == "3");
    }
    sabotage broken(sqlstate);
    const auto claimed = store.claim(ask(new_key()));
    REQUIRE_FALSE(claimed.has_value());
    CHECK(claimed.error() == (std::string_view(sqlstate) == "40001"   ? errc::store_unavailable
                              : std::string_view(sqlstate) == "26000" ? errc::store_misconfigured
                                                                      : errc::store_ambiguous));
    CHECK(broken.tries() == "5");
    CHECK(store.claim(ask(key, 2)).value().what() == kind::in_flight);
  }
  // A release that may have happened is not sent again: a second one would say that it was lost.
  const auto token = fresh(store, ask(new_key()));
  sabotage broken("57P01", 1);
  CHECK(store.release(token).error() == errc::store_ambiguous);
  CHECK(broken.tries() == "1");
}

TEST_CASE("a connection that was closed while it was idle is replaced before anything is sent") {
  session by(shared_server().conninfo());
  auto options = quick();
  options.connections = 1;
  auto store = postgresql_store::open(shared_server().conninfo("application_name=idle"), options).value();
  const auto token = fresh(store, ask(new_key()));
  for (int i = 0; i < 3; ++i) {
    kill_sessions(by, "idle");
    while (by.run("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'idle'") != "0") {
    }
    CHECK(store.release(token).value() == (i == 0 ? settlement::done : settlement::lost));
  }
  CHECK(store.purge(0).has_value());
}

TEST_CASE("a session that is terminated in the middle of a claim is replaced, and the claim goes on") {
  session by(shared_server().conninfo());
  auto options = quick();
  options.call_timeout = 10s;
  auto store = postgresql_store::open(shared_server().conninfo("application_name=middle"), options).value();
  auto brief = ask(new_key());
  brief.lease = 0ms;
  static_cast<void>(fresh(store, brief));
  session locks(shared_server().conninfo());
  locks.run("BEGIN");
  locks.run("SELECT 1 FROM hooklatch_dedup WHERE key = " + hex(brief.key.bytes) + " FOR UPDATE");
  std::thread breaks([&] {
    const auto waits = [&] {
      return by.run(
                 "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'middle'"
                 " AND wait_event_type = 'Lock'") == "1";
    };
    while (!waits()) std::this_thread::sleep_for(2ms);
    kill_sessions(by, "middle");
    locks.run("COMMIT");
  });
  auto again = ask(brief.key, 2);
  const auto claimed = store.claim(again);
  breaks.join();
  REQUIRE(claimed);
  CHECK(claimed->what() == kind::fresh);
  CHECK(claimed->attempt() == 2);
  CHECK(claimed->reclaimed());
}

TEST_CASE("what waits too long for a lock is undone by the server, and told as a timeout") {
  auto options = quick();
  options.call_timeout = 1s;
  auto store = open_store(options);
  const auto token = fresh(store, ask(new_key()));
  session locks(shared_server().conninfo());
  locks.run("BEGIN");
  locks.run("SELECT 1 FROM hooklatch_dedup WHERE key = " + hex(token.key.bytes) + " FOR UPDATE");
  CHECK(store.complete(token, 1h).error() == errc::store_timeout);
  CHECK(store.claim(ask(token.key, 2)).value().what() == kind::in_flight);  // a look locks nothing
  locks.run("COMMIT");
  CHECK(store.claim(ask(token.key, 2)).value().what() == kind::in_flight);
  CHECK(store.complete(token, 1h).value() == settlement::done);
}

TEST_CASE("a session that is read-only says so, and one on a primary again does not") {
  session by(shared_server().conninfo());
  auto store = open_store();
  const auto done = new_key();
  CHECK(store.complete(fresh(store, ask(done)), 1h).value() == settlement::done);
  const auto conninfo = shared_server().by_socket("application_name=fixed");
  auto fixed = postgresql_store::open(conninfo, quick()).value();
  by.run("ALTER ROLE hooklatch SET default_transaction_read_only = on");
  kill_sessions(by, "fixed");
  const auto key = new_key();
  CHECK(fixed.claim(ask(key)).error() == errc::store_read_only);
  CHECK(fixed.begin().value().commit());
  by.run("SET default_transaction_read_only = off");
  by.run("ALTER ROLE hooklatch RESET default_transaction_read_only");
  CHECK(fixed.claim(ask(key)).value().what() == kind::fresh);
}

TEST_CASE("a table or a column that is gone is a store that is not configured, until it is back") {
  session by(shared_server().conninfo("options=-csearch_path=gone"));
  by.run("CREATE SCHEMA gone");
  auto store = postgresql_store::open(shared_server().by_socket("options=-csearch_path=gone"), quick()).value();
  const auto key = new_key();
  const auto token = fresh(store, ask(key));
  by.run("ALTER TABLE hooklatch_dedup RENAME COLUMN fence TO fence_was");
  CHECK(store.claim(ask(new_key())).error() == errc::store_misconfigured);
  CHECK(store.complete(token, 1h).error() == errc::store_misconfigured);
  by.run("ALTER TABLE hooklatch_dedup RENAME COLUMN fence_was TO fence");
  CHECK(store.complete(token, 1h).value() == settlement::done);
  by.run("ALTER TABLE hooklatch_dedup RENAME TO elsewhere");
  CHECK(store.claim(ask(key)).error() == errc::store_misconfigured);
  by.run("ALTER TABLE elsewhere RENAME TO hooklatch_dedup");
  CHECK(store.claim(ask(key, 2)).value().what() == kind::duplicate);
  // A column of another type is not read as if it were ours.
  by.run("ALTER TABLE hooklatch_dedup ALTER fence TYPE integer USING 5");
  const auto other = store.claim(ask(new_key()));
  REQUIRE_FALSE(other.has_value());
  by.run("DROP SCHEMA gone CASCADE");
  CHECK(store.claim(ask(new_key())).error() == errc::store_misconfigured);
}

TEST_CASE("statements that somebody deallocated are prepared again") {
  auto options = quick();
  options.connections = 1;
  auto store = open_store(options);
  const auto key = new_key();
  const auto token = fresh(store, ask(key));
  for (const char* breaks : {"DEALLOCATE ALL", "DEALLOCATE hooklatch_first_claim", "DISCARD ALL"}) {
    INFO(breaks);
    {
      auto within = store.begin().value();
      PQclear(PQexec(within.handle(), "ROLLBACK"));
      PGresult* const made = PQexec(within.handle(), breaks);
      PQclear(made);
    }
    CHECK(store.claim(ask(new_key())).value().what() == kind::fresh);
    CHECK(store.claim(ask(key, 2)).value().what() == kind::in_flight);
  }
  CHECK(store.complete(token, 1h).value() == settlement::done);
}

TEST_CASE("without prepared statements nothing is left in the session") {
  auto options = quick();
  options.unprepared = true;
  options.connections = 1;
  auto store = open_store(options);
  auto inbox = postgresql_inbox::open(shared_server().by_socket(), options).value();
  const auto token = fresh(store, ask(new_key()));
  CHECK(store.complete(token, 1h).value() == settlement::done);
  CHECK(store.complete(token, 1h).value() == settlement::already_done);
  CHECK(store.claim(ask(token.key, 2)).value().what() == kind::duplicate);
  CHECK_FALSE(inbox.take("nobody", 1s).value().has_value());
  auto within = store.begin().value();
  PGresult* const made = PQexec(within.handle(),
                                "SELECT (SELECT count(*) FROM pg_prepared_statements)::text || ' ' ||"
                                " (SELECT count(*) FROM pg_settings WHERE source = 'session' AND name <>"
                                " 'transaction_isolation' AND name <> 'transaction_read_only'"
                                " AND name <> 'transaction_deferrable')::text");
  CHECK(std::string(PQgetvalue(made, 0, 0)) == "0 0");
  PQclear(made);
}

TEST_CASE("a connection is waited for, and not for ever") {
  auto options = quick();
  options.connections = 1;
  options.call_timeout = 500ms;
  auto store = open_store(options);
  const auto key = new_key();
  {
    auto within = store.begin().value();
    CHECK(store.claim(ask(key)).error() == errc::store_timeout);
    CHECK(store.begin().error() == errc::store_timeout);
    std::thread frees([&] {
      std::this_thread::sleep_for(50ms);
      static_cast<void>(within.commit());
    });
    CHECK(store.claim(ask(key)).value().what() == kind::fresh);
    frees.join();
  }
}

TEST_CASE("a server that says nothing is given up in time") {
  proxy between(shared_server().port());
  auto options = quick();
  options.call_timeout = 600ms;
  options.connections = 1;
  auto store = postgresql_store::open(server::conninfo_at(between.port()), options).value();
  const auto key = new_key();
  const auto token = fresh(store, ask(key));
  CHECK(store.complete({key, 1}, 1h).value() == settlement::lost);
  between.freeze(true);
  const auto from = std::chrono::steady_clock::now();
  CHECK(store.complete(token, 1h).error() == errc::store_ambiguous);  // it may have been sent
  CHECK(store.complete(token, 1h).error() == errc::store_timeout);    // this one has no connection to be sent over
  CHECK(std::chrono::steady_clock::now() - from < 10s);
  between.freeze(false);
  const auto settled = store.complete(token, 1h).value();
  CHECK((settled == settlement::done || settled == settlement::already_done));
  CHECK(store.claim(ask(key, 2)).value().what() == kind::duplicate);
}

TEST_CASE("a role that may have no more connections waits for one, and then the store is unavailable") {
  session by(shared_server().conninfo());
  by.run("CREATE ROLE few LOGIN CONNECTION LIMIT 1");
  by.run("GRANT ALL ON ALL TABLES IN SCHEMA public TO few");
  const auto conninfo = "host=127.0.0.1 port=" + std::to_string(shared_server().port()) + " user=few dbname=postgres";
  errors seen;
  auto options = quick();
  options.call_timeout = 500ms;
  options.on_error = seen.hook();
  auto store = postgresql_store::open(conninfo, options).value();
  {
    auto within = store.begin().value();
    CHECK(store.claim(ask(new_key())).error() == errc::store_unavailable);
    CHECK(seen.have("store_unavailable 53300"));
  }
  CHECK(store.claim(ask(new_key())).value().what() == kind::fresh);
}

TEST_CASE("opening tells what is wrong") {
  session by(shared_server().conninfo());
  auto options = quick();
  options.open_timeout = 300ms;
  const auto opened = [&](const std::string& conninfo) {
    const auto made = postgresql_store::open(conninfo, options);
    REQUIRE_FALSE(made.has_value());
    return made.error().code();
  };
  const auto port = std::to_string(shared_server().port());
  CHECK(opened("no conninfo at all") == errc::store_misconfigured);
  CHECK(opened("host=127.0.0.1 port=" + std::to_string(free_port()) + " user=x") == errc::store_unavailable);
  CHECK(opened("host=127.0.0.1 user=hooklatch dbname=none port=" + port) == errc::store_misconfigured);
  CHECK(opened("host=127.0.0.1 user=nobody dbname=postgres port=" + port) == errc::store_misconfigured);
  by.run("CREATE SCHEMA empty_one");
  const auto empty = shared_server().by_socket("options=-csearch_path=empty_one");
  options.create = false;
  CHECK(opened(empty) == errc::store_misconfigured);
  CHECK_FALSE(postgresql_inbox::open(empty, options).has_value());
  options.create = true;
  CHECK(postgresql_store::open(empty, options).has_value());
  options.create = false;
  CHECK(postgresql_store::open(empty, options).has_value());
  by.run("UPDATE empty_one.hooklatch_schema SET version = 2");
  options.create = true;
  CHECK(opened(empty) == errc::store_misconfigured);
  by.run("UPDATE empty_one.hooklatch_schema SET version = 1");
  by.run("ALTER TABLE empty_one.hooklatch_dedup SET UNLOGGED");
  CHECK(opened(empty) == errc::store_misconfigured);
  options.accept_unsafe_server = true;
  CHECK(postgresql_store::open(empty, options).has_value());
  options.accept_unsafe_server = false;
  by.run("DROP TABLE empty_one.hooklatch_dedup");
  CHECK(opened(empty) == errc::store_misconfigured);
  by.run("DROP SCHEMA empty_one CASCADE");

  CHECK(open_store().claim(ask(new_key())).has_value());
  by.run("CREATE ROLE reader LOGIN");
  by.run("GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO reader");
  CHECK(opened("host=127.0.0.1 user=reader dbname=postgres port=" + port) == errc::store_misconfigured);
  by.run("GRANT DELETE ON hooklatch_dedup TO reader");
  CHECK(postgresql_store::open("host=127.0.0.1 user=reader dbname=postgres port=" + port, options).has_value());
}

TEST_CASE("many processes may open at once: the tables are made by one of them") {
  session by(shared_server().conninfo());
  by.run("CREATE SCHEMA crowd");
  const auto conninfo = shared_server().by_socket("options=-csearch_path=crowd");
  std::atomic<int> opened{0};
  std::vector<std::thread> threads;
  errors seen;
  postgresql_options options;
  options.on_error = seen.hook();
  for (int i = 0; i < 10; ++i) {
    threads.emplace_back([&] {
      const auto store = postgresql_store::open(conninfo, options);
      const auto inbox = postgresql_inbox::open(conninfo, options);
      opened += store && inbox ? 1 : 0;
    });
  }
  for (auto& each : threads) each.join();
  INFO(seen.all);
  CHECK(opened == 10);
  CHECK(by.run("SELECT string_agg(part || version, ' ' ORDER BY part) FROM crowd.hooklatch_schema") == "dedup1 inbox1");
  by.run("DROP SCHEMA crowd CASCADE");
}

TEST_CASE("a server that promises too little is refused by name, and so is a standby") {
  server unsafe("fsync = off\nwal_level = replica");
  CHECK(postgresql_store::open(unsafe.conninfo(), quick()).error() == errc::store_misconfigured);
  CHECK(postgresql_inbox::open(unsafe.conninfo(), quick()).error() == errc::store_misconfigured);
  auto options = quick();
  options.accept_unsafe_server = true;
  {
    auto store = postgresql_store::open(unsafe.conninfo(), options).value();
    CHECK(store.claim(ask(new_key())).value().what() == kind::fresh);
  }
  unsafe.stop(SIGINT);
  server standby(unsafe, "fsync = off\nwal_level = replica");
  CHECK(postgresql_store::open(standby.conninfo(), options).error() == errc::store_read_only);
}

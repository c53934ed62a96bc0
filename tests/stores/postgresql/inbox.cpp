// SPDX-License-Identifier: MIT
#include <hooklatch/inbox/postgresql_inbox.hpp>

#include "stores/postgresql/proxy.hpp"
#include "stores/postgresql/support.hpp"
#include "support/catch.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using namespace hooklatch;
using namespace pg_test;

namespace {

postgresql_inbox open_inbox(postgresql_options options = quick()) {
  return postgresql_inbox::open(shared_server().by_socket(), std::move(options)).value();
}
// One that no other test has.
std::string new_provider() {
  static int last = 0;
  return "provider " + std::to_string(++last);
}
struct event {
  dedup_key key = new_key();
  std::string provider;
  std::string id = "evt_1";
  std::string body = "{}";
  std::string ordering_key{};
  std::string signature = "sig";

  inbox_delivery delivery() const {
    inbox_delivery made;
    made.key = key;
    made.provider = provider;
    made.event_id = id;
    made.event_type = "payout.paid";
    made.body = to_bytes(body);
    made.headers = "[]";
    made.signature = signature;
    made.ordering_key = ordering_key;
    made.received_at = instant(1774276200, 123456789);
    return made;
  }
};
inbox_entry taken(postgresql_inbox& from, const std::string& provider, std::chrono::milliseconds lease = 1h) {
  auto entry = from.take(provider, lease).value();
  REQUIRE(entry.has_value());
  return std::move(*entry);
}
std::string shown(session& by, const dedup_key& key, const std::string& what) {
  return by.run("SELECT coalesce((" + what + ")::text, 'NULL') FROM webhook_events WHERE id =" +
                " (SELECT id FROM hooklatch_inbox WHERE key = " + hex(key.bytes) + ")");
}

}  // namespace

TEST_CASE("an entry comes back as it was accepted, to the nanosecond") {
  auto inbox = open_inbox();
  event one{.provider = new_provider()};
  one.body = std::string("{\"a\":\"\\u0000\"}\0\xff", 16);
  CHECK(inbox.accept(one.delivery()).value() == inbox_receipt::stored);
  const auto entry = taken(inbox, one.provider);
  CHECK(entry.body == one.body);
  CHECK(entry.event_id == "evt_1");
  CHECK(entry.received_at == instant(1774276200, 123456789));
  CHECK(inbox.finish(entry.token).value() == settlement::done);
}

TEST_CASE("no id, key or reason is too long, and no byte of them is refused") {
  auto inbox = open_inbox();
  session by(shared_server().conninfo());
  event one{.provider = new_provider()};
  one.id = std::string(3200, 'i') + std::string(100000, '\0') + "'\\x6576\xff";
  one.ordering_key = std::string(200000, '\xfe');
  for (std::size_t i = 0; i < one.ordering_key.size(); ++i) one.ordering_key[i] = static_cast<char>(i * i / 7);
  CHECK(inbox.accept(one.delivery()).value() == inbox_receipt::stored);
  auto entry = taken(inbox, one.provider);
  CHECK(entry.event_id == one.id);
  CHECK(entry.ordering_key == one.ordering_key);
  CHECK(inbox.bury(entry.token, std::string(5000, '\0')).value() == settlement::done);
  CHECK(inbox.replay(one.provider, one.id).value() == 1);
  entry = taken(inbox, one.provider);
  CHECK(entry.attempt == 1);
  CHECK(inbox.bury(entry.token, std::string(5000, 'w')).value() == settlement::done);
  CHECK(shown(by, one.key, "error_message") == std::string(1000, 'w'));
}

TEST_CASE("the view webhook_events has the columns and the words of Zuba's table") {
  auto inbox = open_inbox();
  session by(shared_server().conninfo());
  CHECK(by.run("SELECT string_agg(column_name, ' ' ORDER BY ordinal_position) FROM information_schema.columns"
               " WHERE table_name = 'webhook_events' AND table_schema = 'public'") ==
        "id event_id event_type payload signature processed_at status error_message created_at");
  event one{.provider = new_provider(), .id = "evt_ü", .body = "{\"id\":\"evt_ü\"}"};
  CHECK(inbox.accept(one.delivery()).value() == inbox_receipt::stored);
  CHECK(shown(by, one.key, "event_id") == "evt_ü");
  CHECK(shown(by, one.key, "event_type") == "payout.paid");
  CHECK(shown(by, one.key, "payload::jsonb->>'id'") == "evt_ü");
  CHECK(shown(by, one.key, "signature") == "sig");
  CHECK(shown(by, one.key, "status") == "pending");
  CHECK(shown(by, one.key, "processed_at") == "NULL");
  CHECK(shown(by, one.key, "error_message") == "NULL");
  CHECK(shown(by, one.key, "created_at > now() - interval '1 minute'") == "true");
  auto entry = taken(inbox, one.provider);
  CHECK(shown(by, one.key, "status") == "pending");
  CHECK(inbox.fail(entry.token, "no connection", 0ms).value() == settlement::done);
  CHECK(shown(by, one.key, "error_message") == "no connection");
  entry = taken(inbox, one.provider);
  CHECK(inbox.bury(entry.token, "still none").value() == settlement::done);
  CHECK(shown(by, one.key, "status") == "failed");
  CHECK(shown(by, one.key, "error_message") == "still none");
  CHECK(shown(by, one.key, "processed_at > now() - interval '1 minute'") == "true");
  CHECK(inbox.replay(one.provider, one.id).value() == 1);
  CHECK(shown(by, one.key, "processed_at") == "NULL");
  CHECK(inbox.finish(taken(inbox, one.provider).token).value() == settlement::done);
  CHECK(shown(by, one.key, "status") == "processed");
  CHECK(shown(by, one.key, "error_message") == "NULL");
}

TEST_CASE("what is no text is NULL in the view, and never an error") {
  auto inbox = open_inbox();
  session by(shared_server().conninfo());
  event one{.provider = new_provider(), .body = "\xff\xfe", .signature = std::string("\0", 1)};
  CHECK(inbox.accept(one.delivery()).value() == inbox_receipt::stored);
  CHECK(shown(by, one.key, "payload") == "NULL");
  CHECK(shown(by, one.key, "signature") == "NULL");
  CHECK(inbox.bury(taken(inbox, one.provider).token, "\xed\xa0\x80").value() == settlement::done);
  CHECK(shown(by, one.key, "error_message") == "NULL");
  CHECK(by.run("SELECT count(*) > 0 FROM webhook_events") == "t");
}

TEST_CASE("the application's own webhook_events is left alone") {
  session by(shared_server().conninfo("options=-csearch_path=own"));
  by.run("CREATE SCHEMA own");
  by.run("CREATE TABLE webhook_events (id serial)");
  auto inbox = postgresql_inbox::open(shared_server().by_socket("options=-csearch_path=own"), quick()).value();
  CHECK(by.run("SELECT count(*) FROM pg_views WHERE schemaname = 'own'") == "0");
  event one{.provider = new_provider()};
  CHECK(inbox.accept(one.delivery()).value() == inbox_receipt::stored);
  CHECK(by.run("SELECT count(*) FROM hooklatch_inbox") == "1");
  by.run("DROP SCHEMA own CASCADE");
}

TEST_CASE("a take among many that are not due is one look into one index") {
  session by(shared_server().conninfo("options=-csearch_path=many"));
  by.run("CREATE SCHEMA many");
  auto inbox = postgresql_inbox::open(shared_server().by_socket("options=-csearch_path=many"), quick()).value();
  by.run(
      "INSERT INTO hooklatch_inbox (key, digest, provider, event_id, event_type, ordering_key, signature, headers, body,"
      " received_seconds, received_nanoseconds, due_at) SELECT sha256(n::text::bytea), sha256(''), 'p', '', '',"
      " ('o' || n % 100)::bytea, '', '', '', 0, 0, now() + interval '1 day' FROM generate_series(1, 20000) n");
  by.run("ANALYZE hooklatch_inbox");
  by.run("SET plan_cache_mode = force_generic_plan");
  by.run("PREPARE take (bytea, bigint) AS " + std::string(detail::postgresql::take_entry.text));
  std::string plan;
  PGresult* const made = PQexec(by.get(), "EXPLAIN (ANALYZE, TIMING OFF) EXECUTE take ('p', 1000)");
  for (int i = 0; i < PQntuples(made); ++i) plan.append(PQgetvalue(made, i, 0)).append("\n");
  PQclear(made);
  INFO(plan);
  CHECK(plan.find("Index Scan using hooklatch_inbox_due on hooklatch_inbox i") != std::string::npos);
  CHECK(plan.find("due_at <= statement_timestamp()") != std::string::npos);
  CHECK(plan.find("Seq Scan") == std::string::npos);
  CHECK(plan.find("Rows Removed") == std::string::npos);
  CHECK_FALSE(inbox.take("p", 1s).value().has_value());
  by.run("DROP SCHEMA many CASCADE");
}

TEST_CASE("what the handler writes and the end of its entry commit together, and a repeat does not wait for it") {
  auto options = quick();
  auto inbox = open_inbox(options);
  session by(shared_server().conninfo());
  by.run("CREATE TABLE IF NOT EXISTS inbox_effects (event text)");
  event one{.provider = new_provider()};
  CHECK(inbox.accept(one.delivery()).value() == inbox_receipt::stored);
  const auto first = taken(inbox, one.provider, 0ms);
  const auto entry = taken(inbox, one.provider);
  {
    auto within = inbox.begin().value();
    PQclear(PQexec(within.handle(), "INSERT INTO inbox_effects VALUES ('first')"));
    CHECK(inbox.finish_in(within, first.token).value() == settlement::lost);
  }
  auto within = inbox.begin().value();
  PQclear(PQexec(within.handle(), "INSERT INTO inbox_effects VALUES ('second')"));
  CHECK(inbox.finish_in(within, entry.token).value() == settlement::done);
  CHECK(inbox.accept(one.delivery()).value() == inbox_receipt::known);
  CHECK_FALSE(inbox.take(one.provider, 1s).value().has_value());
  CHECK(inbox.counts(one.provider).value().running == 1);
  CHECK(within.commit());
  CHECK(by.run("SELECT string_agg(event, ' ') FROM inbox_effects") == "second");
  CHECK(inbox.counts(one.provider).value().processed == 1);
  CHECK(inbox.finish(entry.token).value() == settlement::already_done);
}

TEST_CASE("a store and an inbox share one database, its connections and its transactions") {
  auto options = quick();
  options.connections = 1;
  const auto database = postgresql_database::make(shared_server().by_socket(), options).value();
  auto store = postgresql_store::open(database).value();
  auto inbox = postgresql_inbox::open(database).value();
  event one{.provider = new_provider()};
  CHECK(inbox.accept(one.delivery()).value() == inbox_receipt::stored);
  const auto entry = taken(inbox, one.provider);
  const auto claimed = store.claim(ask(one.key)).value();
  auto within = inbox.begin().value();
  CHECK(inbox.finish_in(within, entry.token).value() == settlement::done);
  CHECK(store.complete_in(within, claimed.token(), 1h).value() == settlement::done);
  CHECK(within.commit());
  CHECK(store.claim(ask(one.key, 2)).value().what() == claim_result::kind::duplicate);
  CHECK(inbox.counts(one.provider).value().processed == 1);
}

TEST_CASE("an accept whose reply was dropped is ambiguous, and known when it comes again") {
  proxy between(shared_server().port());
  auto inbox = postgresql_inbox::open(server::conninfo_at(between.port()), quick()).value();
  event warm{.provider = new_provider()};
  CHECK(inbox.accept(warm.delivery()).value() == inbox_receipt::stored);
  CHECK(inbox.finish(taken(inbox, warm.provider).token).value() == settlement::done);
  event one{.provider = warm.provider};
  between.swallow_reply();
  CHECK(inbox.accept(one.delivery()).error() == errc::store_ambiguous);
  CHECK(inbox.accept(one.delivery()).value() == inbox_receipt::known);

  // A take that was lost has its lease, and comes again after it.
  event other{.provider = new_provider()};
  CHECK(inbox.accept(other.delivery()).value() == inbox_receipt::stored);
  CHECK_FALSE(inbox.take(new_provider(), 1s).value().has_value());
  between.swallow_reply();
  CHECK(inbox.take(other.provider, 50ms).error() == errc::store_ambiguous);
  CHECK(inbox.counts(other.provider).value().running == 1);
  std::this_thread::sleep_for(60ms);
  CHECK(taken(inbox, other.provider).attempt == 2);
}

TEST_CASE("an inbox that was opened before a fork says so in the child") {
  auto inbox = open_inbox();
  event one{.provider = new_provider()};
  const pid_t child = fork();
  if (child == 0) {
    bool forked = inbox.accept(one.delivery()).error() == errc::store_forked;
    forked = forked && inbox.take(one.provider, 1s).error() == errc::store_forked;
    forked = forked && inbox.finish({1, 1}).error() == errc::store_forked;
    forked = forked && inbox.fail({1, 1}, "", 1s).error() == errc::store_forked;
    forked = forked && inbox.bury({1, 1}, "").error() == errc::store_forked;
    forked = forked && inbox.extend({1, 1}, 1s).error() == errc::store_forked;
    forked = forked && inbox.replay(one.provider, "").error() == errc::store_forked;
    forked = forked && inbox.replay_dead(one.provider, 1).error() == errc::store_forked;
    forked = forked && inbox.prune(1s, 0).error() == errc::store_forked;
    forked = forked && inbox.counts(one.provider).error() == errc::store_forked;
    forked = forked && inbox.begin().error() == errc::store_forked;
    _exit(forked ? 7 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WEXITSTATUS(status) == 7);
  CHECK(inbox.accept(one.delivery()).value() == inbox_receipt::stored);
}

TEST_CASE("events that kill their worker end dead, and take no other with them") {
  auto inbox = open_inbox();
  const auto provider = new_provider();
  constexpr int events = 60;  // every twentieth is poison
  for (int i = 0; i < events; ++i) {
    event one{.provider = provider, .id = std::to_string(i), .body = i % 20 == 7 ? "poison" : "good"};
    REQUIRE(inbox.accept(one.delivery()).value() == inbox_receipt::stored);
  }
  const auto work = [&]() -> int {
    auto own = open_inbox();
    for (;;) {
      const auto entry = own.take(provider, 150ms);
      if (!entry) return 1;
      if (!entry->has_value()) return 0;
      const auto& token = (*entry)->token;
      if ((*entry)->attempt > 3) {
        if (!own.bury(token, "its worker died, three times")) return 1;
      } else if ((*entry)->body == "poison") {
        ::kill(getpid(), SIGKILL);
      } else if (!own.finish(token)) {
        return 1;
      }
    }
  };
  int killed = 0;
  int failed = 0;
  const auto until = std::chrono::steady_clock::now() + 20s;
  while (std::chrono::steady_clock::now() < until) {
    std::vector<pid_t> workers;
    for (int i = 0; i < 3; ++i) {
      const pid_t child = fork();
      if (child == 0) _exit(work());
      workers.push_back(child);
    }
    for (const auto each : workers) {
      int status = 0;
      waitpid(each, &status, 0);
      killed += WIFSIGNALED(status) ? 1 : 0;
      failed += WIFEXITED(status) && WEXITSTATUS(status) != 0 ? 1 : 0;
    }
    const auto counts = inbox.counts(provider).value();
    if (counts.pending == 0 && counts.running == 0) break;
    std::this_thread::sleep_for(50ms);
  }
  const auto counts = inbox.counts(provider).value();
  CHECK(failed == 0);
  CHECK(killed == 9);
  CHECK(counts.dead == 3);
  CHECK(counts.processed == events - 3);
  session by(shared_server().conninfo());
  CHECK(by.run("SELECT count(*) FROM hooklatch_inbox WHERE status = 3 AND body <> 'poison' AND provider = '" +
               provider + "'") == "0");
  CHECK(inbox.replay_dead(provider, 100).value() == 3);
}

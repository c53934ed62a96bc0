// SPDX-License-Identifier: MIT
#include <hooklatch/dedup/sqlite_database.hpp>

#include "support/catch.hpp"

#include "shim_vfs.hpp"
#include "support.hpp"

#include <sys/stat.h>

#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>

using namespace sqlite_tests;
using kind = claim_result::kind;
using detail::sqlite::has_wal_reset_defect;

namespace {

sqlite_options impatient() {
  sqlite_options options;
  options.timeout = 30ms;
  return options;
}

void overwrite(const std::string& path, std::streamoff at, std::string_view bytes) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(at);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  REQUIRE(file.good());
}

}  // namespace

TEST_CASE("a SQLite store takes no database that is gone with the process") {
  for (const auto* path : {"", ":memory:", "file::memory:", "file:x?mode=memory", "file:hooks.db?nolock=1"}) {
    CHECK(sqlite_store::open(path).error() == errc::store_misconfigured);
    CHECK(shared_sqlite_store::open(path).error() == errc::store_misconfigured);
    CHECK(sqlite_inbox::open(path).error() == errc::store_misconfigured);
  }
  CHECK(sqlite_store::open("/nowhere/at/all/hooks.db").error() == errc::store_unavailable);
}

TEST_CASE("a SQLite store refuses a machine on which there can be no write-ahead log") {
  const folder within;
  shim_vfs shim("hooklatch-no-log");
  shim.without_log = true;
  auto options = impatient();
  options.vfs = "hooklatch-no-log";
  CHECK(sqlite_store::open(within.file(), options).error() == errc::store_misconfigured);
  options.journal = sqlite_journal::rollback;
  auto store = sqlite_store::open(within.file(), options);
  REQUIRE(store);
  CHECK(store->complete(store->claim(ask(1)).value().token(), 1h).value() == settlement::done);
}

TEST_CASE("a SQLite store opens with the journal and the levels that it promises") {
  const folder within;
  {
    auto store = sqlite_store::open(within.file()).value();
    auto work = store.begin().value();
    CHECK(stranger::ask_on(work.handle(), "PRAGMA journal_mode") == "wal");
    CHECK(stranger::ask_on(work.handle(), "PRAGMA synchronous") == "2");
  }
  auto store = shared_sqlite_store::open(within.file()).value();
  auto work = store.begin().value();
  CHECK(stranger::ask_on(work.handle(), "PRAGMA journal_mode") == "truncate");
  CHECK(stranger::ask_on(work.handle(), "PRAGMA synchronous") == "2");
}

TEST_CASE("the versions of SQLite whose write-ahead log can lose a commit are known") {
  for (const int version : {3007000, 3007017, 3034001, 3040001, 3044005, 3045000, 3050006, 3051000, 3051002}) {
    CHECK(has_wal_reset_defect(version));
  }
  for (const int version : {3006023, 3044006, 3044099, 3050007, 3051003, 3052000, 4000000}) {
    CHECK_FALSE(has_wal_reset_defect(version));
  }
}

TEST_CASE("several processes with a write-ahead log need a version without the defect, or consent by name") {
  const folder within;
  auto options = impatient();
  options.journal = sqlite_journal::wal;
  const auto opened = shared_sqlite_store::open(within.file(), options);
  if (has_wal_reset_defect(sqlite3_libversion_number())) {
    CHECK(opened.error() == errc::store_misconfigured);
  } else {
    CHECK(opened);
  }
  options.accept_wal_reset_defect = true;
  auto store = shared_sqlite_store::open(within.file(), options);
  REQUIRE(store);
  auto other = shared_sqlite_store::open(within.file(), options);
  REQUIRE(other);
  CHECK(store->claim(ask(1, 1)).value().what() == kind::fresh);
  CHECK(other->claim(ask(1, 2)).value().what() == kind::in_flight);
}

TEST_CASE("a database of one process is opened once, also within the process and under another name") {
  const folder within;
  {
    auto store = sqlite_store::open(within.file()).value();
    CHECK(sqlite_store::open(within.file(), impatient()).error() == errc::store_misconfigured);
    CHECK(sqlite_inbox::open(within.file(), impatient()).error() == errc::store_misconfigured);
    CHECK(shared_sqlite_store::open(within.file(), impatient()).error() == errc::store_misconfigured);
    std::filesystem::create_symlink(within.file(), within.file("link.db"));
    CHECK(sqlite_store::open(within.file("link.db"), impatient()).error() == errc::store_misconfigured);
    CHECK(store.claim(ask(1)).value().what() == kind::fresh);  // and the first one is none the worse
    CHECK(store.complete(store.claim(ask(1)).value().token(), 1h).value() == settlement::done);
  }
  CHECK(sqlite_store::open(within.file("link.db"), impatient()));
}

TEST_CASE("a database of several processes keeps out those that want it alone") {
  const folder within;
  {
    const auto shared = shared_sqlite_store::open(within.file()).value();
    CHECK(sqlite_store::open(within.file(), impatient()).error() == errc::store_misconfigured);
    CHECK(shared_sqlite_store::open(within.file(), impatient()));
  }
  CHECK(sqlite_store::open(within.file(), impatient()));
}

TEST_CASE("another process is kept out while the first one lives, and not after it was killed") {
  const folder within;
  std::array<int, 2> ready{};
  REQUIRE(::pipe(ready.data()) == 0);
  const auto holder = in_child([&] {
    const auto store = sqlite_store::open(within.file()).value();
    if (::write(ready[1], "x", 1) != 1) return 1;
    for (int i = 0; i < 1000; ++i) ::usleep(10000);
    return 2;
  });
  char got = 0;
  REQUIRE(::read(ready[0], &got, 1) == 1);
  ::close(ready[0]);
  ::close(ready[1]);
  CHECK(sqlite_store::open(within.file(), impatient()).error() == errc::store_misconfigured);
  REQUIRE(::kill(holder, SIGKILL) == 0);
  CHECK(wait_for(holder) == -1);
  CHECK(sqlite_store::open(within.file(), impatient()));
}

TEST_CASE("who opens waits for the one that is closing") {
  const folder within;
  auto first = std::make_unique<sqlite_store>(sqlite_store::open(within.file()).value());
  std::thread closing([&] {
    std::this_thread::sleep_for(50ms);
    first.reset();
  });
  sqlite_options patient;
  patient.timeout = 20s;
  CHECK(sqlite_store::open(within.file(), patient));
  closing.join();
}

TEST_CASE("a schema that a newer version wrote is refused, and left as it is") {
  const folder within;
  for (const auto* part : {"dedup", "inbox", "clock"}) {
    const auto path = within.file(std::string(part) + ".db");
    {
      const auto database = sqlite_database::open(path).value();
      REQUIRE(sqlite_store::open(database));
      REQUIRE(sqlite_inbox::open(database));
    }
    const auto named = "UPDATE hooklatch_schema SET version = 2 WHERE part = '" + std::string(part) + "'";
    stranger(path).run(named);
    const auto database = sqlite_database::open(path);
    if (part == std::string_view("clock")) {
      CHECK(database.error() == errc::store_misconfigured);
    } else {
      REQUIRE(database);
      CHECK(sqlite_store::open(*database).has_value() == (part != std::string_view("dedup")));
      CHECK(sqlite_inbox::open(*database).has_value() == (part != std::string_view("inbox")));
    }
    CHECK(stranger(path).ask("SELECT max(version) FROM hooklatch_schema") == "2");
  }
}

TEST_CASE("a schema is brought up step by step, each step once, and all of them or none") {
  using detail::sqlite::connection;
  using detail::sqlite::migrate;
  const folder within;
  constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  auto on = connection::open(within.file(), flags, nullptr, 100ms).value();
  const std::array<const char*, 3> steps{
      "CREATE TABLE hooklatch_trial(a)", "INSERT INTO hooklatch_trial VALUES(1)",
      "ALTER TABLE hooklatch_trial ADD COLUMN b; UPDATE hooklatch_trial SET b = a + 1"};
  REQUIRE(migrate(*on, "trial", std::span(steps).first(1)));
  CHECK(on->ask("SELECT count(*) FROM hooklatch_trial").value() == "0");
  REQUIRE(migrate(*on, "trial", steps));
  REQUIRE(migrate(*on, "trial", steps));
  CHECK(on->ask("SELECT count(*) || ':' || sum(b) FROM hooklatch_trial").value() == "1:2");
  CHECK(on->ask("SELECT version FROM hooklatch_schema WHERE part = 'trial'").value() == "3");

  const std::array<const char*, 5> broken{steps[0], steps[1], steps[2], "INSERT INTO hooklatch_trial VALUES(5, 5)",
                                          "INSERT INTO nowhere VALUES(1)"};
  CHECK(migrate(*on, "trial", broken).error() == errc::store_misconfigured);
  CHECK_FALSE(on->in_transaction());
  CHECK(on->ask("SELECT count(*) FROM hooklatch_trial").value() == "1");
  CHECK(on->ask("SELECT version FROM hooklatch_schema WHERE part = 'trial'").value() == "3");
  CHECK(migrate(*on, "trial", std::span(steps).first(2)).error() == errc::store_misconfigured);
  REQUIRE(on->run("UPDATE hooklatch_schema SET version = 'two' WHERE part = 'trial'") == SQLITE_OK);
  CHECK(migrate(*on, "trial", steps).error() == errc::store_corrupt);
}

TEST_CASE("the database may be the application's own, and its tables are left alone") {
  const folder within;
  {
    stranger app(within.file());
    app.run(
        "PRAGMA user_version = 77; CREATE TABLE payouts(id); INSERT INTO payouts VALUES(1);"
        "CREATE TABLE webhook_events(mine); INSERT INTO webhook_events VALUES('kept')");
  }
  {
    const auto database = sqlite_database::open(within.file()).value();
    REQUIRE(sqlite_store::open(database));
    auto inbox = sqlite_inbox::open(database).value();
    CHECK(inbox.accept(delivery(1)).value() == inbox_receipt::stored);
  }
  stranger app(within.file());
  CHECK(app.ask("PRAGMA user_version") == "77");
  CHECK(app.ask("SELECT mine FROM webhook_events") == "kept");
  CHECK(app.ask("SELECT count(*) FROM payouts") == "1");
}

TEST_CASE("a table of ours that somebody else made is no table of ours") {
  const folder within;
  stranger(within.file()).run("CREATE TABLE hooklatch_dedup(x)");
  CHECK(sqlite_store::open(within.file()).error() == errc::store_misconfigured);
}

TEST_CASE("what is no database is corrupt, and so is one with a damaged page") {
  const folder within;
  std::ofstream(within.file()) << std::string(8192, 'x');
  CHECK(sqlite_store::open(within.file()).error() == errc::store_corrupt);

  const auto path = within.file("damaged.db");
  {
    auto store = sqlite_store::open(path).value();
    for (std::uint32_t i = 0; i < 50; ++i) REQUIRE(store.claim(ask(i)).value().what() == kind::fresh);
  }
  const auto page = std::stoi(stranger(path).ask("SELECT rootpage FROM sqlite_master WHERE name = 'hooklatch_dedup'"));
  overwrite(path, 4096 * (page - 1), std::string(4096, '\xa5'));
  auto store = sqlite_store::open(path).value();
  CHECK(store.claim(ask(1)).error() == errc::store_corrupt);
  CHECK(store.claim(ask(1000)).error() == errc::store_corrupt);
  CHECK(store.complete({key_of(1), 1}, 1h).error() == errc::store_corrupt);
  CHECK(store.forget(key_of(1)).error() == errc::store_corrupt);
}

TEST_CASE("a record that no version of ours wrote is corrupt, never fresh") {
  for (const auto* damage : {"state = 7", "fence = -1", "fence = 'x'", "digest = x'00'", "nonce = 'text'",
                             "lease_until = 'later'", "attempts = -1", "keep_until = 1.5"}) {
    INFO(damage);
    const folder within;
    {
      auto store = sqlite_store::open(within.file()).value();
      REQUIRE(store.claim(ask(1)).value().what() == kind::fresh);
    }
    stranger(within.file()).run(std::string("UPDATE hooklatch_dedup SET ") + damage);
    auto store = sqlite_store::open(within.file()).value();
    CHECK(store.claim(ask(1, 2)).error() == errc::store_corrupt);
  }
}

TEST_CASE("a file that cannot be written is refused when it is opened") {
  const folder within;
  REQUIRE(sqlite_store::open(within.file()));
  shim_vfs shim("hooklatch-read-only");
  shim.read_only = true;
  sqlite_options options;
  options.vfs = "hooklatch-read-only";
  CHECK(sqlite_store::open(within.file(), options).error() == errc::store_read_only);
}

TEST_CASE("a store whose file was deleted or replaced refuses what would be lost") {
  const folder within;
  auto store = sqlite_store::open(within.file()).value();
  const auto token = store.claim(ask(1)).value().token();
  std::filesystem::remove(within.file());
  CHECK(store.complete(token, 1h).error() == errc::store_unavailable);
  CHECK(store.claim(ask(2)).error() == errc::store_unavailable);
  std::ofstream(within.file()) << "";
  CHECK(store.complete(token, 1h).error() == errc::store_unavailable);
}

TEST_CASE("a store whose table is gone says so") {
  const folder within;
  auto store = sqlite_store::open(within.file()).value();
  REQUIRE(store.claim(ask(1)).value().what() == kind::fresh);
  stranger(within.file()).run("DROP TABLE hooklatch_dedup");
  CHECK(store.claim(ask(1)).error() == errc::store_misconfigured);
}

TEST_CASE("somebody else's write lock is waited for, as long as told") {
  const folder within;
  auto store = sqlite_store::open(within.file(), impatient()).value();
  const auto token = store.claim(ask(1)).value().token();
  {
    stranger other(within.file());
    other.run("BEGIN IMMEDIATE");
    CHECK(store.complete(token, 1h).error() == errc::store_timeout);
    CHECK(store.claim(ask(2)).error() == errc::store_timeout);
    CHECK(store.claim(ask(1, 2)).value().what() == kind::in_flight);
    other.run("ROLLBACK");
  }
  CHECK(store.complete(token, 1h).value() == settlement::done);

  const auto path = within.file("rollback.db");
  auto shared = shared_sqlite_store::open(path, impatient()).value();
  REQUIRE(shared.claim(ask(1)).value().what() == kind::fresh);
  stranger other(path);
  other.run("BEGIN EXCLUSIVE");
  CHECK(shared.claim(ask(1)).error() == errc::store_timeout);  // with this journal also reading waits
  other.run("ROLLBACK");
  CHECK(shared.claim(ask(1)).value().what() == kind::fresh);
}

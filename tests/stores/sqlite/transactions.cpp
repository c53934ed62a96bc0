// SPDX-License-Identifier: MIT
#include <hooklatch/dedup/sqlite_store.hpp>
#include <hooklatch/inbox/sqlite_inbox.hpp>

#include "support/catch.hpp"

#include "shim_vfs.hpp"
#include "support.hpp"

#include <optional>
#include <thread>
#include <utility>

using namespace sqlite_tests;
using kind = claim_result::kind;

namespace {

int run(const sqlite_transaction& on, const char* text) {
  return sqlite3_exec(on.handle(), text, nullptr, nullptr, nullptr);
}

struct stage {
  folder within;
  sqlite_options options = [] {
    sqlite_options made;
    made.timeout = 50ms;
    return made;
  }();
  sqlite_database database = sqlite_database::open(within.file(), options).value();
  sqlite_store store = sqlite_store::open(database).value();
  sqlite_inbox inbox = sqlite_inbox::open(database).value();

  stage() { stranger(within.file()).run("CREATE TABLE payouts(id INTEGER PRIMARY KEY)"); }
  std::string paid() { return stranger(within.file()).ask("SELECT count(*) FROM payouts"); }
};

}  // namespace

TEST_CASE("what a handler writes and the completion commit together") {
  stage on;
  const auto token = on.store.claim(ask(1)).value().token();
  auto work = on.store.begin().value();
  REQUIRE(run(work, "INSERT INTO payouts VALUES(1)") == SQLITE_OK);
  CHECK(on.store.complete_in(work, token, 1h).value() == settlement::done);
  CHECK(on.store.complete_in(work, token, 1h).value() == settlement::already_done);
  CHECK(on.paid() == "0");
  REQUIRE(work.commit());
  CHECK(on.paid() == "1");
  CHECK(on.store.claim(ask(1, 2)).value().what() == kind::duplicate);
  CHECK(work.handle() == nullptr);
  CHECK(work.commit().error() == errc::store_misconfigured);
}

TEST_CASE("a transaction that is not committed leaves nothing") {
  stage on;
  const auto token = on.store.claim(ask(1)).value().token();
  {
    auto work = on.store.begin().value();
    REQUIRE(run(work, "INSERT INTO payouts VALUES(1)") == SQLITE_OK);
    CHECK(on.store.complete_in(work, token, 1h).value() == settlement::done);
    CHECK(on.store.claim_in(work, ask(2)).value().what() == kind::fresh);
    auto moved = std::move(work);
    CHECK(moved.handle() != nullptr);
    CHECK(work.handle() == nullptr);
  }
  CHECK(on.paid() == "0");
  CHECK(on.store.claim(ask(1, 2)).value().what() == kind::in_flight);
  CHECK(on.store.claim(ask(2, 2)).value().what() == kind::fresh);
  CHECK(on.store.complete(token, 1h).value() == settlement::done);
}

TEST_CASE("a stale token settles nothing inside a transaction either") {
  stage on;
  auto request = ask(1);
  request.lease = 0ms;
  const auto stale = on.store.claim(request).value().token();
  const auto token = on.store.claim(ask(1, 2)).value().token();
  {
    auto work = on.store.begin().value();
    REQUIRE(run(work, "INSERT INTO payouts VALUES(1)") == SQLITE_OK);
    CHECK(on.store.complete_in(work, stale, 1h).value() == settlement::lost);
  }
  CHECK(on.paid() == "0");
  CHECK(on.store.complete(token, 1h).value() == settlement::done);
}

TEST_CASE("a claim inside a transaction sees what the transaction did, and commits with it") {
  stage on;
  auto work = on.store.begin().value();
  const auto claimed = on.store.claim_in(work, ask(1)).value();
  CHECK(claimed.what() == kind::fresh);
  CHECK(on.store.claim_in(work, ask(1, 2)).value().what() == kind::in_flight);
  CHECK(on.store.complete_in(work, claimed.token(), 1h).value() == settlement::done);
  CHECK(on.store.claim_in(work, ask(1, 2)).value().what() == kind::duplicate);
  REQUIRE(work.commit());
  CHECK(on.store.claim(ask(1, 3)).value().what() == kind::duplicate);
}

TEST_CASE("a store, an inbox and the application commit together in one database") {
  stage on;
  CHECK(on.inbox.accept(delivery(1)).value() == inbox_receipt::stored);
  const auto entry = on.inbox.take("zuba", 1min).value();
  REQUIRE(entry);
  const auto token = on.store.claim(ask(7)).value().token();
  SECTION("all of it") {
    auto work = on.inbox.begin().value();
    REQUIRE(run(work, "INSERT INTO payouts VALUES(1)") == SQLITE_OK);
    CHECK(on.store.complete_in(work, token, 1h).value() == settlement::done);
    CHECK(on.inbox.finish_in(work, entry->token).value() == settlement::done);
    REQUIRE(work.commit());
    CHECK(on.paid() == "1");
    CHECK(on.inbox.finish(entry->token).value() == settlement::already_done);
    CHECK(on.store.claim(ask(7, 2)).value().what() == kind::duplicate);
  }
  SECTION("or nothing") {
    {
      auto work = on.store.begin().value();
      REQUIRE(run(work, "INSERT INTO payouts VALUES(1)") == SQLITE_OK);
      CHECK(on.inbox.finish_in(work, entry->token).value() == settlement::done);
    }
    CHECK(on.paid() == "0");
    CHECK(on.inbox.counts("zuba").value().running == 1);
    CHECK(on.inbox.finish(entry->token).value() == settlement::done);
  }
}

TEST_CASE("a transaction of another database, or one that is over, is refused") {
  stage on;
  stage other;
  const auto token = on.store.claim(ask(1)).value().token();
  auto work = other.store.begin().value();
  CHECK(on.store.complete_in(work, token, 1h).error() == errc::store_misconfigured);
  CHECK(on.store.claim_in(work, ask(2)).error() == errc::store_misconfigured);
  CHECK(on.inbox.finish_in(work, inbox_token{}).error() == errc::store_misconfigured);
  REQUIRE(work.commit());
  CHECK(other.store.complete_in(work, token, 1h).error() == errc::store_misconfigured);
}

TEST_CASE("a transaction that the application ended behind our back is never told as committed") {
  stage on;
  const auto token = on.store.claim(ask(1)).value().token();
  auto work = on.store.begin().value();
  CHECK(on.store.complete_in(work, token, 1h).value() == settlement::done);
  REQUIRE(run(work, "ROLLBACK") == SQLITE_OK);
  CHECK(on.store.complete_in(work, token, 1h).error() == errc::store_misconfigured);
  CHECK(work.commit().error() == errc::store_ambiguous);
  CHECK(on.store.claim(ask(1, 2)).value().what() == kind::in_flight);
  CHECK(on.store.complete(token, 1h).value() == settlement::done);
}

TEST_CASE("what the application set on the handle does not weaken what follows") {
  stage on;
  shim_vfs shim("hooklatch-levels");
  auto options = on.options;
  options.vfs = "hooklatch-levels";
  auto store = sqlite_store::open(on.within.file("other.db"), options).value();
  REQUIRE(store.complete(store.claim(ask(0)).value().token(), 1h).value() == settlement::done);
  const auto token = store.claim(ask(1)).value().token();
  {
    auto work = store.begin().value();
    REQUIRE(run(work, "ROLLBACK; PRAGMA synchronous=OFF; BEGIN IMMEDIATE") == SQLITE_OK);
  }
  const auto before = shim.syncs();
  CHECK(store.complete(token, 1h).value() == settlement::done);
  CHECK(shim.syncs() == before + 1);
}

TEST_CASE("a transaction can end in another thread, and keeps its database open") {
  folder within;
  std::optional<sqlite_transaction> work;
  {
    auto store = sqlite_store::open(within.file()).value();
    const auto token = store.claim(ask(1)).value().token();
    work.emplace(store.begin().value());
    CHECK(store.complete_in(*work, token, 1h).value() == settlement::done);
  }
  std::thread([&] {
    const bool committed = work->commit().has_value();
    work.reset();
    CHECK(committed);
  }).join();
  auto store = sqlite_store::open(within.file()).value();
  CHECK(store.claim(ask(1, 2)).value().what() == kind::duplicate);
}

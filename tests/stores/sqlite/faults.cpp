// SPDX-License-Identifier: MIT
// Every call of SQLite to the machine fails once, or from then on.
#include <hooklatch/dedup/sqlite_store.hpp>
#include <hooklatch/inbox/sqlite_inbox.hpp>

#include "support/catch.hpp"

#include "shim_vfs.hpp"
#include "support.hpp"

#include <optional>
#include <string>

using namespace sqlite_tests;
using kind = claim_result::kind;

namespace {

struct fault {
  const char* name;
  int code;
  bool lasts;
  bool writes_only;
};
constexpr fault faults[] = {
    {"an I/O error", SQLITE_IOERR, false, false},
    {"an I/O error that lasts", SQLITE_IOERR, true, false},
    {"a disk that is full for a moment", SQLITE_FULL, false, true},
    {"a disk that is full", SQLITE_FULL, true, true},
    {"a disk that was made read-only", SQLITE_READONLY, true, true},
};

bool of_a_store(errc code) {
  switch (code) {
    case errc::store_ambiguous:
    case errc::store_corrupt:
    case errc::store_full:
    case errc::store_read_only:
    case errc::store_timeout:
    case errc::store_unavailable:
      return true;
    default:
      return false;
  }
}

/// Fails the n-th call, counted from `arm`.
class saboteur {
 public:
  saboteur(shim_vfs& shim, const fault& what) : what_(what) {
    shim.on_call([this](io call) {
      const bool counts = !what_.writes_only || call == io::write || call == io::truncate;
      if (at_ == 0 || !counts) return SQLITE_OK;
      ++seen_;
      const bool now = what_.lasts ? seen_ >= at_ : seen_ == at_;
      fired_ = fired_ || now;
      return now ? what_.code : SQLITE_OK;
    });
  }
  void arm(std::size_t at) {
    seen_ = 0;
    at_ = at;
    fired_ = false;
  }
  void heal() { at_ = 0; }
  [[nodiscard]] bool fired() const { return fired_; }

 private:
  fault what_;
  std::size_t at_ = 0;
  std::size_t seen_ = 0;
  bool fired_ = false;
};

/// Runs `trial(saboteur, n, path, options)` for n = 1, 2, ... until it needs fewer than n calls; returns how many it
/// needs.
template <class Trial>
std::size_t at_every_call(Trial trial) {
  std::size_t most = 0;
  for (const auto& what : faults) {
    for (std::size_t n = 1;; ++n) {
      INFO(what.name << " at call " << n);
      REQUIRE(n < 2000);
      shim_vfs shim("hooklatch-faults");
      shim.sync_is_pretended = true;
      const folder within;
      sqlite_options options;
      options.vfs = "hooklatch-faults";
      options.timeout = 5ms;
      options.readers = 1;
      saboteur at(shim, what);
      trial(at, n, within.file(), options);
      most = std::max(most, n);
      if (!at.fired()) break;
    }
  }
  return most;
}

}  // namespace

TEST_CASE("a delivery in which any call fails is never told fresh or done when it is not, and works afterwards") {
  const auto calls = at_every_call([](saboteur& at, std::size_t n, const std::string& path, sqlite_options options) {
    {
      auto store = sqlite_store::open(path, options).value();
      at.arm(n);
      const auto claimed = store.claim(ask(1));
      std::optional<result<settlement>> settled;
      if (claimed) {
        REQUIRE(claimed->what() == kind::fresh);
        settled = store.complete(claimed->token(), 1h);
        if (*settled) REQUIRE(**settled == settlement::done);
      }
      const bool done = settled && *settled;
      if (at.fired() && !done) {
        REQUIRE(of_a_store(claimed ? settled->error().code() : claimed.error().code()));
      }
      at.heal();
      const auto other = store.claim(ask(1, 2)).value();
      if (done) {
        REQUIRE(other.what() == kind::duplicate);
      } else if (claimed) {
        REQUIRE(other.what() == kind::in_flight);
        REQUIRE(store.complete(claimed->token(), 1h).value() == settlement::done);
      } else {
        REQUIRE((other.what() == kind::fresh || other.what() == kind::in_flight));
        const auto again = store.claim(ask(1, other.what() == kind::fresh ? 2 : 1)).value();
        REQUIRE(again.what() == kind::fresh);
        REQUIRE(store.complete(again.token(), 1h).value() == settlement::done);
      }
    }
    auto store = sqlite_store::open(path, options).value();
    REQUIRE(store.claim(ask(1, 3)).value().what() == kind::duplicate);
    auto work = store.begin().value();
    REQUIRE(stranger::ask_on(work.handle(), "PRAGMA integrity_check") == "ok");
  });
  CHECK(calls > 10);
}

TEST_CASE("a duplicate whose look-up fails is never told fresh") {
  const auto calls = at_every_call([](saboteur& at, std::size_t n, const std::string& path, sqlite_options options) {
    {
      auto store = sqlite_store::open(path, options).value();
      REQUIRE(store.complete(store.claim(ask(1)).value().token(), 1h).value() == settlement::done);
    }
    auto store = sqlite_store::open(path, options).value();  // with nothing in its caches
    at.arm(n);
    const auto claimed = store.claim(ask(1, 2));
    if (claimed) {
      REQUIRE(claimed->what() == kind::duplicate);
    } else {
      REQUIRE(of_a_store(claimed.error().code()));
    }
    at.heal();
    REQUIRE(store.claim(ask(1, 3)).value().what() == kind::duplicate);
  });
  CHECK(calls > 3);
}

TEST_CASE("a transaction in which any call fails commits everything or nothing") {
  const auto calls = at_every_call([](saboteur& at, std::size_t n, const std::string& path, sqlite_options options) {
    auto store = sqlite_store::open(path, options).value();
    {
      auto work = store.begin().value();
      REQUIRE(stranger::ask_on(work.handle(), "CREATE TABLE payouts(id, text)") == "");
      REQUIRE(work.commit());
    }
    const auto token = store.claim(ask(1)).value().token();
    at.arm(n);
    bool committed = false;
    if (auto work = store.begin()) {
      const bool paid = stranger::ask_on(work->handle(), "INSERT INTO payouts VALUES(1, hex(randomblob(9000)))") == "";
      const auto settled = store.complete_in(*work, token, 1h);
      if (paid && settled && *settled == settlement::done) committed = work->commit().has_value();
    }
    at.heal();
    auto work = store.begin().value();
    const auto paid = stranger::ask_on(work.handle(), "SELECT count(*) FROM payouts");
    REQUIRE(work.commit());
    REQUIRE(paid == (committed ? "1" : "0"));
    REQUIRE(store.claim(ask(1, 2)).value().what() == (committed ? kind::duplicate : kind::in_flight));
  });
  CHECK(calls > 20);
}

TEST_CASE("an inbox in which any call fails loses nothing that it told") {
  const auto calls = at_every_call([](saboteur& at, std::size_t n, const std::string& path, sqlite_options options) {
    auto inbox = sqlite_inbox::open(path, options).value();
    at.arm(n);
    const auto receipt = inbox.accept(delivery(1, "body"));
    const auto entry = inbox.take("zuba", 60s);
    std::optional<result<settlement>> settled;
    if (entry && *entry) settled = inbox.finish((*entry)->token);
    at.heal();
    const auto counted = inbox.counts("zuba").value();
    if (receipt) {
      REQUIRE(*receipt == inbox_receipt::stored);
      REQUIRE(counted.pending + counted.running + counted.processed == 1);
    } else {
      REQUIRE(of_a_store(receipt.error().code()));
    }
    if (entry && *entry) {
      REQUIRE((*entry)->body == "body");
      REQUIRE(counted.pending == 0);
      REQUIRE(counted.processed == (*settled ? 1 : 0));
      REQUIRE(inbox.finish((*entry)->token).value() == (*settled ? settlement::already_done : settlement::done));
    }
    REQUIRE(
        inbox.accept(delivery(1, "body")).value() ==
        (counted.pending + counted.running + counted.processed == 1 ? inbox_receipt::known : inbox_receipt::stored));
  });
  CHECK(calls > 20);
}

TEST_CASE("opening in which any call fails is refused or right, and can be repeated") {
  const auto calls = at_every_call([](saboteur& at, std::size_t n, const std::string& path, sqlite_options options) {
    at.arm(n);
    {
      auto store = sqlite_store::open(path, options);
      if (!store) REQUIRE((of_a_store(store.error().code()) || store.error() == errc::store_misconfigured));
    }
    at.heal();
    auto store = sqlite_store::open(path, options).value();
    REQUIRE(store.complete(store.claim(ask(1)).value().token(), 1h).value() == settlement::done);
  });
  CHECK(calls > 20);
}

TEST_CASE("a full disk is store_full, and the store works again when there is space") {
  shim_vfs shim("hooklatch-full");
  const folder within;
  sqlite_options options;
  options.vfs = "hooklatch-full";
  auto store = sqlite_store::open(within.file(), options).value();
  auto inbox_database = sqlite_database::open(within.file("inbox.db"), options).value();
  auto inbox = sqlite_inbox::open(inbox_database).value();
  REQUIRE(store.complete(store.claim(ask(1)).value().token(), 1h).value() == settlement::done);
  const auto token = store.claim(ask(2)).value().token();
  shim.on_call([](io call) { return call == io::write ? SQLITE_FULL : SQLITE_OK; });
  CHECK(store.claim(ask(3)).error() == errc::store_full);
  CHECK(store.complete(token, 1h).error() == errc::store_full);
  CHECK(store.claim(ask(1, 2)).value().what() == kind::duplicate);
  CHECK(inbox.accept(delivery(1)).error() == errc::store_full);
  shim.on_call([](io call) { return call == io::sync ? SQLITE_IOERR_FSYNC : SQLITE_OK; });
  CHECK(store.complete(token, 1h).error() == errc::store_ambiguous);
  CHECK(store.claim(ask(2, 2)).value().what() == kind::in_flight);
  shim.on_call({});
  CHECK(store.complete(token, 1h).value() == settlement::done);
  CHECK(store.claim(ask(3)).value().what() == kind::fresh);
  CHECK(inbox.accept(delivery(1)).value() == inbox_receipt::stored);
}

TEST_CASE("a clock that throws is an unavailable store, and harms nothing") {
  const folder within;
  bool throws = false;
  sqlite_options options;
  options.clock = [&]() -> time_point {
    if (throws) throw std::runtime_error("no time");
    return time_point(1774276200s);
  };
  auto store = sqlite_store::open(within.file(), options).value();
  const auto token = store.claim(ask(1)).value().token();
  throws = true;
  CHECK(store.claim(ask(2)).error() == errc::store_unavailable);
  CHECK(store.complete(token, 1h).error() == errc::store_unavailable);
  throws = false;
  CHECK(store.complete(token, 1h).value() == settlement::done);
}

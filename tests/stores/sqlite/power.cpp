// SPDX-License-Identifier: MIT
// The power goes at a random write: what was synchronised is there, of the rest any part. HOOKLATCH_POWER_CUTS sets how
// often.
#include <hooklatch/dedup/sqlite_store.hpp>
#include <hooklatch/inbox/sqlite_inbox.hpp>

#include "support/catch.hpp"

#include "shim_vfs.hpp"
#include "support.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <string>

using namespace sqlite_tests;
using kind = claim_result::kind;
using testing::manual_clock;
namespace sqlite = detail::sqlite;

namespace {

struct tally {
  std::size_t cuts = 0;
  std::size_t completed = 0;  // what the store said, before the cut
  std::size_t accepted = 0;
  std::size_t ended = 0;
  std::size_t completed_forgotten = 0;  // and what it knew after it
  std::size_t accepted_forgotten = 0;
  std::size_t ended_forgotten = 0;
  std::size_t attempts_forgotten = 0;
  std::size_t fences_back = 0;
  std::size_t damaged = 0;
  std::size_t claims_forgotten = 0;  // harmless
};

// What the store and the inbox have promised until the power went.
struct promises {
  std::set<std::uint32_t> completed;
  std::map<std::uint32_t, std::uint64_t> fences;
  std::set<std::uint32_t> accepted;
  std::set<std::uint32_t> ended;
  std::map<std::uint32_t, std::uint32_t> attempts;
};

template <sqlite_use Use>
class bench {
 public:
  bench(std::uint64_t seed, sqlite::sync_level level) : random_(seed), level_(level) {}

  void cut(tally& to) {
    folder before;
    folder after;
    shim_vfs shim("hooklatch-power");
    shim.sync_is_pretended = true;
    shim.record();
    promises made;
    {
      auto options = with_clock(clock_);
      options.vfs = "hooklatch-power";
      options.readers = 1;
      const auto database = basic_sqlite_database<Use>::open(before.file(), options).value();
      auto store = basic_sqlite_store<Use>::open(database).value();
      auto inbox = basic_sqlite_inbox<Use>::open(database).value();
      {  // so that a short run has checkpoints, and a log that starts anew
        auto work = store.begin().value();
        sqlite3_wal_autocheckpoint(work.handle(), static_cast<int>(4 + random_() % 30));
      }
      shim.cut_at(shim.recorded() + 1 + random_() % 500);
      for (std::uint32_t n = 1; n < 2000 && deliver(n, database, store, made) && work_off(n, inbox, made); ++n) {
      }
    }
    for (const auto& [path, bytes] : shim.after_the_cut(random_)) {
      const auto name = std::filesystem::path(path).filename().string();
      std::ofstream(after.file(name), std::ios::binary) << bytes;
    }
    ++to.cuts;
    to.completed += made.completed.size();
    to.accepted += made.accepted.size();
    to.ended += made.ended.size();
    look_at(after, made, to);
  }

 private:
  bool deliver(std::uint32_t n, const basic_sqlite_database<Use>& database, basic_sqlite_store<Use>& store,
               promises& made) {
    clock_.advance(std::chrono::microseconds(random_() % 100000));
    const auto claimed = store.claim(ask(n));
    if (!claimed) return false;
    made.fences[n] = claimed->token().fence;
    const auto fate = random_() % 10;
    if (fate == 0) return true;
    if (fate == 1) return store.release(claimed->token(), "").has_value();
    const bool done = level_ == sqlite::sync_level::full ? store.complete(claimed->token(), 24h).has_value()
                                                         : complete_without_flush(database, claimed->token());
    if (done) made.completed.insert(n);
    return done;
  }
  // What `complete` would be with the level of a claim: for the test of the test.
  bool complete_without_flush(const basic_sqlite_database<Use>& database, const claim_token& token) {
    auto& held = *sqlite::access::of(database);
    auto work = held.write(level_, held.due());
    if (!work) return false;
    sqlite::query update(work->on(), sqlite::update_complete);
    update.bind(1, sqlite::view(token.key)).bind(2, sqlite::fence_of(token.fence)).bind(3, held.now());
    if (update.bind(4, sqlite::later(held.now(), 24h)).run() != SQLITE_OK) return false;
    return work->commit().has_value();
  }
  bool work_off(std::uint32_t n, basic_sqlite_inbox<Use>& inbox, promises& made) {
    if (level_ != sqlite::sync_level::full) return true;  // its flushes would hide what is missing
    if (random_() % 2 == 0) return true;
    if (!inbox.accept(delivery(n, std::to_string(n) + std::string(random_() % 6000, ' '), n % 3 == 0 ? "k" : ""))) {
      return false;
    }
    made.accepted.insert(n);
    if (random_() % 3 == 0) return true;
    const auto entry = inbox.take("zuba", 60s);
    if (!entry) return false;
    if (!*entry) return true;
    const auto number = static_cast<std::uint32_t>(std::stoul((*entry)->body));
    made.attempts[number] = (*entry)->attempt;
    const auto fate = random_() % 4;
    if (fate == 0) return inbox.fail((*entry)->token, "again", 0ms).has_value();
    const auto settled = fate == 1 ? inbox.bury((*entry)->token, "no") : inbox.finish((*entry)->token);
    if (settled) made.ended.insert(number);
    return settled.has_value();
  }

  void look_at(const folder& after, const promises& made, tally& to) {
    clock_.advance(1ms);
    shim_vfs quick("hooklatch-power-after");
    quick.sync_is_pretended = true;
    auto options = with_clock(clock_);
    options.vfs = "hooklatch-power-after";
    options.readers = 1;
    const auto database = basic_sqlite_database<Use>::open(after.file(), options);
    if (!database) {
      ++to.damaged;
      return;
    }
    auto store = basic_sqlite_store<Use>::open(*database);
    auto inbox = basic_sqlite_inbox<Use>::open(*database);
    {
      auto work = store->begin();
      if (!work || stranger::ask_on(work->handle(), "PRAGMA integrity_check") != "ok") ++to.damaged;
    }
    for (const auto& [n, fence] : made.fences) {
      const auto claimed = store->claim(ask(n, 2));
      if (!claimed) {
        ++to.damaged;
        continue;
      }
      const bool completed = made.completed.count(n) != 0;
      if (completed && claimed->what() != kind::duplicate) ++to.completed_forgotten;
      if (claimed->what() == kind::fresh && claimed->token().fence <= fence) ++to.fences_back;
      if (claimed->what() == kind::fresh && claimed->attempt() == 1) ++to.claims_forgotten;
    }
    std::map<std::uint32_t, std::uint32_t> taken;
    clock_.advance(1h);
    while (true) {
      auto entry = inbox->take("zuba", 60s);
      if (!entry) ++to.damaged;
      if (!entry || !*entry) break;
      taken[static_cast<std::uint32_t>(std::stoul((*entry)->body))] = (*entry)->attempt;
      if (!inbox->finish((*entry)->token)) ++to.damaged;
    }
    for (const auto n : made.accepted) {
      const auto receipt = inbox->accept(delivery(n));
      if (!receipt || *receipt != inbox_receipt::known) ++to.accepted_forgotten;
    }
    for (const auto n : made.ended) to.ended_forgotten += taken.count(n);
    for (const auto& [n, attempt] : made.attempts) {
      const auto found = taken.find(n);
      if (found != taken.end() && found->second <= attempt) ++to.attempts_forgotten;
    }
  }

  std::mt19937_64 random_;
  sqlite::sync_level level_;
  manual_clock clock_{1774276200};
};

template <sqlite_use Use>
tally cut_often(std::size_t cuts, std::uint64_t seed, sqlite::sync_level level = sqlite::sync_level::full) {
  tally counted;
  bench<Use> on(seed, level);
  while (counted.cuts < cuts) on.cut(counted);
  std::printf(
      "%zu cuts: %zu completions told, %zu forgotten; %zu entries accepted, %zu forgotten; %zu ended, %zu"
      " forgotten; %zu attempts forgotten; %zu claims forgotten (harmless); %zu fences back; %zu damaged\n",
      counted.cuts, counted.completed, counted.completed_forgotten, counted.accepted, counted.accepted_forgotten,
      counted.ended, counted.ended_forgotten, counted.attempts_forgotten, counted.claims_forgotten, counted.fences_back,
      counted.damaged);
  return counted;
}

std::size_t wanted_cuts() {
  const char* text = std::getenv("HOOKLATCH_POWER_CUTS");
  const auto wanted = text == nullptr ? 0 : std::strtoul(text, nullptr, 10);
  return wanted > 0 ? wanted : 200;
}

void check(const tally& counted) {
  CHECK(counted.completed > counted.cuts);
  CHECK(counted.accepted > counted.cuts / 2);
  CHECK(counted.ended > counted.cuts / 8);
  CHECK(counted.completed_forgotten == 0);
  CHECK(counted.accepted_forgotten == 0);
  CHECK(counted.ended_forgotten == 0);
  CHECK(counted.attempts_forgotten == 0);
  CHECK(counted.fences_back == 0);
  CHECK(counted.damaged == 0);
}

}  // namespace

TEST_CASE("after a loss of power nothing that was told is forgotten, with a write-ahead log") {
  check(cut_often<sqlite_use::one_process>(wanted_cuts(), 20260401));
}

TEST_CASE("after a loss of power nothing that was told is forgotten, with a rollback journal") {
  check(cut_often<sqlite_use::several_processes>(wanted_cuts() / 4, 20260402));
}

TEST_CASE("a completion that is not flushed is forgotten by a loss of power: the test would see it") {
  const auto counted = cut_often<sqlite_use::one_process>(40, 20260403, sqlite::sync_level::normal);
  CHECK(counted.completed_forgotten > 10);
  CHECK(counted.fences_back == 0);
  CHECK(counted.damaged == 0);
}

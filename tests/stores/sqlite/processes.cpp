// SPDX-License-Identifier: MIT
// Forked children, and workers that are killed at any moment.
#include <hooklatch/dedup/sqlite_store.hpp>
#include <hooklatch/inbox/sqlite_inbox.hpp>

#include "support/catch.hpp"

#include "shim_vfs.hpp"
#include "support.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <new>
#include <random>
#include <string>
#include <vector>

using namespace sqlite_tests;
using kind = claim_result::kind;

namespace {

constexpr std::uint32_t keys = 3000;

/// What the workers saw, in memory that outlives them.
struct ledger {
  std::array<std::atomic<std::uint64_t>, keys> fences{};  // the largest that was given
  std::array<std::atomic<int>, keys> done{};              // how often a completion was told
  std::array<std::atomic<int>, keys> accepted{};
  std::array<std::atomic<int>, keys> finished{};
  std::atomic<int> fences_back{0};
  std::atomic<int> wrong{0};  // fresh although a completion was told, or an error
  std::atomic<int> deliveries{0};
  std::atomic<std::uint32_t> next_nonce{1};
};

class shared_ledger {
 public:
  shared_ledger()
      : at_(::mmap(nullptr, sizeof(ledger), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)),
        held_(at_ == MAP_FAILED ? nullptr : new (at_) ledger) {
    if (held_ == nullptr) throw std::runtime_error("no shared memory");
  }
  shared_ledger(const shared_ledger&) = delete;
  shared_ledger& operator=(const shared_ledger&) = delete;
  ~shared_ledger() { ::munmap(at_, sizeof(ledger)); }
  ledger* operator->() const { return held_; }
  ledger& operator*() const { return *held_; }

 private:
  void* at_;
  ledger* held_;
};

claim_request asked(std::uint32_t key, ledger& seen) {
  auto request = ask(key, seen.next_nonce++);
  request.lease = 40ms;
  return request;
}

void note_fence(ledger& seen, std::uint32_t key, std::uint64_t fence, bool alone) {
  auto before = seen.fences[key].load();
  while (before < fence && !seen.fences[key].compare_exchange_weak(before, fence)) {
  }
  // Several processes may note theirs in another order than they got them.
  if (before >= fence && alone) ++seen.fences_back;
}

// Delivers events until it is killed. `effect` writes what a handler would, where there is one.
template <class Store>
int deliver(Store& store, ledger& seen, unsigned seed, bool alone, bool with_effect) {
  std::mt19937 random(seed);
  while (true) {
    const auto key = static_cast<std::uint32_t>(random() % keys);
    const int told = seen.done[key];
    const auto claimed = store.claim(asked(key, seen));
    ++seen.deliveries;
    if (!claimed) {
      if (claimed.error() != errc::store_timeout) ++seen.wrong;
      continue;
    }
    if (claimed->what() != kind::fresh) continue;
    if (told > 0) ++seen.wrong;
    note_fence(seen, key, claimed->token().fence, alone);
    result<settlement> settled = settlement::lost;
    if (random() % 20 == 0) {
      settled = store.release(claimed->token(), "again");
      if (!settled) ++seen.wrong;
      continue;
    }
    if (with_effect) {
      auto work = store.begin();
      if (!work) continue;
      const auto text = "INSERT INTO effects VALUES(" + std::to_string(key) + ")";
      if (stranger::ask_on(work->handle(), text) != "") ++seen.wrong;
      settled = store.complete_in(*work, claimed->token(), 24h);
      if (settled && *settled == settlement::done && !work->commit()) continue;
    } else {
      settled = store.complete(claimed->token(), 24h);
    }
    if (settled && *settled == settlement::done) ++seen.done[key];
  }
}

int work_off(sqlite_inbox& inbox, ledger& seen, unsigned seed) {
  std::mt19937 random(seed);
  while (true) {
    const auto key = static_cast<std::uint32_t>(random() % keys);
    if (const auto receipt = inbox.accept(delivery(key, std::to_string(key))); receipt) {
      const int told = seen.accepted[key].exchange(1);
      if (told == 1 && *receipt != inbox_receipt::known) ++seen.wrong;
    } else {
      ++seen.wrong;
    }
    const auto entry = inbox.take("zuba", 40ms);
    if (!entry) ++seen.wrong;
    if (!entry || !*entry) continue;
    const auto number = static_cast<std::uint32_t>(std::stoul((*entry)->body));
    ++seen.deliveries;
    if (seen.finished[number] > 0) ++seen.wrong;
    note_fence(seen, number, (*entry)->token.fence, true);
    auto work = inbox.begin();
    if (!work) continue;
    if (stranger::ask_on(work->handle(), "INSERT INTO effects VALUES(" + (*entry)->body + ")") != "") ++seen.wrong;
    const auto settled = inbox.finish_in(*work, (*entry)->token);
    if (settled && *settled == settlement::done && work->commit()) ++seen.finished[number];
  }
}

// Starts `count` workers again and again, and kills them in the midst of their work, `kills` times; tells how many were
// killed.
template <class Work>
int kill_often(std::size_t count, int kills, unsigned seed, const ledger& seen, Work work) {
  std::mt19937 random(seed);
  int killed = 0;
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (killed < kills && std::chrono::steady_clock::now() < end) {
    std::vector<pid_t> workers;
    const int before = seen.deliveries;
    for (std::size_t i = 0; i < count; ++i) {
      const auto each = static_cast<unsigned>(random());
      workers.push_back(in_child([&] { return work(each); }));
    }
    // Some while they still open the file, most after a number of deliveries and a moment, however slow the machine is.
    const int deliveries = random() % 8 == 0 ? 0 : static_cast<int>(5 + random() % 100);
    for (int i = 0; i < 400 && seen.deliveries < before + deliveries; ++i) ::usleep(1000);
    ::usleep(static_cast<useconds_t>(random() % 3000));
    for (const auto each : workers) ::kill(each, SIGKILL);
    for (const auto each : workers) killed += wait_for(each) == -1 ? 1 : 0;
  }
  return killed;
}

int told_done(const ledger& seen) {
  int sum = 0;
  for (const auto& each : seen.done) sum += each;
  return sum;
}

// A kill loses nothing that was written, flushed or not, so nothing is flushed here: a child gets further before it
// dies.
struct unflushed {
  shim_vfs shim{"hooklatch-unflushed"};
  sqlite_options options;
  unflushed() {
    shim.sync_is_pretended = true;
    options.vfs = "hooklatch-unflushed";
    options.timeout = 20s;
  }
};

template <class Store>
void check_store(const std::string& path, ledger& seen, int killed) {
  int twice = 0;
  int forgotten = 0;
  auto store = Store::open(path).value();
  for (std::uint32_t key = 0; key < keys; ++key) {
    if (seen.done[key] > 1) ++twice;
    if (seen.done[key] > 0 && store.claim(asked(key, seen)).value().what() != kind::duplicate) ++forgotten;
  }
  std::printf("%d workers killed, %d deliveries, %d completions told: %d forgotten, %d twice, %d fences back\n", killed,
              seen.deliveries.load(), told_done(seen), forgotten, twice, seen.fences_back.load());
  CHECK(killed > 5);
  CHECK(told_done(seen) > 20);
  CHECK(forgotten == 0);
  CHECK(twice == 0);
  CHECK(seen.fences_back == 0);
  CHECK(seen.wrong == 0);
  auto work = store.begin().value();
  CHECK(stranger::ask_on(work.handle(), "PRAGMA integrity_check") == "ok");
}

}  // namespace

TEST_CASE("a store that was opened before a fork refuses in the child, and the parent is none the worse") {
  const folder within;
  const folder beside;
  auto store = std::make_unique<sqlite_store>(sqlite_store::open(within.file()).value());
  auto shared = std::make_unique<shared_sqlite_store>(shared_sqlite_store::open(beside.file()).value());
  const auto token = store->claim(ask(1)).value().token();
  auto inbox_database = sqlite_database::open(beside.file("inbox.db")).value();
  auto inbox = sqlite_inbox::open(inbox_database).value();
  auto work = std::make_unique<sqlite_transaction>(store->begin().value());
  REQUIRE(store->complete_in(*work, token, 1h).value() == settlement::done);

  const auto child = in_child([&] {
    if (store->claim(ask(1, 2)).error() != errc::store_forked) return 1;
    if (store->complete(token, 1h).error() != errc::store_forked) return 2;
    if (store->release(token).error() != errc::store_forked) return 3;
    if (store->extend(token, 1s).error() != errc::store_forked) return 4;
    if (store->forget(token.key).error() != errc::store_forked) return 5;
    if (store->purge(1).error() != errc::store_forked) return 6;
    if (store->begin().error() != errc::store_forked) return 7;
    if (store->complete_in(*work, token, 1h).error() != errc::store_forked) return 8;
    if (work->commit().error() != errc::store_forked) return 9;
    if (inbox.accept(delivery(1)).error() != errc::store_forked) return 10;
    if (inbox.take("zuba", 1s).error() != errc::store_forked) return 11;
    if (inbox.counts("zuba").error() != errc::store_forked) return 12;
    if (shared->claim(ask(1)).error() != errc::store_forked) return 13;
    if (sqlite_inbox::open(inbox_database).error() != errc::store_forked) return 14;
    // SQLite would believe that it has the parent's locks.
    if (shared_sqlite_store::open(beside.file()).error() != errc::store_forked) return 15;
    work.reset();
    store.reset();
    shared.reset();
    if (sqlite_store::open(within.file()).error() != errc::store_forked) return 16;
    if (!sqlite_store::open(within.file("another.db"))) return 17;
    return 0;
  });
  CHECK(wait_for(child) == 0);

  REQUIRE(work->commit());
  CHECK(store->claim(ask(1, 3)).value().what() == kind::duplicate);
  CHECK(shared->complete(shared->claim(ask(1)).value().token(), 1h).value() == settlement::done);
  CHECK(sqlite_store::open(within.file(),
                           [] {
                             sqlite_options impatient;
                             impatient.timeout = 20ms;
                             return impatient;
                           }())
            .error() == errc::store_misconfigured);  // the child's end did not take the lock away
  store.reset();
  work.reset();
  store = std::make_unique<sqlite_store>(sqlite_store::open(within.file()).value());
  CHECK(store->claim(ask(1, 4)).value().what() == kind::duplicate);
  CHECK(stranger(within.file()).ask("PRAGMA integrity_check") == "ok");
}

TEST_CASE("a child that drops what its parent has open does not roll back the parent's transaction") {
  const folder within;
  auto store = std::make_unique<shared_sqlite_store>(shared_sqlite_store::open(within.file()).value());
  const auto token = store->claim(ask(1)).value().token();
  auto work = std::make_unique<sqlite_transaction>(store->begin().value());
  // More than the cache holds, so that a part is in the file already, with what was there before in the journal.
  REQUIRE(stranger::ask_on(work->handle(), "PRAGMA cache_size = 5") == "");
  REQUIRE(stranger::ask_on(work->handle(), "CREATE TABLE payouts(id INTEGER PRIMARY KEY, text)") == "");
  REQUIRE(stranger::ask_on(work->handle(),
                           "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)"
                           " INSERT INTO payouts SELECT i, hex(randomblob(2000)) FROM n") == "");
  REQUIRE(store->complete_in(*work, token, 1h).value() == settlement::done);
  const auto child = in_child([&] {
    work.reset();
    store.reset();
    return 0;
  });
  REQUIRE(wait_for(child) == 0);
  CHECK(work->commit());
  work.reset();
  store.reset();
  auto again = shared_sqlite_store::open(within.file()).value();
  CHECK(again.claim(ask(1, 2)).value().what() == kind::duplicate);
  stranger look(within.file());
  CHECK(look.ask("PRAGMA integrity_check") == "ok");
  CHECK(look.ask("SELECT count(*) FROM payouts WHERE length(text) = 4000") == "300");
}

TEST_CASE("a child that was forked before anything was opened can open everything") {
  const folder within;
  { REQUIRE(sqlite_store::open(within.file())); }
  const auto child = in_child([&] {
    auto store = sqlite_store::open(within.file());
    return store && store->claim(ask(1)) ? 0 : 1;
  });
  CHECK(wait_for(child) == 0);
  auto store = sqlite_store::open(within.file()).value();
  CHECK(store.claim(ask(1, 2)).value().what() == kind::in_flight);
}

TEST_CASE(
    "workers of one process after the other that are killed at any moment complete nothing twice and forget nothing") {
  const folder within;
  const shared_ledger seen;
  const unflushed quick;
  const auto killed = kill_often(1, 30, 1, *seen, [&](unsigned seed) {
    auto store = sqlite_store::open(within.file(), quick.options).value();
    return deliver(store, *seen, seed, true, false);
  });
  check_store<sqlite_store>(within.file(), *seen, killed);
}

TEST_CASE("workers of several processes that are killed at any moment complete nothing twice and forget nothing") {
  const folder within;
  const shared_ledger seen;
  const unflushed quick;
  { REQUIRE(shared_sqlite_store::open(within.file())); }
  const auto killed = kill_often(3, 36, 2, *seen, [&](unsigned seed) {
    auto store = shared_sqlite_store::open(within.file(), quick.options).value();
    return deliver(store, *seen, seed, false, false);
  });
  check_store<shared_sqlite_store>(within.file(), *seen, killed);
}

TEST_CASE("what handlers write in the completion's transaction is there exactly once, however workers are killed") {
  const folder within;
  const shared_ledger seen;
  const unflushed quick;
  stranger(within.file()).run("CREATE TABLE effects(of INTEGER)");
  const auto killed = kill_often(1, 20, 3, *seen, [&](unsigned seed) {
    auto store = sqlite_store::open(within.file(), quick.options).value();
    return deliver(store, *seen, seed, true, true);
  });
  check_store<sqlite_store>(within.file(), *seen, killed);
  stranger look(within.file());
  CHECK(look.ask("SELECT count(*) FROM (SELECT of FROM effects GROUP BY of HAVING count(*) <> 1)") == "0");
  CHECK(look.ask("SELECT count(*) FROM effects") == look.ask("SELECT count(*) FROM hooklatch_dedup WHERE state = 2"));
}

TEST_CASE("an inbox whose workers are killed at any moment loses no entry and works none off twice") {
  const folder within;
  const shared_ledger seen;
  const unflushed quick;
  stranger(within.file()).run("CREATE TABLE effects(of INTEGER)");
  const auto killed = kill_often(1, 20, 4, *seen, [&](unsigned seed) {
    auto inbox = sqlite_inbox::open(within.file(), quick.options).value();
    return work_off(inbox, *seen, seed);
  });
  auto inbox = sqlite_inbox::open(within.file(), quick.options).value();
  int forgotten = 0;
  for (std::uint32_t key = 0; key < keys; ++key) {
    if (seen->accepted[key] == 1 && inbox.accept(delivery(key)).value() != inbox_receipt::known) ++forgotten;
  }
  std::this_thread::sleep_for(60ms);
  while (const auto entry = inbox.take("zuba", 60s).value()) {
    auto work = inbox.begin().value();
    REQUIRE(stranger::ask_on(work.handle(), "INSERT INTO effects VALUES(" + entry->body + ")") == "");
    REQUIRE(inbox.finish_in(work, entry->token).value() == settlement::done);
    REQUIRE(work.commit());
  }
  const auto counted = inbox.counts("zuba").value();
  std::printf("%d workers killed, %d entries taken, %zu worked off, %d forgotten\n", killed, seen->deliveries.load(),
              static_cast<std::size_t>(counted.processed), forgotten);
  CHECK(killed > 5);
  CHECK(forgotten == 0);
  CHECK(seen->wrong == 0);
  CHECK(seen->fences_back == 0);
  CHECK(counted.processed > 20);
  CHECK(counted.pending + counted.running + counted.dead == 0);
  stranger look(within.file());
  CHECK(look.ask("SELECT count(*) FROM (SELECT of FROM effects GROUP BY of HAVING count(*) <> 1)") == "0");
  CHECK(look.ask("SELECT count(*) FROM effects") == std::to_string(counted.processed));
}

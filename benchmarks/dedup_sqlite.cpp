// SPDX-License-Identifier: MIT
// What a store and an inbox in SQLite cost beside the least that SQLite can do: bare commits of one row, in another
// file of the same disk, turn by turn with ours, so that a slow moment meets all of them. Wall time, because a disk is
// waited for.
//
//     bench_dedup_sqlite [folder on the disk to measure] [rounds, 1000]
#include <hooklatch/dedup/sqlite_store.hpp>
#include <hooklatch/inbox/sqlite_inbox.hpp>

#include <sqlite3.h>
#include <stdlib.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace hooklatch;
using namespace std::chrono_literals;

/// A bare database: one prepared INSERT, committed by itself.
class bare {
 public:
  bare(const std::string& path, const char* level) {
    run(sqlite3_open(path.c_str(), &on_) == SQLITE_OK);
    exec("PRAGMA journal_mode=WAL");
    exec(level);
    exec("CREATE TABLE seen(key BLOB PRIMARY KEY NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID");
    // As many rows as ours has, which also makes its log as long as ours: one that still grows costs the disk more.
    exec(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
        " INSERT INTO seen SELECT randomblob(32), i FROM n");
    run(sqlite3_prepare_v2(on_, "INSERT INTO seen VALUES(?1, 1)", -1, &insert_, nullptr) == SQLITE_OK);
  }
  bare(const bare&) = delete;
  bare& operator=(const bare&) = delete;
  ~bare() {
    sqlite3_finalize(insert_);
    sqlite3_close(on_);
  }
  void insert(const dedup_key& key) {
    sqlite3_bind_blob(insert_, 1, key.bytes.data(), static_cast<int>(key.bytes.size()), nullptr);
    run(sqlite3_step(insert_) == SQLITE_DONE);
    sqlite3_reset(insert_);
  }

 private:
  void exec(const char* text) { run(sqlite3_exec(on_, text, nullptr, nullptr, nullptr) == SQLITE_OK); }
  void run(bool good) {
    if (good) return;
    std::fprintf(stderr, "SQLite: %s\n", sqlite3_errmsg(on_));
    std::exit(1);
  }
  sqlite3* on_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
};

/// A different key for each number, spread as digests are.
dedup_key key_of(std::uint64_t n) {
  dedup_key key;
  for (std::size_t i = 0; i < 4; ++i) {
    std::uint64_t mixed = n * 4 + i + 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    mixed ^= mixed >> 31;
    std::memcpy(key.bytes.data() + 8 * i, &mixed, sizeof mixed);
  }
  return key;
}

class table {
 public:
  /// One call that is timed; what it returns says whether it did what it should.
  template <class Call>
  void time(const char* row, Call call, int times = 1) {
    const auto from = std::chrono::steady_clock::now();
    const double computed = thread_time();
    bool good = true;
    for (int i = 0; i < times; ++i) good = call() && good;
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - from;
    if (!good) {
      std::fprintf(stderr, "%s: not what it should be\n", row);
      std::exit(1);
    }
    rows_[row].push_back(took.count() / times);
    computed_[row].push_back((thread_time() - computed) / times);
  }
  double median(const char* row) { return at(rows_[row], 0.5); }
  void print(const char* row, const char* beside) {
    std::printf("%-34s %10.1f %10.1f %10.1f", row, median(row), at(rows_[row], 0.9), at(computed_[row], 0.5));
    if (beside != nullptr) std::printf("   %5.2f x %s", median(row) / median(beside), beside);
    std::printf("\n");
  }

 private:
  // Microseconds that this thread had the processor.
  static double thread_time() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
  }
  static double at(std::vector<double>& all, double part) {
    std::sort(all.begin(), all.end());
    return all.empty() ? 0 : all[static_cast<std::size_t>(part * static_cast<double>(all.size() - 1))];
  }
  std::map<std::string, std::vector<double>> rows_;
  std::map<std::string, std::vector<double>> computed_;
};

void fill(sqlite_store& store) {
  auto work = store.begin().value();
  const char* text =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
      " INSERT INTO hooklatch_dedup SELECT randomblob(32), 2, i, 0, 9000000000000000 + i, i, 1, 86400, 0,"
      " randomblob(32), randomblob(16), 'evt_' || i, NULL FROM n";
  if (sqlite3_exec(work.handle(), text, nullptr, nullptr, nullptr) != SQLITE_OK) std::exit(1);
  work.commit().value();
}

void grow_log(sqlite_database& database) {
  auto work = database.begin().value();
  const char* text = "CREATE TABLE room(a); INSERT INTO room VALUES(zeroblob(20000000)); DELETE FROM room";
  if (sqlite3_exec(work.handle(), text, nullptr, nullptr, nullptr) != SQLITE_OK) std::exit(1);
  work.commit().value();
}

}  // namespace

int main(int argc, char** argv) {
  using kind = claim_result::kind;
  auto folder = (std::filesystem::path(argc > 1 ? argv[1] : ".") / "hooklatch-bench-XXXXXX").string();
  const int rounds = argc > 2 ? std::max(1, std::atoi(argv[2])) : 1000;
  if (::mkdtemp(folder.data()) == nullptr) {
    std::fprintf(stderr, "no folder can be made there\n");
    return 1;
  }
  table times;
  {
    bare full(folder + "/bare_full.db", "PRAGMA synchronous=FULL");
    bare normal(folder + "/bare_normal.db", "PRAGMA synchronous=NORMAL");
    const auto database = sqlite_database::open(folder + "/hooks.db").value();
    auto store = sqlite_store::open(database).value();
    auto beside = sqlite_database::open(folder + "/inbox.db").value();
    auto inbox = sqlite_inbox::open(beside).value();
    fill(store);
    grow_log(beside);
    const std::string body(512, 'b');
    for (int i = 0; i < rounds; ++i) {
      claim_request request;
      request.key = key_of(static_cast<std::uint64_t>(i));
      request.label = "evt_01HF2Q0000000000";
      claim_token token;
      times.time("bare commit, NORMAL", [&] { return normal.insert(request.key), true; });
      times.time("claim, fresh", [&] {
        const auto claimed = store.claim(request).value();
        token = claimed.token();
        return claimed.what() == kind::fresh;
      });
      auto other = request;
      other.nonce.bytes[0] = 1;
      times.time(
          "claim, in flight", [&] { return store.claim(other).value().what() == kind::in_flight; }, 20);
      times.time("bare commit, FULL", [&] { return full.insert(request.key), true; });
      times.time("complete", [&] { return store.complete(token, 168h).value() == settlement::done; });
      times.time(
          "claim, duplicate", [&] { return store.claim(other).value().what() == kind::duplicate; }, 20);
      times.time(
          "complete, already done", [&] { return store.complete(token, 168h).value() == settlement::already_done; }, 5);

      inbox_delivery delivery;
      delivery.key = request.key;
      delivery.provider = "zuba";
      delivery.event_id = "evt_01HF2Q0000000000";
      delivery.event_type = "payout.paid";
      delivery.body = to_bytes(body);
      delivery.headers = R"([["content-type","application/json"]])";
      inbox_token entry;
      times.time("accept", [&] { return inbox.accept(delivery).value() == inbox_receipt::stored; });
      times.time(
          "accept, known", [&] { return inbox.accept(delivery).value() == inbox_receipt::known; }, 20);
      times.time("take", [&] {
        const auto taken = inbox.take("zuba", 60s).value();
        if (taken) entry = taken->token;
        return taken.has_value();
      });
      times.time(
          "take, nothing due", [&] { return !inbox.take("zuba", 60s).value(); }, 20);
      times.time("finish", [&] { return inbox.finish(entry).value() == settlement::done; });
    }
  }
  std::filesystem::remove_all(folder);

  std::printf("SQLite %s, %d rounds beside 100,000 records, microseconds\n%-34s %10s %10s %10s\n", sqlite3_libversion(),
              rounds, "", "median", "90 %", "computed");
  times.print("bare commit, FULL", nullptr);
  times.print("complete", "bare commit, FULL");
  times.print("accept", "bare commit, FULL");
  times.print("take", "bare commit, FULL");
  times.print("finish", "bare commit, FULL");
  times.print("bare commit, NORMAL", nullptr);
  times.print("claim, fresh", "bare commit, NORMAL");
  times.print("claim, in flight", nullptr);
  times.print("claim, duplicate", nullptr);
  times.print("complete, already done", nullptr);
  times.print("accept, known", nullptr);
  times.print("take, nothing due", nullptr);
  std::printf("goals: complete within 1.3 x of a bare commit: %s; a duplicate within 10 us: %s\n",
              times.median("complete") <= 1.3 * times.median("bare commit, FULL") ? "kept" : "MISSED",
              times.median("claim, duplicate") <= 10 ? "kept" : "MISSED");
  return 0;
}

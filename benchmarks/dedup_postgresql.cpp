// SPDX-License-Identifier: MIT
// What the verbs of postgresql_store cost beside the bare statement of libpq, in one run over one server:
//     benchmarks/with_postgresql.sh build/benchmarks/bench_dedup_postgresql [ROUNDS]
// Rounds of all rows are interleaved, so that a slow moment of the machine or its disk meets every row. Figures are
// wall time: the median of the rounds, and the tenth that was fastest, which others on the machine disturb least.
#include <hooklatch/dedup/postgresql_store.hpp>
#include <hooklatch/inbox/postgresql_inbox.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace hooklatch;

namespace {

[[noreturn]] void stop(std::string_view why) {
  std::fprintf(stderr, "bench_dedup_postgresql: %.*s\n", static_cast<int>(why.size()), why.data());
  std::exit(1);
}

dedup_key next_key() {
  static std::uint64_t last = 0;
  dedup_key made;
  // Spread over the index, as digests are.
  const std::uint64_t mixed = ++last * 0x9e3779b97f4a7c15U;
  for (std::size_t i = 0; i < 8; ++i) made.bytes[i] = static_cast<std::uint8_t>(mixed >> (56 - 8 * i));
  return made;
}

// libpq as an application uses it: blocking, one prepared statement after the other.
class bare {
 public:
  explicit bare(const char* conninfo) : on_(PQconnectdb(conninfo)) {
    if (PQstatus(on_) != CONNECTION_OK) stop(PQerrorMessage(on_));
    PQsetNoticeReceiver(
        on_, [](void*, const PGresult*) {}, nullptr);
  }
  bare(const bare&) = delete;
  bare& operator=(const bare&) = delete;
  ~bare() { PQfinish(on_); }

  void run(const char* text) { check(PQexec(on_, text)); }
  void prepare(const char* name, const char* text) { check(PQprepare(on_, name, text, 0, nullptr)); }
  void ask(const char* name, const dedup_key& key) {
    const std::array<const char*, 1> values{reinterpret_cast<const char*>(key.bytes.data())};
    const std::array<int, 1> lengths{32};
    const std::array<int, 1> formats{1};
    check(PQexecPrepared(on_, name, 1, values.data(), lengths.data(), formats.data(), 1));
  }

 private:
  void check(PGresult* made) {
    const auto status = PQresultStatus(made);
    PQclear(made);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) stop(PQerrorMessage(on_));
  }

  PGconn* on_;
};

struct row {
  const char* name;
  const char* beside;  // the row that it is compared with
  std::function<void(int)> run;
  std::vector<double> microseconds{};

  double median() { return sorted()[microseconds.size() / 2]; }
  double fastest_tenth() { return sorted()[microseconds.size() / 10]; }
  const std::vector<double>& sorted() {
    std::sort(microseconds.begin(), microseconds.end());
    return microseconds;
  }
};

}  // namespace

int main(int argc, char** argv) {
  const char* const conninfo = std::getenv("HOOKLATCH_POSTGRESQL");
  if (conninfo == nullptr) stop("HOOKLATCH_POSTGRESQL names no server; run it by benchmarks/with_postgresql.sh");
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 15;
  if (rounds < 1 || rounds > 1000) stop("the number of rounds is from 1 to 1000");
  constexpr int calls = 100;  // of a row in a round

  auto store = postgresql_store::open(conninfo).value();
  auto inbox = postgresql_inbox::open(conninfo).value();
  bare plain(conninfo);
  plain.run("CREATE TABLE bare (key bytea PRIMARY KEY, done_at timestamptz)");
  plain.run("CREATE TABLE bare_alike (LIKE hooklatch_dedup INCLUDING ALL)");
  plain.prepare("insert", "INSERT INTO bare VALUES ($1, NULL)");
  plain.prepare("insert_alike",
                "INSERT INTO bare_alike VALUES ($1, 1, 1, 1, now(), now(), 1, NULL, false,"
                " '\\x0000000000000000000000000000000000000000000000000000000000000000',"
                " '\\x00000000000000000000000000000000')");
  plain.prepare("insert_once",
                "INSERT INTO bare_alike VALUES ($1, 1, 1, 1, now(), now(), 1, NULL, false,"
                " '\\x0000000000000000000000000000000000000000000000000000000000000000',"
                " '\\x00000000000000000000000000000000') ON CONFLICT (key) DO NOTHING RETURNING fence");
  plain.prepare("update", "UPDATE bare SET done_at = now() WHERE key = $1");
  plain.prepare("update_alike", "UPDATE bare_alike SET state = 2, keep_until = now() + '1 day' WHERE key = $1");
  plain.prepare("select", "SELECT done_at FROM bare WHERE key = $1");
  plain.prepare("delete", "DELETE FROM bare WHERE key = $1");

  std::vector<dedup_key> inserted;
  std::vector<dedup_key> inserted_alike;
  std::vector<claim_token> claimed;
  std::vector<dedup_key> accepted;
  const auto claim = [&](const dedup_key& key, claim_result::kind expected) {
    claim_request request;
    request.key = key;
    const auto made = store.claim(request).value();
    if (made.what() != expected) stop("a claim came to something else");
    return made.token();
  };
  // In this order in each round: what a row needs, an earlier one made.
  std::vector<row> rows{
      {"bare INSERT, two columns", "bare INSERT, two columns",
       [&](int) {
         inserted.push_back(next_key());
         plain.ask("insert", inserted.back());
       }},
      {"bare INSERT, our columns and indexes", "bare INSERT, two columns",
       [&](int) {
         inserted_alike.push_back(next_key());
         plain.ask("insert_alike", inserted_alike.back());
       }},
      {"bare INSERT ON CONFLICT RETURNING, ours", "bare INSERT, our columns and indexes",
       [&](int) { plain.ask("insert_once", next_key()); }},
      {"claim: fresh", "bare INSERT, our columns and indexes",
       [&](int) { claimed.push_back(claim(next_key(), claim_result::kind::fresh)); }},
      {"bare UPDATE and commit, two columns", "bare UPDATE and commit, two columns",
       [&](int i) { plain.ask("update", inserted[inserted.size() - 1 - static_cast<std::size_t>(i)]); }},
      {"bare UPDATE and commit, ours alike", "bare UPDATE and commit, two columns",
       [&](int i) {
         plain.ask("update_alike", inserted_alike[inserted_alike.size() - 1 - static_cast<std::size_t>(i)]);
       }},
      {"complete", "bare UPDATE and commit, ours alike",
       [&](int i) {
         const auto& token = claimed[claimed.size() - 1 - static_cast<std::size_t>(i)];
         if (store.complete(token, std::chrono::hours(24)).value() != settlement::done) stop("a completion was lost");
       }},
      {"bare SELECT", "bare SELECT",
       [&](int i) { plain.ask("select", inserted[inserted.size() - 1 - static_cast<std::size_t>(i)]); }},
      {"claim: duplicate (two round trips)", "bare SELECT",
       [&](int i) {
         auto request = claim_request();
         request.key = claimed[claimed.size() - 1 - static_cast<std::size_t>(i)].key;
         request.nonce.bytes[0] = 1;
         if (store.claim(request).value().what() != claim_result::kind::duplicate) stop("a repeat was not one");
       }},
      {"inbox: accept, and commit", "bare UPDATE and commit, two columns",
       [&](int) {
         static const std::string body(1000, 'x');
         inbox_delivery delivery;
         delivery.key = next_key();
         delivery.provider = "bench";
         delivery.headers = "[]";
         delivery.body = to_bytes(body);
         if (inbox.accept(delivery).value() != inbox_receipt::stored) stop("a new event was known");
       }},
      {"inbox: take and finish, two commits", "bare UPDATE and commit, two columns",
       [&](int) {
         const auto entry = inbox.take("bench", std::chrono::minutes(1)).value();
         if (!entry || inbox.finish(entry->token).value() != settlement::done) stop("nothing to take");
       }},
  };

  for (int round = 0; round < rounds + 1; ++round) {
    for (auto& each : rows) {
      // The inserts do not wait for the disk, as a first claim does not.
      const std::string_view name(each.name);
      plain.run(name.find("INSERT") != std::string_view::npos ? "SET synchronous_commit = off"
                                                              : "SET synchronous_commit = on");
      const auto from = std::chrono::steady_clock::now();
      for (int i = 0; i < calls; ++i) each.run(i);
      const std::chrono::duration<double, std::micro> time = std::chrono::steady_clock::now() - from;
      if (round > 0) each.microseconds.push_back(time.count() / calls);  // the first one warms up
    }
  }

  std::printf("PostgreSQL %d over a local socket; %d rounds of %d calls, interleaved; median wall time\n",
              PQlibVersion() / 10000, rounds, calls);
  std::printf("%-42s%12s%16s\n", "microseconds, and beside the bare one", "median", "fastest tenth");
  for (auto& each : rows) {
    const auto beside = std::find_if(rows.begin(), rows.end(),
                                     [&](const row& other) { return std::strcmp(other.name, each.beside) == 0; });
    std::printf("%-42s%12.1f%16.1f", each.name, each.median(), each.fastest_tenth());
    if (beside->name != each.name) {
      std::printf("   %5.2f, %5.2f x %s", each.median() / beside->median(),
                  each.fastest_tenth() / beside->fastest_tenth(), beside->name);
    }
    std::printf("\n");
  }
  return 0;
}

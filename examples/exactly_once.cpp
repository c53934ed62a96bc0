// SPDX-License-Identifier: MIT
//
// Books each payout exactly once: what the handler writes and the mark that the event is handled are one transaction of
// one SQLite file, so that either both are there or neither, whatever dies when.
// Run: hooklatch_exactly_once [FILE]; without a file it takes a new one in the temporary folder.

#include <hooklatch/hooklatch.hpp>
#include <hooklatch/dedup/sqlite_store.hpp>
#include <hooklatch/providers/zuba.hpp>
#include <hooklatch/testing/signer.hpp>

#include <sqlite3.h>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>

using namespace hooklatch;
using hooklatch::providers::zuba;

namespace {

constexpr const char* secret_text_of_dashboard = "whsec_the-secret-of-the-dashboard";

void run_sql(sqlite3* on, const std::string& sql) {
  if (sqlite3_exec(on, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw std::runtime_error(sqlite3_errmsg(on));
  }
}

int count_of(sqlite3* on, const std::string& sql) {
  int count = -1;
  const auto read = [](void* to, int, char** columns, char**) {
    *static_cast<int*>(to) = std::atoi(columns[0]);
    return 0;
  };
  sqlite3_exec(on, sql.c_str(), read, &count, nullptr);
  return count;
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string file = argc > 1 ? argv[1] : (std::filesystem::temp_directory_path() / "exactly_once.db").string();
  if (argc < 2) std::filesystem::remove(file);

  const auto database = sqlite_database::open(file).value();
  auto store = sqlite_store::open(database).value();
  {
    auto setup = store.begin().value();
    run_sql(setup.handle(), "CREATE TABLE IF NOT EXISTS bookings(event TEXT PRIMARY KEY, amount TEXT NOT NULL)");
    setup.commit().value();
  }

  bool ledger_is_open = false;
  dispatcher events;
  events.on_in<sqlite_transaction>(zuba::events::payout_paid, [&](const event_view& event, sqlite_transaction& within) {
    const auto amount = event.find("/data/amount").unescaped().value();
    sqlite3_stmt* row = nullptr;
    sqlite3_prepare_v2(within.handle(), "INSERT INTO bookings VALUES(?, ?)", -1, &row, nullptr);
    sqlite3_bind_text(row, 1, event.id().data(), static_cast<int>(event.id().size()), SQLITE_TRANSIENT);
    sqlite3_bind_text(row, 2, amount.data(), static_cast<int>(amount.size()), SQLITE_TRANSIENT);
    const int code = sqlite3_step(row);
    sqlite3_finalize(row);
    if (code != SQLITE_DONE) return handler_result::failed(sqlite3_errmsg(within.handle()));
    if (!ledger_is_open) return handler_result::failed("the ledger is closed");  // the row above goes with it
    return handler_result::done();
  });

  const receiver<zuba, sqlite_store, in_transaction> receive(secret_text_of_dashboard, store, events);

  const testing::signer<zuba> sender(secret_text_of_dashboard);
  const auto delivery = sender.event({"payout.paid", R"({"amount":"1000.00"})", "evt_1"}).value();
  const auto deliver = [&](const char* what) {
    const outcome done = receive(delivery);
    auto look = store.begin().value();
    std::cout << what << ": " << done.response.status() << ' ' << to_string(done.kind) << ", bookings: "
              << count_of(look.handle(), "SELECT count(*) FROM bookings") << '\n';
    return done.kind;
  };
  const bool good = deliver("the handler fails after it has written") == outcome_kind::failed &&
                    (ledger_is_open = true, deliver("the provider's retry")) == outcome_kind::handled &&
                    deliver("the same again") == outcome_kind::duplicate;
  return good ? 0 : 1;
} catch (const std::exception& failure) {
  std::cerr << failure.what() << '\n';
  return 2;
}

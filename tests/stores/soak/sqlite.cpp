// SPDX-License-Identifier: MIT
// Deliveries into worker processes over one SQLite file, that are killed again and again: see run.hpp.
#include "run.hpp"

#include <hooklatch/dedup/sqlite_store.hpp>
#include <hooklatch/inbox/sqlite_inbox.hpp>

#include <sqlite3.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace soak;
using namespace hooklatch;

/// A plain connection for what the run looks at.
class session {
 public:
  explicit session(const std::string& path) {
    if (sqlite3_open(path.c_str(), &on_) != SQLITE_OK) throw std::runtime_error("cannot open " + path);
    sqlite3_busy_timeout(on_, 10000);
  }
  session(const session&) = delete;
  session& operator=(const session&) = delete;
  ~session() { sqlite3_close(on_); }

  /// Calls `row(statement)` for each.
  template <class Row>
  void run(const char* text, Row row) const {
    sqlite3_stmt* made = nullptr;
    if (sqlite3_prepare_v2(on_, text, -1, &made, nullptr) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(on_));
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(made)) == SQLITE_ROW) row(made);
    sqlite3_finalize(made);
    if (code != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(on_));
  }
  static std::string text_at(sqlite3_stmt* row, int column) {
    const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(row, column));
    return bytes == nullptr ? std::string()
                            : std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
  }

 private:
  sqlite3* on_ = nullptr;
};

template <sqlite_use Use>
struct sqlite_backend {
  static constexpr bool is_shared = Use == sqlite_use::several_processes;
  static constexpr const char* name = is_shared ? "sqlite, several processes" : "sqlite";
  static constexpr bool has_server = false;
  static constexpr bool has_transactions = true;
  static constexpr bool has_inbox = true;
  static constexpr bool is_control = false;
  static constexpr unsigned most_workers = is_shared ? 64 : 1;
  using store_type = basic_sqlite_store<Use>;
  using inbox_type = basic_sqlite_inbox<Use>;
  using transaction = sqlite_transaction;

  static result<store_type> open_store(const std::string& place) { return store_type::open(place); }
  static result<inbox_type> open_inbox(const std::string& place) { return inbox_type::open(place); }
  static bool write_effect(transaction& within, std::uint32_t n, std::uint64_t fence) {
    sqlite3_stmt* made = nullptr;
    if (sqlite3_prepare_v2(within.handle(), "INSERT INTO soak_effects VALUES(?1, ?2)", -1, &made, nullptr) !=
        SQLITE_OK) {
      return false;
    }
    sqlite3_bind_int64(made, 1, n);
    sqlite3_bind_int64(made, 2, static_cast<sqlite3_int64>(fence));
    sqlite3_step(made);
    return sqlite3_finalize(made) == SQLITE_OK;
  }

  explicit sqlite_backend(const std::string& folder) : place_(folder + "/database") {}
  [[nodiscard]] const std::string& place() const { return place_; }
  void prepare(const settings& told) {
    if (told.inbox) static_cast<void>(open_inbox(place_).value());
    if (!told.inbox) static_cast<void>(open_store(place_).value());
    session(place_).run("CREATE TABLE soak_effects(n INTEGER NOT NULL, fence INTEGER NOT NULL)", [](sqlite3_stmt*) {});
  }
  void restart() {}

  [[nodiscard]] std::vector<record> records(bool inbox) const {
    std::vector<record> all;
    const auto* const text = inbox ? "SELECT event_id, status, fence FROM hooklatch_inbox"
                                   : "SELECT label, state, fence FROM hooklatch_dedup";
    session(place_).run(text, [&all](sqlite3_stmt* row) {
      const auto state = sqlite3_column_int(row, 1);
      const auto at = state == 2 ? record::stage::done : state == 3 ? record::stage::dead : record::stage::unfinished;
      all.push_back(
          {number_of(session::text_at(row, 0)), at, static_cast<std::uint64_t>(sqlite3_column_int64(row, 2))});
    });
    return all;
  }
  [[nodiscard]] std::vector<entry> effects() const {
    std::vector<entry> all;
    session(place_).run("SELECT n, fence FROM soak_effects", [&all](sqlite3_stmt* row) {
      all.push_back({deed::effect, static_cast<std::uint32_t>(sqlite3_column_int64(row, 0)),
                     static_cast<std::uint64_t>(sqlite3_column_int64(row, 1))});
    });
    return all;
  }

 private:
  std::string place_;
};

}  // namespace

int main(int count, char** words) {
  if (soak::settings::read(count, words).one_process) {
    return soak::main_of<sqlite_backend<hooklatch::sqlite_use::one_process>>(count, words);
  }
  return soak::main_of<sqlite_backend<hooklatch::sqlite_use::several_processes>>(count, words);
}

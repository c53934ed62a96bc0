// SPDX-License-Identifier: MIT
// Deliveries into worker processes over a PostgreSQL server, both killed again and again: see run.hpp.
#include "run.hpp"

#include "stores/postgresql/server.hpp"

#include <hooklatch/dedup/postgresql_store.hpp>
#include <hooklatch/inbox/postgresql_inbox.hpp>

#include <libpq-fe.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace soak;
using namespace hooklatch;

using answer_ptr = std::unique_ptr<PGresult, decltype([](PGresult* made) { PQclear(made); })>;

struct postgresql_backend {
  static constexpr const char* name = "postgresql";
  static constexpr bool has_server = true;
  static constexpr bool has_transactions = true;
  static constexpr bool has_inbox = true;
  static constexpr bool is_control = false;
  static constexpr unsigned most_workers = 8;  // of eight connections each
  using store_type = postgresql_store;
  using inbox_type = postgresql_inbox;
  using transaction = postgresql_transaction;

  static result<store_type> open_store(const std::string& place) { return store_type::open(place, options()); }
  static result<inbox_type> open_inbox(const std::string& place) { return inbox_type::open(place, options()); }
  static bool write_effect(transaction& within, std::uint32_t n, std::uint64_t fence) {
    const auto number = std::to_string(n);
    const auto by = std::to_string(fence);
    const std::array<const char*, 2> values{number.c_str(), by.c_str()};
    const answer_ptr made(PQexecParams(within.handle(), "INSERT INTO soak_effects VALUES($1, $2)", 2, nullptr,
                                       values.data(), nullptr, nullptr, 0));
    return PQresultStatus(made.get()) == PGRES_COMMAND_OK;
  }

  // A restart would sync each file of a new cluster by itself.
  static constexpr const char* server_settings = "max_connections = 200\nrecovery_init_sync_method = syncfs";
  explicit postgresql_backend(const std::string&) : server_(server_settings) {}
  postgresql_backend(const postgresql_backend&) = delete;
  postgresql_backend& operator=(const postgresql_backend&) = delete;
  ~postgresql_backend() { server_.stop(SIGKILL); }  // its folder goes anyway
  [[nodiscard]] std::string place() const { return server_.by_socket(); }
  void prepare(const settings& told) {
    if (told.inbox) static_cast<void>(open_inbox(place()).value());
    if (!told.inbox) static_cast<void>(open_store(place()).value());
    pg_test::session(place()).run("CREATE TABLE soak_effects(n bigint NOT NULL, fence bigint NOT NULL)");
  }
  void restart() {
    server_.stop(SIGKILL);
    server_.start();
  }

  [[nodiscard]] std::vector<record> records(bool inbox) const {
    std::vector<record> all;
    const auto* const text = inbox ? "SELECT convert_from(event_id, 'UTF8'), status, fence FROM hooklatch_inbox"
                                   : "SELECT convert_from(label, 'UTF8'), state, fence FROM hooklatch_dedup";
    for (const auto& row : rows(text)) {
      const auto at = row[1] == "2"   ? record::stage::done
                      : row[1] == "3" ? record::stage::dead
                                      : record::stage::unfinished;
      all.push_back({number_of(row[0]), at, std::stoull(row[2])});
    }
    return all;
  }
  [[nodiscard]] std::vector<entry> effects() const {
    std::vector<entry> all;
    for (const auto& row : rows("SELECT n, fence, 0 FROM soak_effects")) {
      all.push_back({deed::effect, static_cast<std::uint32_t>(std::stoul(row[0])), std::stoull(row[1])});
    }
    return all;
  }

 private:
  static postgresql_options options() {
    postgresql_options made;
    made.connections = 8;
    return made;
  }
  [[nodiscard]] std::vector<std::array<std::string, 3>> rows(const char* text) const {
    const pg_test::session on(place());
    const answer_ptr made(PQexec(on.get(), text));
    if (PQresultStatus(made.get()) != PGRES_TUPLES_OK) throw std::runtime_error(PQresultErrorMessage(made.get()));
    std::vector<std::array<std::string, 3>> all(static_cast<std::size_t>(PQntuples(made.get())));
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (std::size_t column = 0; column < 3; ++column) {
        all[i][column] = PQgetvalue(made.get(), static_cast<int>(i), static_cast<int>(column));
      }
    }
    return all;
  }

  pg_test::server server_;
};

}  // namespace

int main(int count, char** words) { return soak::main_of<postgresql_backend>(count, words); }

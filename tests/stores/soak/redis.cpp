// SPDX-License-Identifier: MIT
// Deliveries into worker processes over a Redis server, both killed again and again: see run.hpp.
#include "run.hpp"

#include "stores/redis/server_process.hpp"

#include <hooklatch/dedup/redis_store.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace soak;
using namespace hooklatch;

struct redis_backend {
  static constexpr const char* name = "redis";
  static constexpr bool has_server = true;
  static constexpr bool has_transactions = false;
  static constexpr bool has_inbox = false;
  static constexpr bool is_control = false;
  static constexpr unsigned most_workers = 64;
  using store_type = redis_store<>;

  static result<store_type> open_store(const std::string& place) {
    hiredis_options to;
    to.unix_socket = place;
    return store_type::open(hiredis_transport(to));
  }

  explicit redis_backend(const std::string&) {}
  [[nodiscard]] std::string place() const { return server_.socket(); }
  void prepare(const settings&) {}
  void restart() {
    server_.kill();
    server_.start();
  }

  [[nodiscard]] std::vector<record> records(bool) const {
    hiredis_transport over(server_.options());
    const auto ask = [&over](const std::vector<std::vector<std::string_view>>& commands) {
      std::vector<redis_command> all(commands.begin(), commands.end());
      return over.execute_all(all, std::chrono::steady_clock::now() + 60s).value();
    };
    std::vector<record> all;
    std::string cursor = "0";
    do {
      const auto page = ask({{"SCAN", cursor, "COUNT", "500", "MATCH", "hooklatch:*"}}).front();
      cursor = page.elements.at(0).text;
      std::vector<std::vector<std::string_view>> commands;
      for (const auto& key : page.elements.at(1).elements) commands.push_back({"HMGET", key.text, "s", "f", "i"});
      if (commands.empty()) continue;
      for (const auto& reply : ask(commands)) {
        const auto at = reply.elements.at(0).text == "2" ? record::stage::done : record::stage::unfinished;
        if (reply.elements.at(2).text.empty()) continue;  // forgotten, or the store's own
        all.push_back({number_of(reply.elements.at(2).text), at, std::stoull(reply.elements.at(1).text)});
      }
    } while (cursor != "0");
    return all;
  }

 private:
  redis_tests::server_process server_;
};

}  // namespace

int main(int count, char** words) { return soak::main_of<redis_backend>(count, words); }

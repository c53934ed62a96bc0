// SPDX-License-Identifier: MIT
#pragma once

#include "stores/postgresql/server.hpp"

#include <hooklatch/dedup/postgresql_store.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace pg_test {

using namespace hooklatch;

inline std::array<std::uint8_t, 32> bytes_of(std::uint64_t n) {
  std::array<std::uint8_t, 32> made{};
  for (std::size_t i = 0; i < 8; ++i) made[i] = static_cast<std::uint8_t>(n >> (8 * i));
  return made;
}
/// A key that no other test has.
inline dedup_key new_key() {
  static std::atomic<std::uint64_t> last{1};
  return {bytes_of(++last)};
}
inline claim_request ask(const dedup_key& key, std::uint8_t nonce = 1, std::uint8_t digest = 0) {
  claim_request request;
  request.key = key;
  request.nonce.bytes[0] = nonce;
  request.digest.bytes[0] = digest;
  return request;
}
/// As the text of SQL.
template <std::size_t Size>
std::string hex(const std::array<std::uint8_t, Size>& bytes) {
  std::string made = "'\\x";
  for (const auto each : bytes) {
    made += "0123456789abcdef"[each >> 4];
    made += "0123456789abcdef"[each & 15];
  }
  return made + "'::bytea";
}
inline postgresql_options quick() {
  postgresql_options options;
  options.call_timeout = std::chrono::milliseconds(1500);
  return options;
}
inline postgresql_store open_store(postgresql_options options = quick()) {
  return postgresql_store::open(shared_server().by_socket(), std::move(options)).value();
}
/// Of a record, as the text of SQL.
inline std::string look(session& by, const dedup_key& key, const std::string& what) {
  return by.run("SELECT " + what + " FROM hooklatch_dedup WHERE key = " + hex(key.bytes));
}
inline void change(session& by, const dedup_key& key, const std::string& what) {
  by.run("UPDATE hooklatch_dedup SET " + what + " WHERE key = " + hex(key.bytes));
}

}  // namespace pg_test

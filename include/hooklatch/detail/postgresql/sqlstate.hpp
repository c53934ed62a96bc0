// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/errc.hpp>

#include <cstdint>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail::postgresql {

/// What is to be done about an error that the server answered.
enum class remedy : std::uint8_t {
  refuse,     ///< tell the caller
  again,      ///< the same statement once more: it met another transaction
  reconnect,  ///< over another connection: this one, or its session, is of no more use
};

struct verdict {
  errc code = errc::store_unavailable;
  remedy next = remedy::refuse;
  /// Whether the statement is known not to have happened. A server that is shut down while it waits for a standby says
  /// 57P01 of a transaction that it has committed.
  bool undone = true;
};

/// By PostgreSQL's own list of codes (appendix "PostgreSQL Error Codes"). An error without a code comes from libpq: the
/// connection is gone.
[[nodiscard]] constexpr verdict judge(std::string_view sqlstate) noexcept {
  const auto of_class = sqlstate.substr(0, 2);
  if (sqlstate.empty() || of_class == "08") return {errc::store_unavailable, remedy::reconnect, false};
  // admin_shutdown, crash_shutdown, cannot_connect_now, database_dropped, idle_session_timeout
  if (sqlstate.substr(0, 4) == "57P0") return {errc::store_unavailable, remedy::reconnect, false};
  if (sqlstate == "40003") return {errc::store_ambiguous, remedy::refuse, false};  // statement_completion_unknown
  if (of_class == "40") return {errc::store_unavailable, remedy::again};           // serialization, deadlock
  if (sqlstate == "57014" || sqlstate == "55P03") return {errc::store_timeout};    // statement_timeout, lock_timeout
  // read_only_sql_transaction: another connection may lead to the new primary.
  if (sqlstate == "25006") return {errc::store_read_only, remedy::refuse};
  if (sqlstate == "25P03" || sqlstate == "25P04") return {errc::store_timeout, remedy::refuse};
  // A prepared statement that somebody deallocated, or whose table was altered since.
  if (sqlstate == "26000" || sqlstate == "0A000") return {errc::store_misconfigured, remedy::reconnect};
  if (sqlstate == "53100") return {errc::store_full};
  // A table or a page that cannot be read; a number or a constraint that our own statements cannot break.
  if (of_class == "XX" && sqlstate != "XX000") return {errc::store_corrupt};
  if (sqlstate == "58P01" || of_class == "22" || of_class == "23") return {errc::store_corrupt};
  // Syntax and rights, authentication, catalogue, schema, limits of this build, configuration file.
  if (of_class == "42" || of_class == "28" || of_class == "3D" || of_class == "3F" || of_class == "54" ||
      of_class == "F0") {
    return {errc::store_misconfigured};
  }
  return {};
}

/// The code in libpq's text of a connection that failed, which it tells in no other way: `FATAL:  53300: sorry, ...`
/// under `PQERRORS_VERBOSE`. Of several hosts, the last one's. Empty where there is none.
[[nodiscard]] constexpr std::string_view find_sqlstate(std::string_view message) noexcept {
  std::string_view found;
  for (std::size_t i = 0; i + 8 < message.size(); ++i) {
    if (message.substr(i, 3) != ":  " || message[i + 8] != ':') continue;
    const auto code = message.substr(i + 3, 5);
    bool plain = true;
    for (const char c : code) plain = plain && ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'));
    if (plain) found = code;
  }
  return found;
}

}  // namespace detail::postgresql
}  // namespace v0
}  // namespace hooklatch

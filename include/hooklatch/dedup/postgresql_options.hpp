// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/errc.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// How a database of PostgreSQL is used. Where and as whom is in the connection string, as libpq reads it: TLS
/// (`sslmode=verify-full`), several hosts (`target_session_attrs=read-write`), the schema
/// (`options=-csearch_path=...`), keepalives, passwords from files.
struct postgresql_options {
  /// At most so many at a time, from 1 to 1,000: each verb and each transaction that runs has one of its own, and waits
  /// for a free one within its time.
  std::size_t connections = 4;
  /// How long one verb may take, at most a day, with all of its waiting, connecting and repeating. Four fifths of it
  /// are the server's own `statement_timeout`, so that what hangs there is undone there. A host's name is looked up by
  /// the system, which knows no such limit.
  std::chrono::milliseconds call_timeout{3000};
  /// The same for `open`, which may have to create tables.
  std::chrono::milliseconds open_timeout{10000};
  /// After so long without a statement the server ends a transaction of `begin`, so that a process that hangs does not
  /// hold its rows for ever; 0 is never.
  std::chrono::milliseconds idle_transaction_timeout{60000};
  /// Creates the tables where they are missing, and brings older ones up to date. Without it they are only looked at.
  bool create = true;
  /// Sends each statement whole and leaves nothing in the session, for poolers that give every transaction another
  /// server connection. The two timeouts of the server are then for the role's own settings.
  bool unprepared = false;
  /// Waits for the disk at a first claim too, as far as the role's `synchronous_commit` does. A crash of the server can
  /// forget one that did not wait, which costs nothing but that the event is claimed again: its completion is always on
  /// disk.
  bool durable_claims = false;
  /// Opens also where the server promises too little: `fsync` or `full_page_writes` off, a table that is unlogged. Then
  /// a crash can forget what was completed.
  bool accept_unsafe_server = false;
  /// Told of each error of the server or the connection, with its SQLSTATE (empty where there is none) and libpq's
  /// text, which names tables and hosts and is not for senders. Called from any thread; what it throws is ignored.
  std::function<void(errc code, std::string_view sqlstate, std::string_view text)> on_error;
};

}  // namespace v0
}  // namespace hooklatch

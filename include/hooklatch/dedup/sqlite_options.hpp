// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/clock.hpp>
#include <hooklatch/dedup/store.hpp>

#include <sqlite3.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace hooklatch {
inline namespace v0 {

/// Who works on a database.
enum class sqlite_use {
  one_process,        ///< a file that one process has open; kept up by a lock file beside it
  several_processes,  ///< a file for several processes of one machine
  memory,             ///< no file: gone with the handle
};

/// What a store or an inbox in such a database promises.
[[nodiscard]] constexpr store_traits sqlite_traits(sqlite_use use) noexcept {
  return {true, use != sqlite_use::memory, use == sqlite_use::several_processes, true};
}

/// How SQLite gets a transaction to the disk.
enum class sqlite_journal {
  by_use,    ///< write-ahead for one process, rollback for several
  wal,       ///< write-ahead: one fsync a commit
  rollback,  ///< a rollback journal that is emptied: about five fsyncs a commit, whatever the version of SQLite
};

/// How a database is opened. What is left out is the default.
struct sqlite_options {
  /// The longest that a call waits for other threads and processes; then it is `store_timeout`.
  std::chrono::milliseconds timeout{2000};
  sqlite_journal journal = sqlite_journal::by_use;
  /// SQLite 3.7.0 to 3.51.2 can lose a commit, or damage the file, when one connection checkpoints while another one
  /// starts the write-ahead log anew (mended in 3.51.3, and in 3.50.7 and 3.44.6). With one process it cannot happen
  /// here, because one connection writes and checkpoints; several processes with `sqlite_journal::wal` are refused on
  /// these versions unless this is set.
  bool accept_wal_reset_defect = false;
  /// How many threads can read at a time. A duplicate is answered by reading alone.
  std::size_t readers = 4;
  /// The name of a SQLite VFS; empty: the default one.
  std::string vfs;
  /// Tells the time instead of the machine's clock; for tests. What it throws is `store_unavailable`.
  std::function<time_point()> clock;
};

namespace detail::sqlite {

/// Whether a version of SQLite, as `sqlite3_libversion_number` tells it, has the defect that `sqlite_options`
/// describes.
[[nodiscard]] constexpr bool has_wal_reset_defect(int version) noexcept {
  if (version < 3007000 || version >= 3051003) return false;
  if (version >= 3050007 && version < 3051000) return false;
  return version < 3044006 || version >= 3045000;
}

}  // namespace detail::sqlite
}  // namespace v0
}  // namespace hooklatch

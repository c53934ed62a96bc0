// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/sqlite_options.hpp>
#include <hooklatch/detail/sqlite/opener.hpp>

#include <sqlite3.h>

#include <memory>
#include <new>
#include <string>
#include <utility>

namespace hooklatch {
inline namespace v0 {

namespace detail::sqlite {

class access;  // to what the public handles hold

/// What a verb throws, which only the application's clock and an exhausted memory do, as an error.
template <class Verb>
[[nodiscard]] auto guarded(Verb verb) noexcept -> decltype(verb()) {
  try {
    return verb();
  } catch (...) {
    return errc::store_unavailable;
  }
}

}  // namespace detail::sqlite

/// A transaction of the application's, which a completion can be part of. It has the database's write lock: until it
/// ends, no other thread claims or completes, so keep it short, and wait for nothing in it. Every other verb on the
/// same database waits for it, also from the thread that holds it, and ends in `store_timeout`.
class sqlite_transaction {
 public:
  sqlite_transaction(sqlite_transaction&&) noexcept = default;
  sqlite_transaction& operator=(sqlite_transaction&&) = delete;
  /// Rolls back, unless it was committed.
  ~sqlite_transaction() = default;

  /// For the application's own statements; null once it is committed. They must be finalized before the store is
  /// closed, and leave the transaction open: no COMMIT, ROLLBACK or PRAGMA.
  [[nodiscard]] sqlite3* handle() const noexcept { return work_.open() ? work_.on().handle() : nullptr; }
  /// Durable when it returns. It is over then: after an error everything is rolled back, except that after
  /// `store_ambiguous` it may all be there.
  [[nodiscard]] result<void> commit() noexcept {
    if (!work_.open()) return errc::store_misconfigured;
    if (database_->forked()) return errc::store_forked;
    work_.on().until(database_->due());
    return work_.commit();
  }

 private:
  friend class detail::sqlite::access;
  sqlite_transaction(std::shared_ptr<detail::sqlite::database> database,
                     detail::sqlite::database::writing work) noexcept
      : database_(std::move(database)), work_(std::move(work)) {}

  std::shared_ptr<detail::sqlite::database> database_;  // outlives the work
  detail::sqlite::database::writing work_;
};

/// A SQLite database that a store and an inbox can share, so that one transaction holds both. It may be the
/// application's own: everything of ours is called `hooklatch_...`, except the view `webhook_events`.
///
/// An empty file called as the database with `-hooklatch` behind it stays beside it: who has the database open holds a
/// lock on it, which the system takes back from a process that was killed.
///
/// The application writes through `begin`. A second connection of its own that writes to the file waits for ours like
/// any other, but with a write-ahead log it brings back the defect that `accept_wal_reset_defect` tells of; one that
/// only reads does not, if it is opened for reading only.
///
/// A copy is the same database. It is closed with the last of its copies, stores, inboxes and transactions. Open it
/// after forking: in a child every verb is `store_forked`, and so is opening a file that the parent had open.
template <sqlite_use Use>
class basic_sqlite_database {
 public:
  /// `path` names a file, which is made if it is missing, on a disk of this machine: not `:memory:`, no URI.
  /// `store_misconfigured` where the file would not keep what `Use` promises: it is no file, SQLite ignores the journal
  /// mode or the level of synchronisation, another process has it open (with `one_process`; also this one, and after
  /// waiting `timeout`), or a newer hooklatch wrote it. `store_corrupt` where it is no database.
  [[nodiscard]] static result<basic_sqlite_database> open(std::string path, const sqlite_options& options = {}) noexcept
      requires(Use != sqlite_use::memory) {
    return detail::sqlite::guarded([&] { return make(std::move(path), options); });
  }
  [[nodiscard]] static result<basic_sqlite_database> open(const sqlite_options& options = {}) noexcept
      requires(Use == sqlite_use::memory) {
    return detail::sqlite::guarded([&] { return make(std::string(), options); });
  }

  /// See `transactional_store`; with the write lock from now on.
  [[nodiscard]] result<sqlite_transaction> begin() noexcept;

 private:
  friend class detail::sqlite::access;
  explicit basic_sqlite_database(std::shared_ptr<detail::sqlite::database> held) noexcept : held_(std::move(held)) {}

  [[nodiscard]] static result<basic_sqlite_database> make(std::string path, const sqlite_options& options) {
    auto opened = detail::sqlite::opener::open(Use, std::move(path), options);
    if (!opened) return opened.error();
    return basic_sqlite_database(*std::move(opened));
  }

  std::shared_ptr<detail::sqlite::database> held_;
};

using sqlite_database = basic_sqlite_database<sqlite_use::one_process>;
using shared_sqlite_database = basic_sqlite_database<sqlite_use::several_processes>;
using sqlite_memory_database = basic_sqlite_database<sqlite_use::memory>;

namespace detail::sqlite {

class access {
 public:
  template <sqlite_use Use>
  [[nodiscard]] static const std::shared_ptr<database>& of(const basic_sqlite_database<Use>& handle) noexcept {
    return handle.held_;
  }
  [[nodiscard]] static database::writing& of(sqlite_transaction& within) noexcept { return within.work_; }

  [[nodiscard]] static result<sqlite_transaction> begin(const std::shared_ptr<database>& held) {
    if (held == nullptr) return errc::store_misconfigured;
    auto work = held->write(sync_level::full, held->due());
    if (!work) return work.error();
    work->on().forget_level();  // the application gets the handle
    work->on().until(deadline::max());
    return sqlite_transaction(held, *std::move(work));
  }
};

}  // namespace detail::sqlite

template <sqlite_use Use>
result<sqlite_transaction> basic_sqlite_database<Use>::begin() noexcept {
  return detail::sqlite::guarded([&] { return detail::sqlite::access::begin(held_); });
}

}  // namespace v0
}  // namespace hooklatch

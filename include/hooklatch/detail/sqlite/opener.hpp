// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/sqlite/database.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string>

namespace hooklatch {
inline namespace v0 {
namespace detail::sqlite {

inline constexpr std::array<const char*, 1> clock_steps{
    "CREATE TABLE hooklatch_clock(id INTEGER PRIMARY KEY CHECK(id = 1), seen INTEGER NOT NULL);"
    "INSERT INTO hooklatch_clock(id, seen) VALUES(1, 0)"};

/// Opens a database, and refuses one that would not keep what its use promises.
class opener {
 public:
  [[nodiscard]] static result<std::shared_ptr<database>> open(sqlite_use use, std::string path,
                                                              const sqlite_options& options) {
    auto made = std::make_shared<database>(use, options);
    opener work(*made, options);
    auto done = work.prepare(std::move(path));
    if (!done) return done.error();
    return made;
  }

 private:
  opener(database& made, const sqlite_options& options) noexcept : made_(made), options_(options) {}

  [[nodiscard]] result<void> prepare(std::string path) {
    // 3.24 brought ON CONFLICT DO UPDATE.
    if (sqlite3_threadsafe() == 0 || sqlite3_libversion_number() < 3024000) return errc::store_misconfigured;
    const bool memory = made_.use_ == sqlite_use::memory;
    if (memory) path = ":memory:";
    // An empty name is a temporary database, and a URI can switch locks off.
    if (!memory && (path.empty() || path == ":memory:" || path.starts_with("file:"))) return errc::store_misconfigured;
    if (!memory && inherited(path)) return errc::store_forked;
    last_ = made_.due();

    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    auto writer = connection::open(path, flags, vfs(), made_.timeout_);
    if (!writer) return writer.error() == errc::store_unavailable ? cannot_open(path) : writer.error();
    made_.writer_ = *std::move(writer);
    made_.writer_->until(last_);
    if (!memory) {
      // Absolute, and behind symbolic links: the same file has the same lock, however it is called.
      const char* name = sqlite3_db_filename(made_.writer_->handle(), "main");
      if (name == nullptr || *name == '\0') return errc::store_misconfigured;
      if (sqlite3_db_readonly(made_.writer_->handle(), "main") != 0) return errc::store_read_only;
      path = name;
      if (auto held = guard(path); !held) return held;
    }
    if (auto set = set_journal(); !set) return set;
    if (auto set = set_levels(); !set) return set;
    if (auto tables = made_.install("clock", clock_steps, {}); !tables) return tables;
    if (auto told = resume_time(); !told) return told;
    return memory ? result<void>() : open_readers(path);
  }

  // SQLite says only that it cannot open the file.
  [[nodiscard]] static errc cannot_open(const std::string& path) noexcept {
    const auto slash = path.rfind('/');
    const auto folder = slash == std::string::npos ? std::string(".") : path.substr(0, slash + 1);
    const bool there = ::access(path.c_str(), F_OK) == 0;
    if (::access(there ? path.c_str() : folder.c_str(), W_OK) == 0) return errc::store_unavailable;
    return errno == EROFS || errno == EACCES || errno == EPERM ? errc::store_read_only : errc::store_unavailable;
  }

  [[nodiscard]] result<void> guard(const std::string& path) {
    struct stat found;
    if (::stat(path.c_str(), &found) != 0) return errc::store_unavailable;
    made_.mark_ = open_mark(found);
    auto lock =
        file_lock::take(path + "-hooklatch", found.st_mode & 0666, made_.use_ == sqlite_use::several_processes, last_);
    if (!lock) return lock.error();
    made_.lock_ = *std::move(lock);
    return {};
  }

  [[nodiscard]] result<void> set_journal() {
    const bool several = made_.use_ == sqlite_use::several_processes;
    auto wanted = options_.journal;
    if (wanted == sqlite_journal::by_use) wanted = several ? sqlite_journal::rollback : sqlite_journal::wal;
    made_.log_ = wanted == sqlite_journal::wal;
    if (several && made_.log_ && has_wal_reset_defect(sqlite3_libversion_number()) &&
        !options_.accept_wal_reset_defect) {
      return errc::store_misconfigured;
    }
    const auto is = made_.writer_->ask(made_.log_ ? "PRAGMA journal_mode=WAL" : "PRAGMA journal_mode=TRUNCATE");
    if (!is) return is.error();
    const char* const promised = made_.use_ == sqlite_use::memory ? "memory" : made_.log_ ? "wal" : "truncate";
    if (*is != promised) return errc::store_misconfigured;
    if (made_.use_ == sqlite_use::memory) made_.log_ = true;  // nothing to synchronise
    return {};
  }

  // Read back, because a build of SQLite can be made to ignore them.
  [[nodiscard]] result<void> set_levels() {
    auto& on = *made_.writer_;
    if (made_.use_ == sqlite_use::memory) return {};
    // Where plain fsync does not reach the disk (macOS).
    if (const int code = on.run("PRAGMA fullfsync=1; PRAGMA checkpoint_fullfsync=1"); code != SQLITE_OK) {
      return error_of(code);
    }
    for (const auto level : {sync_level::normal, sync_level::full}) {
      if (const int code = on.synchronize(level); code != SQLITE_OK) return error_of(code);
      const auto is = on.ask("PRAGMA synchronous");
      if (!is) return is.error();
      if (*is != std::to_string(static_cast<int>(level))) return errc::store_misconfigured;
    }
    const auto locking = on.ask("PRAGMA locking_mode");
    if (!locking) return locking.error();
    if (*locking != "normal") return errc::store_misconfigured;
    return {};
  }

  [[nodiscard]] result<void> resume_time() {
    query seen(*made_.writer_, read_seen);
    const int code = seen.step();
    if (code != SQLITE_ROW) return code == SQLITE_DONE ? errc::store_corrupt : error_of(code);
    made_.time_.at_least(std::clamp<microseconds>(seen.integer(0), 0, last_moment));
    return {};
  }

  [[nodiscard]] result<void> open_readers(const std::string& path) {
    const auto wanted = std::clamp<std::size_t>(options_.readers, 1, 64);
    made_.free_.reserve(wanted);
    for (std::size_t i = 0; i < wanted; ++i) {
      const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
      auto reader = connection::open(path, flags, vfs(), made_.timeout_);
      if (!reader) return reader.error();
      made_.readers_.push_back(*std::move(reader));
      auto& on = *made_.readers_.back();
      on.until(last_);
      sqlite3_db_config(on.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
      if (const int code = on.run("PRAGMA query_only=1; SELECT 1 FROM sqlite_master"); code != SQLITE_OK) {
        return error_of(code);
      }
      made_.free_.push_back(&on);
    }
    return {};
  }

  [[nodiscard]] const char* vfs() const noexcept { return options_.vfs.empty() ? nullptr : options_.vfs.c_str(); }

  database& made_;
  const sqlite_options& options_;
  deadline last_{};
};

}  // namespace detail::sqlite
}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/sqlite_options.hpp>
#include <hooklatch/detail/sqlite/connection.hpp>
#include <hooklatch/detail/sqlite/file_guard.hpp>
#include <hooklatch/detail/sqlite/gate.hpp>
#include <hooklatch/detail/sqlite/schema.hpp>
#include <hooklatch/detail/sqlite/store_time.hpp>

#include <sqlite3.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail::sqlite {

inline constexpr sql begin_immediate{48, "BEGIN IMMEDIATE"};
inline constexpr sql commit_all{49, "COMMIT"};
inline constexpr sql roll_back{50, "ROLLBACK"};
inline constexpr sql read_seen{51, "SELECT seen FROM hooklatch_clock WHERE id = 1"};
inline constexpr sql write_seen{52, "UPDATE hooklatch_clock SET seen = max(seen, ?1) WHERE id = 1"};

/// An open database: one connection that writes and checkpoints, and some that only read. With one connection that
/// does both, the defect of `has_wal_reset_defect` has nobody to race with in this process.
///
/// Made by `opener`. In a forked child it is dead: every use is `store_forked`, and its destructor touches nothing,
/// because closing would write to what the parent has open.
class database {
 public:
  database(sqlite_use use, const sqlite_options& options)
      : use_(use),
        timeout_(std::clamp<std::chrono::milliseconds>(options.timeout, std::chrono::milliseconds(0),
                                                       std::chrono::hours(24))),
        time_(options.clock, use == sqlite_use::several_processes) {}
  database(const database&) = delete;
  database& operator=(const database&) = delete;
  ~database() {
    if (forked()) {
      for (auto& each : readers_) static_cast<void>(each.release());
      static_cast<void>(writer_.release());
      return;
    }
    readers_.clear();  // before the writer, which then is the last one and checkpoints
  }

  [[nodiscard]] bool forked() const noexcept { return process_ != ::getpid(); }
  [[nodiscard]] deadline due() const noexcept { return std::chrono::steady_clock::now() + timeout_; }
  [[nodiscard]] microseconds now() { return time_.now(); }

  /// The connection for reading that a call has; goes back when the call ends.
  class reading {
   public:
    reading(database& from, connection& on) noexcept : from_(&from), on_(&on) {}
    reading(reading&& other) noexcept : from_(std::exchange(other.from_, nullptr)), on_(other.on_) {}
    reading& operator=(reading&&) = delete;
    ~reading() {
      if (from_ != nullptr) from_->put_back(*on_);
    }
    [[nodiscard]] connection& on() const noexcept { return *on_; }

   private:
    database* from_;
    connection* on_;
  };

  [[nodiscard]] result<reading> read(deadline last) {
    if (forked()) return errc::store_forked;
    if (readers_.empty()) {  // in memory: one connection is all there is
      if (!gate_.enter(last)) return errc::store_timeout;
      return reading(*this, *writer_);
    }
    std::unique_lock lock(readers_mutex_);
    if (!reader_free_.wait_until(lock, last, [this] { return !free_.empty(); })) return errc::store_timeout;
    auto* const on = free_.back();
    free_.pop_back();
    on->until(last);
    return reading(*this, *on);
  }

  /// A transaction that has the write lock; rolled back unless it is committed.
  class writing {
   public:
    writing(writing&& other) noexcept : on_(std::exchange(other.on_, nullptr)) {}
    writing& operator=(writing&& other) noexcept {
      if (this != &other) {
        abandon();
        on_ = std::exchange(other.on_, nullptr);
      }
      return *this;
    }
    ~writing() { abandon(); }

    [[nodiscard]] connection& on() const noexcept { return *on_->writer_; }
    [[nodiscard]] bool open() const noexcept { return on_ != nullptr; }
    [[nodiscard]] bool is_of(const database& other) const noexcept { return on_ == &other; }

    /// It is over then, whatever the answer.
    [[nodiscard]] result<void> commit() noexcept {
      if (on_ == nullptr) return errc::store_misconfigured;
      if (on_->forked()) return errc::store_forked;
      // SQLite rolls back by itself after some errors, and the application may have ended it.
      int code = on().in_transaction() ? SQLITE_OK : SQLITE_IOERR;
      if (code == SQLITE_OK) code = query(on(), commit_all).run();
      abandon();
      if (code == SQLITE_OK) return {};
      return error_of_commit(code);
    }

   private:
    friend class database;
    explicit writing(database& on) noexcept : on_(&on) {}

    void abandon() noexcept {
      auto* const from = std::exchange(on_, nullptr);
      if (from == nullptr || from->forked()) return;
      auto& writer = *from->writer_;
      if (writer.in_transaction() && query(writer, roll_back).run() != SQLITE_OK) {
        static_cast<void>(writer.run("ROLLBACK"));
      }
      from->gate_.leave();
    }

    database* on_;
  };

  /// `how_much` of it is on the disk when `commit` returns; with a rollback journal always all.
  [[nodiscard]] result<writing> write(sync_level how_much, deadline last) {
    if (forked()) return errc::store_forked;
    if (!gate_.enter(last)) return errc::store_timeout;
    writing made(*this);
    auto& on = *writer_;
    on.until(last);
    if (on.in_transaction()) static_cast<void>(on.run("ROLLBACK"));
    int code = on.synchronize(log_ ? how_much : sync_level::full);
    if (code == SQLITE_OK) code = query(on, begin_immediate).run();
    if (code == SQLITE_OK) code = moved();
    if (code != SQLITE_OK) return error_of(code);
    return made;
  }

  /// The tables of a part, see `migrate`, and what `reads` from them. That is prepared now, because a reader that does
  /// not know the tables yet would take an I/O error for a table that is missing.
  [[nodiscard]] result<void> install(const char* part, std::span<const char* const> steps, std::span<const sql> reads) {
    if (forked()) return errc::store_forked;
    const auto last = due();
    if (!gate_.enter(last)) return errc::store_timeout;
    const leaver out{gate_};
    writer_->until(last);
    if (auto tables = migrate(*writer_, part, steps); !tables) return tables;
    std::vector<reading> all;
    for (std::size_t i = 0; i < readers_.size(); ++i) {
      auto one = read(last);
      if (!one) return one.error();
      all.push_back(*std::move(one));
      auto& on = all.back().on();
      int code = on.run("SELECT 1 FROM sqlite_master");  // sees that there are other tables now
      for (const auto& each : reads) {
        if (code == SQLITE_OK) static_cast<void>(on.prepared(each, code));
      }
      if (code != SQLITE_OK) return error_of(code);
    }
    return {};
  }

  /// The fence of a claim that follows one with the fence `before`, or none that is known: 0. Within a transaction.
  [[nodiscard]] result<std::uint64_t> next_fence(std::int64_t before, microseconds now) {
    if (before == 0) {  // it may have been deleted
      query seen(*writer_, read_seen);
      const int code = seen.step();
      if (code != SQLITE_ROW) return code == SQLITE_DONE ? errc::store_corrupt : error_of(code);
      before = std::clamp<std::int64_t>(seen.integer(0), 0, last_moment);
    }
    return static_cast<std::uint64_t>(std::max({before + 1, now, std::int64_t{1}}));
  }
  /// Notes that this moment, or fence, has been: at once where rows are deleted, else once a minute. Within a
  /// transaction.
  [[nodiscard]] int note(microseconds moment, bool at_once) {
    if (!at_once && moment < noted_ + 60'000'000) return SQLITE_OK;
    const int code = query(*writer_, write_seen).bind(1, moment).run();
    if (code == SQLITE_OK) noted_ = moment;
    return code;
  }

 private:
  friend class opener;

  struct leaver {
    gate& from;
    ~leaver() { from.leave(); }
  };

  void put_back(connection& on) noexcept {
    if (&on == writer_.get()) {
      gate_.leave();
      return;
    }
    {
      const std::lock_guard lock(readers_mutex_);
      free_.push_back(&on);  // reserved when it was opened
    }
    reader_free_.notify_one();
  }

  // A file that was deleted or replaced can still be written; what is in it is lost all the same.
  [[nodiscard]] int moved() noexcept {
    int answer = 0;
    if (use_ == sqlite_use::memory) return SQLITE_OK;
    const int code = sqlite3_file_control(writer_->handle(), "main", SQLITE_FCNTL_HAS_MOVED, &answer);
    return code == SQLITE_OK && answer != 0 ? SQLITE_READONLY_DBMOVED : SQLITE_OK;
  }

  pid_t process_ = ::getpid();
  sqlite_use use_;
  bool log_ = false;  // write-ahead
  std::chrono::milliseconds timeout_;
  store_time time_;
  microseconds noted_ = 0;
  file_lock lock_;  // let go after the connections are closed
  open_mark mark_;
  gate gate_;
  std::unique_ptr<connection> writer_;
  std::mutex readers_mutex_;
  std::condition_variable reader_free_;
  std::vector<connection*> free_;
  std::vector<std::unique_ptr<connection>> readers_;
};

}  // namespace detail::sqlite
}  // namespace v0
}  // namespace hooklatch

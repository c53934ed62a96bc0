// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/sqlite/error.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <thread>

static_assert(SQLITE_VERSION_NUMBER >= 3024000, "hooklatch needs SQLite 3.24 or newer");

namespace hooklatch {
inline namespace v0 {
namespace detail::sqlite {

using deadline = std::chrono::steady_clock::time_point;

/// How much of a commit is on the disk before it returns; the numbers are SQLite's.
enum class sync_level : int { unknown = -1, normal = 1, full = 2 };

/// One statement of ours, and its place among a connection's prepared statements.
struct sql {
  std::size_t slot;
  const char* text;
};
inline constexpr std::size_t slots = 64;  // 0 dedup, 16 inbox, 48 every database

/// One open database handle with its prepared statements. One thread at a time.
class connection {
 public:
  [[nodiscard]] static result<std::unique_ptr<connection>> open(const std::string& path, int flags, const char* vfs,
                                                                std::chrono::milliseconds timeout) {
    std::unique_ptr<connection> made(new connection(timeout));
    const int code = sqlite3_open_v2(path.c_str(), &made->handle_, flags, vfs);
    if (made->handle_ == nullptr) return errc::store_unavailable;  // no memory even for the handle
    if (code != SQLITE_OK) return error_of(code);
    sqlite3_extended_result_codes(made->handle_, 1);
    sqlite3_busy_handler(made->handle_, &connection::wait, made.get());
    return made;
  }
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection() {
    for (auto* each : prepared_) sqlite3_finalize(each);
    sqlite3_close_v2(handle_);  // waits for what the application has not finalized
  }

  [[nodiscard]] sqlite3* handle() const noexcept { return handle_; }
  [[nodiscard]] bool in_transaction() const noexcept { return sqlite3_get_autocommit(handle_) == 0; }
  [[nodiscard]] std::int64_t changes() const noexcept { return sqlite3_changes(handle_); }

  /// Until when a call may wait for other processes; a single wait never takes longer than the timeout.
  void until(deadline last) noexcept { last_ = last; }

  /// The statement, prepared at its first use; null with `code` set where it cannot be.
  [[nodiscard]] sqlite3_stmt* prepared(const sql& what, int& code) noexcept {
    auto*& kept = prepared_[what.slot];
    if (kept == nullptr) code = sqlite3_prepare_v3(handle_, what.text, -1, SQLITE_PREPARE_PERSISTENT, &kept, nullptr);
    return kept;
  }
  /// Any number of statements without results. What is read goes to nobody.
  [[nodiscard]] int run(const char* text) noexcept { return sqlite3_exec(handle_, text, nullptr, nullptr, nullptr); }
  /// The first column of the first row as text: for pragmas.
  [[nodiscard]] result<std::string> ask(const char* text) {
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(handle_, text, -1, &statement, nullptr);
    std::string answer;
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
      const auto* read = sqlite3_column_text(statement, 0);
      if (read != nullptr) answer = reinterpret_cast<const char*>(read);
    }
    sqlite3_finalize(statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) return error_of(code);
    return answer;
  }

  /// Cannot be changed inside a transaction. Asked of SQLite only where it is not so already.
  [[nodiscard]] int synchronize(sync_level wanted) noexcept {
    if (wanted == level_) return SQLITE_OK;
    level_ = sync_level::unknown;
    const int code = run(wanted == sync_level::full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
    if (code == SQLITE_OK) level_ = wanted;
    return code;
  }
  /// The application had the handle: it may have changed what we remember of it.
  void forget_level() noexcept { level_ = sync_level::unknown; }

 private:
  explicit connection(std::chrono::milliseconds timeout) noexcept : timeout_(timeout) {}

  static int wait(void* of, int times) noexcept {
    using namespace std::chrono_literals;
    auto& self = *static_cast<connection*>(of);
    const auto now = std::chrono::steady_clock::now();
    if (times == 0) self.waits_until_ = std::min(self.last_, now + self.timeout_);
    if (now >= self.waits_until_) return 0;
    const auto pause = std::min<std::chrono::steady_clock::duration>(times < 10 ? 200us : 2000us,  //
                                                                     self.waits_until_ - now);
    std::this_thread::sleep_for(pause);
    return 1;
  }

  sqlite3* handle_ = nullptr;
  std::array<sqlite3_stmt*, slots> prepared_{};
  std::chrono::milliseconds timeout_;
  deadline last_ = deadline::max();
  deadline waits_until_ = deadline::max();
  sync_level level_ = sync_level::unknown;
};

/// One run of a prepared statement. What is bound is not copied: it has to live until the run ends.
class query {
 public:
  query(connection& on, const sql& what) noexcept : statement_(on.prepared(what, code_)) {}
  query(const query&) = delete;
  query& operator=(const query&) = delete;
  ~query() {
    if (statement_ == nullptr) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }

  query& bind(int at, std::int64_t value) noexcept {
    if (code_ == SQLITE_OK) code_ = sqlite3_bind_int64(statement_, at, value);
    return *this;
  }
  query& bind(int at, byte_view value) noexcept {
    // A null pointer would bind NULL, not an empty blob.
    const void* data = value.empty() ? "" : static_cast<const void*>(value.data());
    if (code_ == SQLITE_OK) code_ = sqlite3_bind_blob64(statement_, at, data, value.size(), nullptr);
    return *this;
  }
  query& bind(int at, std::string_view value) noexcept { return bind(at, to_bytes(value)); }

  /// `SQLITE_ROW`, `SQLITE_DONE` or an error.
  [[nodiscard]] int step() noexcept {
    if (code_ == SQLITE_OK || code_ == SQLITE_ROW) code_ = sqlite3_step(statement_);
    return code_;
  }
  /// Runs it to its end.
  [[nodiscard]] int run() noexcept {
    while (step() == SQLITE_ROW) {
    }
    return code_ == SQLITE_DONE ? SQLITE_OK : code_;
  }

  [[nodiscard]] bool is_null(int column) const noexcept {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  [[nodiscard]] bool is_integer(int column) const noexcept {
    return sqlite3_column_type(statement_, column) == SQLITE_INTEGER;
  }
  [[nodiscard]] std::int64_t integer(int column) const noexcept { return sqlite3_column_int64(statement_, column); }
  /// Until the next step. `whole` is false where no memory was left for it.
  [[nodiscard]] byte_view blob(int column, bool& whole) const noexcept {
    const void* data = sqlite3_column_blob(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    whole = data != nullptr || size == 0;
    return whole ? byte_view(static_cast<const std::byte*>(data), size) : byte_view();
  }

 private:
  int code_ = SQLITE_OK;
  sqlite3_stmt* statement_;
};

}  // namespace detail::sqlite
}  // namespace v0
}  // namespace hooklatch

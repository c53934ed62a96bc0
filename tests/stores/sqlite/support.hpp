// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/dedup/sqlite_store.hpp>
#include <hooklatch/inbox/sqlite_inbox.hpp>
#include <hooklatch/testing/manual_clock.hpp>

#include <sqlite3.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sqlite_tests {

using namespace hooklatch;
using namespace std::chrono_literals;

/// A folder that is gone with everything in it at the end.
class folder {
 public:
  folder() {
    auto name = (std::filesystem::temp_directory_path() / "hooklatch-sqlite-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder can be made");
    path_ = name;
  }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  ~folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string file(std::string_view name = "hooks.db") const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline dedup_key key_of(std::uint32_t n) {
  dedup_key key;
  for (std::size_t i = 0; i < 4; ++i) key.bytes[i] = static_cast<std::uint8_t>(n >> (8 * i));
  return key;
}

inline claim_request ask(std::uint32_t n, std::uint32_t nonce = 1, std::uint8_t digest = 0) {
  claim_request request;
  request.key = key_of(n);
  for (std::size_t i = 0; i < 4; ++i) request.nonce.bytes[i] = static_cast<std::uint8_t>(nonce >> (8 * i));
  request.digest.bytes[0] = digest;
  return request;
}

inline inbox_delivery delivery(std::uint32_t n, std::string_view body = "{}", std::string_view ordering_key = {}) {
  inbox_delivery made;
  made.key = key_of(n);
  made.provider = "zuba";
  made.event_id = "evt";
  made.event_type = "payout.paid";
  made.body = to_bytes(body);
  made.headers = R"([["content-type","application/json"]])";
  made.signature = "c0ffee";
  made.ordering_key = ordering_key;
  made.received_at = instant(1774276200, 123456000);
  return made;
}

inline sqlite_options with_clock(const testing::manual_clock& clock, std::chrono::milliseconds timeout = 2s) {
  sqlite_options options;
  options.clock = [clock] { return clock.now(); };
  options.timeout = timeout;
  return options;
}

/// A connection of somebody else's, to look at a file or to damage it.
class stranger {
 public:
  explicit stranger(const std::string& path) {
    if (sqlite3_open(path.c_str(), &handle_) != SQLITE_OK) throw std::runtime_error("cannot open " + path);
  }
  stranger(const stranger&) = delete;
  stranger& operator=(const stranger&) = delete;
  ~stranger() { sqlite3_close(handle_); }

  /// The first column of the first row; "NULL" where that is null, and the error's text in "error: ...".
  std::string ask(const std::string& text) { return ask_on(handle_, text); }
  static std::string ask_on(sqlite3* on, const std::string& text) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(on, text.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
      return std::string("error: ") + sqlite3_errmsg(on);
    }
    const int code = sqlite3_step(statement);
    std::string answer;
    if (code == SQLITE_ROW) {
      const auto* read = sqlite3_column_text(statement, 0);
      answer = read == nullptr ? "NULL" : reinterpret_cast<const char*>(read);
    } else if (code != SQLITE_DONE) {
      answer = std::string("error: ") + sqlite3_errmsg(on);
    }
    sqlite3_finalize(statement);
    return answer;
  }
  void run(const std::string& text) {
    if (sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
      throw std::runtime_error(std::string(sqlite3_errmsg(handle_)) + " in " + text);
    }
  }

 private:
  sqlite3* handle_ = nullptr;
};

/// Runs `work` in a forked child, which ends with what it returns; never comes back there.
inline pid_t in_child(const std::function<int()>& work) {
  const auto child = ::fork();
  if (child < 0) throw std::runtime_error("no process can be forked");
  if (child == 0) {
    int code = 99;
    try {
      code = work();
    } catch (...) {
      code = 98;
    }
    ::_exit(code);
  }
  return child;
}
/// The child's exit code; -1 where a signal ended it.
inline int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace sqlite_tests

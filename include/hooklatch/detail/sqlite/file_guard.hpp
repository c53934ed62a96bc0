// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <new>
#include <string>
#include <thread>
#include <utility>

namespace hooklatch {
inline namespace v0 {
namespace detail::sqlite {

/// Holds an empty file beside the database for as long as the database is open: alone, or together with others that
/// hold it together. The system lets go when the process ends, however it ends. The lock is the open file's, not the
/// process's, so that it also keeps a second handle of one process out, and nobody loses it by closing a file.
class file_lock {
 public:
  /// `store_misconfigured` where it is held by others until `last`.
  [[nodiscard]] static result<file_lock> take(const std::string& path, mode_t mode, bool together,
                                              std::chrono::steady_clock::time_point last) noexcept {
    using namespace std::chrono_literals;
    file_lock made(::open(path.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, mode));
    if (made.file_ < 0) {
      return errno == EROFS || errno == EACCES || errno == EPERM ? errc::store_read_only : errc::store_unavailable;
    }
    while (::flock(made.file_, (together ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK && errno != EINTR) return errc::store_unavailable;
      if (std::chrono::steady_clock::now() >= last) return errc::store_misconfigured;
      std::this_thread::sleep_for(5ms);
    }
    return made;
  }
  file_lock() noexcept = default;
  file_lock(file_lock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  file_lock& operator=(file_lock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }
  // Only closed, never unlocked: in a forked child that leaves the parent's lock alone.
  ~file_lock() {
    if (file_ >= 0) ::close(file_);
  }

 private:
  explicit file_lock(int file) noexcept : file_(file) {}

  int file_ = -1;
};

/// One database file that this process has open. SQLite keeps a list of its own of the locks it holds on a file, which
/// a forked child inherits although the locks stay with the parent: a child that opens the file anew believes that it
/// has them. So a child is kept from opening what was open when it was forked.
struct open_file {
  std::atomic<pid_t> owner{0};  // 0: free
  std::atomic<std::uint64_t> device{0};
  std::atomic<std::uint64_t> number{0};
  open_file* next = nullptr;
};

// A list that only grows, without a mutex: one that another thread holds in the moment of the fork would be held for
// ever in the child. Default visibility, so that there is one in a process.
[[gnu::visibility("default")]] inline std::atomic<open_file*>& open_files() noexcept {
  static std::atomic<open_file*> first{nullptr};
  return first;
}

/// Whether the file was open in a parent when this process was forked.
[[nodiscard]] inline bool inherited(const std::string& path) noexcept {
  struct stat found;
  if (::stat(path.c_str(), &found) != 0) return false;
  for (auto* each = open_files().load(); each != nullptr; each = each->next) {
    const auto owner = each->owner.load();
    if (owner != 0 && owner != ::getpid() && each->device == static_cast<std::uint64_t>(found.st_dev) &&
        each->number == static_cast<std::uint64_t>(found.st_ino)) {
      return true;
    }
  }
  return false;
}

/// Keeps a file in the list while it lives.
class open_mark {
 public:
  open_mark() noexcept = default;
  explicit open_mark(const struct stat& file) : held_(free_one()) {
    held_->device = static_cast<std::uint64_t>(file.st_dev);
    held_->number = static_cast<std::uint64_t>(file.st_ino);
  }
  open_mark(open_mark&& other) noexcept : held_(std::exchange(other.held_, nullptr)) {}
  open_mark& operator=(open_mark&& other) noexcept {
    std::swap(held_, other.held_);
    return *this;
  }
  ~open_mark() {
    if (held_ != nullptr && held_->owner == ::getpid()) held_->owner = 0;
  }

 private:
  [[nodiscard]] static open_file* free_one() {
    auto& first = open_files();
    for (auto* each = first.load(); each != nullptr; each = each->next) {
      pid_t nobody = 0;
      if (each->owner.compare_exchange_strong(nobody, ::getpid())) return each;
    }
    auto* made = new open_file;
    made->owner = ::getpid();
    made->next = first.load();
    while (!first.compare_exchange_weak(made->next, made)) {
    }
    return made;
  }

  open_file* held_ = nullptr;
};

}  // namespace detail::sqlite
}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace sqlite_tests {

/// What SQLite asks of a file.
enum class io { open, read, write, truncate, sync, size, lock, shared_memory };

/// A SQLite VFS over the machine's own, registered under `name` while it lives: it counts, it can fail any call, and it
/// can tell what a disk holds when the power goes. One at a time under one name.
class shim_vfs {
 public:
  explicit shim_vfs(std::string name) : name_(std::move(name)), real_(sqlite3_vfs_find(nullptr)) {
    if (real_ == nullptr) throw std::runtime_error("SQLite has no VFS");
    vfs_ = *real_;
    vfs_.pNext = nullptr;
    vfs_.zName = name_.c_str();
    vfs_.pAppData = this;
    vfs_.szOsFile = static_cast<int>(sizeof(file)) + real_->szOsFile;
    vfs_.xOpen = [](sqlite3_vfs* vfs, const char* path, sqlite3_file* to, int flags, int* out) {
      return of(vfs).open(path, to, flags, out);
    };
    vfs_.xDelete = [](sqlite3_vfs* vfs, const char* path, int flush) { return of(vfs).remove(path, flush); };
    if (sqlite3_vfs_register(&vfs_, 0) != SQLITE_OK) throw std::runtime_error("the VFS cannot be registered");
  }
  shim_vfs(const shim_vfs&) = delete;
  shim_vfs& operator=(const shim_vfs&) = delete;
  ~shim_vfs() { sqlite3_vfs_unregister(&vfs_); }

  /// Asked before each call: `SQLITE_OK`, or what the call is to answer instead of being made.
  void on_call(std::function<int(io)> hook) {
    const std::lock_guard lock(mutex_);
    hook_ = std::move(hook);
  }
  [[nodiscard]] std::size_t syncs() {
    const std::lock_guard lock(mutex_);
    return syncs_;
  }
  /// Files are opened for reading only, as on a file system that is mounted so.
  bool read_only = false;
  /// Files have no shared memory, so that there can be no write-ahead log.
  bool without_log = false;
  /// `fsync` is left out, where only the record of what was synchronised matters.
  bool sync_is_pretended = false;

  /// From now on everything that is written is recorded.
  void record() {
    const std::lock_guard lock(mutex_);
    recording_ = true;
  }
  [[nodiscard]] std::size_t recorded() {
    const std::lock_guard lock(mutex_);
    return calls_;
  }
  /// The power goes at the `call`-th recorded write, truncation or sync: that one and all after it fail.
  void cut_at(std::size_t call) {
    const std::lock_guard lock(mutex_);
    cut_at_ = call;
  }
  /// What the disk may hold after the cut, by the files' paths: what was synchronised, and any part of the rest, in
  /// pieces of 512 bytes.
  [[nodiscard]] std::map<std::string, std::string> after_the_cut(std::mt19937_64& random) {
    const std::lock_guard lock(mutex_);
    std::map<std::string, std::string> left;
    for (auto& [path, held] : disks_) {
      if (held.durable.empty() && held.pending.empty()) continue;
      auto bytes = held.durable;
      for (const auto& each : held.pending) {
        const auto fate = random() % 10;
        if (fate < 3) continue;
        if (each.truncates) {
          bytes.resize(each.at);
          continue;
        }
        for (std::size_t from = 0; from < each.bytes.size(); from += 512) {
          if (fate > 6 && random() % 2 == 0) continue;  // torn
          const auto count = std::min<std::size_t>(512, each.bytes.size() - from);
          if (bytes.size() < each.at + from + count) bytes.resize(each.at + from + count);
          bytes.replace(each.at + from, count, each.bytes, from, count);
        }
      }
      left[path] = bytes;
    }
    return left;
  }

 private:
  struct change {
    bool truncates;
    std::size_t at;
    std::string bytes;
  };
  struct disk {
    std::string durable;
    std::vector<change> pending;
  };
  struct file {
    sqlite3_file base;
    shim_vfs* shim;
    disk* on;
    // The real file stands behind it.
    [[nodiscard]] sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  };

  static shim_vfs& of(sqlite3_vfs* vfs) { return *static_cast<shim_vfs*>(vfs->pAppData); }
  static file& at(sqlite3_file* handle) { return *reinterpret_cast<file*>(handle); }

  // The answer that replaces the call, if any.
  int before(io what) {
    const std::lock_guard lock(mutex_);
    if (cut_at_ != 0 && calls_ >= cut_at_) return SQLITE_IOERR;
    if (what == io::sync) ++syncs_;
    return hook_ ? hook_(what) : SQLITE_OK;
  }
  int keep(disk* on, change made) {
    const std::lock_guard lock(mutex_);
    if (!recording_ || on == nullptr) return SQLITE_OK;
    ++calls_;
    // The one that is cut off may still have got to the disk, or parts of it.
    on->pending.push_back(std::move(made));
    return cut_at_ != 0 && calls_ >= cut_at_ ? SQLITE_IOERR : SQLITE_OK;
  }
  int keep_sync(disk* on) {
    const std::lock_guard lock(mutex_);
    if (!recording_ || on == nullptr) return SQLITE_OK;
    ++calls_;
    if (cut_at_ != 0 && calls_ >= cut_at_) return SQLITE_IOERR;
    for (auto& each : on->pending) {
      if (each.truncates) {
        on->durable.resize(each.at);
      } else {
        if (on->durable.size() < each.at + each.bytes.size()) on->durable.resize(each.at + each.bytes.size());
        on->durable.replace(each.at, each.bytes.size(), each.bytes);
      }
    }
    on->pending.clear();
    return SQLITE_OK;
  }

  int open(const char* path, sqlite3_file* to, int flags, int* out) {
    auto& made = at(to);
    made.base.pMethods = nullptr;
    made.shim = this;
    made.on = nullptr;
    if (const int code = before(io::open); code != SQLITE_OK) return code;
    if (read_only) flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
    const int code = real_->xOpen(real_, path, made.real(), flags, out);
    if (made.real()->pMethods == nullptr) return code;
    made.base.pMethods = methods();
    if (code == SQLITE_OK && path != nullptr) {
      const std::lock_guard lock(mutex_);
      made.on = &disks_[path];
    }
    return code;
  }
  int remove(const char* path, int flush) {
    {
      const std::lock_guard lock(mutex_);
      if (cut_at_ != 0 && calls_ >= cut_at_) return SQLITE_IOERR;
      disks_[path] = disk();
    }
    return real_->xDelete(real_, path, flush);
  }

  [[nodiscard]] const sqlite3_io_methods* methods() {
    auto& m = methods_;
    m.iVersion = without_log ? 1 : 2;
    m.xClose = [](sqlite3_file* f) { return at(f).real()->pMethods->xClose(at(f).real()); };
    m.xRead = [](sqlite3_file* f, void* to, int count, sqlite3_int64 from) {
      const int code = at(f).shim->before(io::read);
      return code != SQLITE_OK ? code : at(f).real()->pMethods->xRead(at(f).real(), to, count, from);
    };
    m.xWrite = [](sqlite3_file* f, const void* from, int count, sqlite3_int64 to) {
      int code = at(f).shim->before(io::write);
      if (code == SQLITE_OK) {
        code =
            at(f).shim->keep(at(f).on, {false, static_cast<std::size_t>(to),
                                        std::string(static_cast<const char*>(from), static_cast<std::size_t>(count))});
      }
      return code != SQLITE_OK ? code : at(f).real()->pMethods->xWrite(at(f).real(), from, count, to);
    };
    m.xTruncate = [](sqlite3_file* f, sqlite3_int64 to) {
      int code = at(f).shim->before(io::truncate);
      if (code == SQLITE_OK) code = at(f).shim->keep(at(f).on, {true, static_cast<std::size_t>(to), {}});
      return code != SQLITE_OK ? code : at(f).real()->pMethods->xTruncate(at(f).real(), to);
    };
    m.xSync = [](sqlite3_file* f, int flags) {
      int code = at(f).shim->before(io::sync);
      if (code == SQLITE_OK) code = at(f).shim->keep_sync(at(f).on);
      if (code != SQLITE_OK || at(f).shim->sync_is_pretended) return code;
      return at(f).real()->pMethods->xSync(at(f).real(), flags);
    };
    m.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
      const int code = at(f).shim->before(io::size);
      return code != SQLITE_OK ? code : at(f).real()->pMethods->xFileSize(at(f).real(), size);
    };
    m.xLock = [](sqlite3_file* f, int level) {
      const int code = at(f).shim->before(io::lock);
      return code != SQLITE_OK ? code : at(f).real()->pMethods->xLock(at(f).real(), level);
    };
    m.xUnlock = [](sqlite3_file* f, int level) { return at(f).real()->pMethods->xUnlock(at(f).real(), level); };
    m.xCheckReservedLock = [](sqlite3_file* f, int* held) {
      return at(f).real()->pMethods->xCheckReservedLock(at(f).real(), held);
    };
    m.xFileControl = [](sqlite3_file* f, int what, void* with) {
      return at(f).real()->pMethods->xFileControl(at(f).real(), what, with);
    };
    m.xSectorSize = [](sqlite3_file* f) { return at(f).real()->pMethods->xSectorSize(at(f).real()); };
    m.xDeviceCharacteristics = [](sqlite3_file* f) {
      return at(f).real()->pMethods->xDeviceCharacteristics(at(f).real());
    };
    m.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** to) {
      const int code = at(f).shim->before(io::shared_memory);
      return code != SQLITE_OK ? code : at(f).real()->pMethods->xShmMap(at(f).real(), page, size, extend, to);
    };
    m.xShmLock = [](sqlite3_file* f, int offset, int count, int flags) {
      const bool unlocks = (flags & SQLITE_SHM_UNLOCK) != 0;
      const int code = unlocks ? SQLITE_OK : at(f).shim->before(io::shared_memory);
      return code != SQLITE_OK ? code : at(f).real()->pMethods->xShmLock(at(f).real(), offset, count, flags);
    };
    m.xShmBarrier = [](sqlite3_file* f) { at(f).real()->pMethods->xShmBarrier(at(f).real()); };
    m.xShmUnmap = [](sqlite3_file* f, int remove) { return at(f).real()->pMethods->xShmUnmap(at(f).real(), remove); };
    return &m;
  }

  std::string name_;
  sqlite3_vfs* real_;
  sqlite3_vfs vfs_{};
  sqlite3_io_methods methods_{};
  std::mutex mutex_;
  std::function<int(io)> hook_;
  std::size_t syncs_ = 0;
  bool recording_ = false;
  std::size_t calls_ = 0;
  std::size_t cut_at_ = 0;
  std::map<std::string, disk> disks_;
};

}  // namespace sqlite_tests

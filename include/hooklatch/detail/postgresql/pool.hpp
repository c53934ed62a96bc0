// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/postgresql/connection.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail::postgresql {

/// At most so many connections at a time. It opens none itself: whoever has a place makes its connection.
class pool {
 public:
  /// The right to one connection, and the connection where there is one.
  class place {
   public:
    place() = default;
    explicit place(pool& from) noexcept : from_(&from) {}
    place(place&& other) noexcept : from_(std::exchange(other.from_, nullptr)), held_(std::move(other.held_)) {}
    place& operator=(place&& other) noexcept {
      if (this == &other) return *this;
      give_back();
      from_ = std::exchange(other.from_, nullptr);
      held_ = std::move(other.held_);
      return *this;
    }
    ~place() { give_back(); }

    [[nodiscard]] explicit operator bool() const noexcept { return from_ != nullptr; }
    [[nodiscard]] connection* get() const noexcept { return held_.get(); }
    void set(std::unique_ptr<connection> made) noexcept { held_ = std::move(made); }
    void drop() noexcept { held_.reset(); }
    /// In a child of the process that opened it: neither the connection nor the pool's lock may be touched.
    void abandon() noexcept {
      if (held_ != nullptr) held_->abandon();
      from_ = nullptr;
    }

   private:
    void give_back() noexcept {
      if (from_ != nullptr) from_->put(std::move(held_));
      from_ = nullptr;
    }

    pool* from_ = nullptr;
    std::unique_ptr<connection> held_;
  };

  explicit pool(std::size_t size) : free_(std::clamp<std::size_t>(size, 1, 1000)) { idle_.reserve(free_); }
  pool(const pool&) = delete;
  pool& operator=(const pool&) = delete;

  /// None where there was no free one in time.
  [[nodiscard]] place take(deadline until) {
    std::unique_lock lock(mutex_);
    if (!freed_.wait_until(lock, until, [&] { return free_ > 0; })) return {};
    --free_;
    place made(*this);
    if (!idle_.empty()) {
      made.set(std::move(idle_.back()));
      idle_.pop_back();
    }
    return made;
  }

 private:
  void put(std::unique_ptr<connection> returned) noexcept {
    if (returned != nullptr && !returned->is_idle()) returned.reset();  // outside the lock: it talks to the server
    {
      const std::lock_guard lock(mutex_);
      if (returned != nullptr) idle_.push_back(std::move(returned));  // within its capacity
      ++free_;
    }
    freed_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable freed_;
  std::size_t free_;
  std::vector<std::unique_ptr<connection>> idle_;
};

}  // namespace detail::postgresql
}  // namespace v0
}  // namespace hooklatch

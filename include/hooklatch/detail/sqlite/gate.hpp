// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace hooklatch {
inline namespace v0 {
namespace detail::sqlite {

/// Lets one in at a time. Unlike a mutex it waits no longer than told, and may be left by another thread than entered:
/// a transaction can move between threads.
class gate {
 public:
  [[nodiscard]] bool enter(std::chrono::steady_clock::time_point last) {
    std::unique_lock lock(mutex_);
    if (!left_.wait_until(lock, last, [this] { return !inside_; })) return false;
    inside_ = true;
    return true;
  }
  void leave() {
    {
      const std::lock_guard lock(mutex_);
      inside_ = false;
    }
    left_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable left_;
  bool inside_ = false;
};

}  // namespace detail::sqlite
}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <pthread.h>
#include <signal.h>

#include <ctime>

namespace hooklatch {
inline namespace v0 {
namespace detail {
namespace redis {

/// Holds SIGPIPE back in this thread, and swallows one that was raised meanwhile. Neither hiredis nor OpenSSL writes
/// with MSG_NOSIGNAL, so a server that went away would end the process.
class no_sigpipe {
 public:
  no_sigpipe() noexcept {
    sigset_t pending;
    sigpending(&pending);
    if (sigismember(&pending, SIGPIPE) == 1) return;  // it is held back already, and not ours to swallow
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    held_ = pthread_sigmask(SIG_BLOCK, &pipe_, &before_) == 0;
  }
  no_sigpipe(const no_sigpipe&) = delete;
  no_sigpipe& operator=(const no_sigpipe&) = delete;
  ~no_sigpipe() {
    if (!held_) return;
    const timespec at_once{};
    while (sigtimedwait(&pipe_, nullptr, &at_once) == SIGPIPE) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_{};
  sigset_t before_{};
  bool held_ = false;
};

}  // namespace redis
}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

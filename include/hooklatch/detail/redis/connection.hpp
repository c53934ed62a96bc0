// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/redis_hiredis_options.hpp>
#include <hooklatch/dedup/redis_transport.hpp>
#include <hooklatch/detail/openssl.hpp>
#include <hooklatch/detail/redis/errors.hpp>
#include <hooklatch/detail/redis/no_sigpipe.hpp>
#include <hooklatch/detail/redis/wire.hpp>

#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail {
namespace redis {

struct context_free {
  // Closes the descriptor and says no good-bye, so that a child of a fork may do it as well.
  void operator()(redisContext* context) const noexcept { redisFree(context); }
};

/// One connection to a server, for one call at a time. hiredis connects and parses; bytes are moved here, because its
/// own blocking calls count time anew for every read and raise SIGPIPE.
class connection {
 public:
  /// Connects and logs in. `store_timeout`, `store_unavailable`, or `store_misconfigured` where the server does not
  /// take the user or the database.
  [[nodiscard]] static result<std::unique_ptr<connection>> open(const hiredis_options& options,
                                                                redis_deadline deadline) {
    const auto left =
        std::min<std::chrono::nanoseconds>(deadline - std::chrono::steady_clock::now(), options.connect_timeout);
    if (left.count() <= 0) return errc::store_timeout;
    const auto until = std::chrono::steady_clock::now() + left;
    const timeval patience = as_timeval(left);
    auto made = std::make_unique<connection>();
    made->context_.reset(options.unix_socket.empty()
                             ? redisConnectWithTimeout(options.host.c_str(), options.port, patience)
                             : redisConnectUnixWithTimeout(options.unix_socket.c_str(), patience));
    if (made->context_ == nullptr) return errc::store_unavailable;
    auto& context = *made->context_;
    if (context.err != 0) {
      return std::chrono::steady_clock::now() >= until ? errc::store_timeout : errc::store_unavailable;
    }
    if (::fcntl(context.fd, F_SETFD, FD_CLOEXEC) != 0) return errc::store_unavailable;
    if (options.unix_socket.empty()) static_cast<void>(redisEnableKeepAlive(&context));
    if (options.secure) {
      const no_sigpipe quiet;
      if (redisSetTimeout(&context, patience) != REDIS_OK) return errc::store_unavailable;
      const auto secured = options.secure(context);
      if (!secured) return secured.error();
      made->secured_ = true;
    }
    const int flags = ::fcntl(context.fd, F_GETFL);
    if (flags < 0 || ::fcntl(context.fd, F_SETFL, flags | O_NONBLOCK) != 0) return errc::store_unavailable;
    context.flags &= ~REDIS_BLOCK;
    made->parser_.attach(*context.reader);

    const auto welcome = made->log_in(options, until);
    if (!welcome) return welcome.error();
    return made;
  }

  /// Whether it can be used for another call, as far as can be told without asking: the server has not closed it, and
  /// has sent nothing that nobody asked for.
  [[nodiscard]] bool usable() const noexcept {
    if (parser_.has_more()) return false;
    char byte = 0;
    const auto got = ::recv(context_->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (got > 0) return secured_;  // TLS sends tickets unasked
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }

  /// Sends commands that are encoded already. `store_ambiguous` once a byte may have left, `store_timeout` and
  /// `store_unavailable` before.
  [[nodiscard]] result<void> send(std::string_view bytes, redis_deadline deadline) noexcept {
    return secured_ ? send_secured(bytes, deadline) : send_plain(bytes, deadline);
  }

  /// Waits for `count` replies.
  [[nodiscard]] result<std::vector<redis_reply>> receive(std::size_t count, redis_deadline deadline) {
    std::vector<redis_reply> replies;
    replies.reserve(count);
    for (;;) {
      while (replies.size() < count) {
        std::optional<redis_reply> reply;
        if (!parser_.next(reply)) return errc::store_ambiguous;
        if (!reply) break;
        replies.push_back(*std::move(reply));
      }
      if (replies.size() == count) return replies;
      // TLS may hold bytes that the socket no longer has, so it is read before it is waited for.
      const auto got = secured_ ? read_secured() : 0;
      if (got < 0 || (got == 0 && (!wait(POLLIN, deadline) || read_plain() < 0))) return errc::store_ambiguous;
    }
  }

 private:
  [[nodiscard]] static timeval as_timeval(std::chrono::nanoseconds time) noexcept {
    const auto micros = std::max<std::int64_t>(std::chrono::duration_cast<std::chrono::microseconds>(time).count(), 1);
    timeval value{};
    value.tv_sec = static_cast<decltype(value.tv_sec)>(micros / 1'000'000);
    value.tv_usec = static_cast<decltype(value.tv_usec)>(micros % 1'000'000);
    return value;
  }

  [[nodiscard]] result<void> log_in(const hiredis_options& options, redis_deadline deadline) {
    std::string bytes;
    bytes.reserve(256 + options.user.size());
    std::size_t count = 0;
    if (options.password) {
      const auto password = options.password->expose();
      bytes.reserve(bytes.capacity() + password.size());  // so that no copy of it is left behind by growth
      if (options.user.empty()) {
        append_command(bytes, std::array<std::string_view, 2>{"AUTH", password});
      } else {
        append_command(bytes, std::array<std::string_view, 3>{"AUTH", options.user, password});
      }
      ++count;
    }
    if (options.database != 0) {
      append_command(bytes, std::array<std::string_view, 2>{"SELECT", std::to_string(options.database)});
      ++count;
    }
    if (count == 0) return {};
    const auto sent = send(bytes, deadline);
    cleanse(std::as_writable_bytes(std::span(bytes)));
    if (!sent) return before(sent.error().code(), deadline);
    const auto replies = receive(count, deadline);
    if (!replies) return before(replies.error().code(), deadline);
    for (const auto& reply : *replies) {
      if (reply.what == redis_reply::kind::error) return error_of(reply.text);
    }
    return {};
  }
  // While logging in, nothing of the caller's has left.
  [[nodiscard]] static errc before(errc why, redis_deadline deadline) noexcept {
    if (why != errc::store_ambiguous) return why;
    return std::chrono::steady_clock::now() >= deadline ? errc::store_timeout : errc::store_unavailable;
  }

  [[nodiscard]] bool wait(short what, redis_deadline deadline) const noexcept {
    for (;;) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
      if (left.count() <= 0) return false;
      pollfd watched{context_->fd, what, 0};
      const int ready = ::poll(&watched, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 60'000)));
      if (ready > 0) return true;
      if (ready < 0 && errno != EINTR) return false;
    }
  }

  [[nodiscard]] result<void> send_plain(std::string_view bytes, redis_deadline deadline) noexcept {
    std::size_t sent = 0;
    const auto failed = [&](errc why) { return sent == 0 ? why : errc::store_ambiguous; };
    while (sent < bytes.size()) {
      const auto taken = ::send(context_->fd, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (taken > 0) {
        sent += static_cast<std::size_t>(taken);
      } else if (taken < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        if (!wait(POLLOUT, deadline)) return failed(errc::store_timeout);
      } else if (taken == 0 || errno != EINTR) {
        return failed(errc::store_unavailable);
      }
    }
    return {};
  }
  // What OpenSSL has taken, nobody knows.
  [[nodiscard]] result<void> send_secured(std::string_view bytes, redis_deadline deadline) noexcept {
    const no_sigpipe quiet;
    if (redisAppendFormattedCommand(context_.get(), bytes.data(), bytes.size()) != REDIS_OK) {
      return errc::store_unavailable;
    }
    for (int done = 0; done == 0;) {
      if (redisBufferWrite(context_.get(), &done) != REDIS_OK) return errc::store_ambiguous;
      if (done == 0 && !wait(POLLOUT, deadline)) return errc::store_ambiguous;
    }
    return {};
  }

  // How many bytes came; -1 where the connection is over.
  [[nodiscard]] int read_plain() noexcept {
    if (secured_) return 0;
    std::array<char, 4096> room;
    const auto got = ::recv(context_->fd, room.data(), room.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return 0;
    if (got <= 0) return -1;
    return redisReaderFeed(context_->reader, room.data(), static_cast<std::size_t>(got)) == REDIS_OK ? 1 : -1;
  }
  [[nodiscard]] int read_secured() noexcept {
    const no_sigpipe quiet;
    const auto unread = [&] { return context_->reader->len - context_->reader->pos; };
    const auto before = unread();
    if (redisBufferRead(context_.get()) != REDIS_OK) return -1;
    return unread() > before ? 1 : 0;
  }

  reply_parser parser_;  // before the context, whose reader builds in it
  std::unique_ptr<redisContext, context_free> context_;
  bool secured_ = false;
};

}  // namespace redis
}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

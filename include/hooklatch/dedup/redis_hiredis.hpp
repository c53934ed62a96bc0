// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/dedup/redis_hiredis_options.hpp>
#include <hooklatch/dedup/redis_transport.hpp>
#include <hooklatch/detail/redis/connection.hpp>
#include <hooklatch/detail/redis/errors.hpp>
#include <hooklatch/detail/redis/wire.hpp>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <random>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {

/// A transport over hiredis, 0.14 to 1.x: a few connections to one server, each for one call at a time, opened when
/// they are needed and again when they broke. It sends a command once; it tries again only while nothing of it has
/// left.
///
/// After a fork the child gets `store_forked`, and makes a transport of its own. A failover that moves a name to
/// another server is followed: a connection whose server has become a replica is dropped. Link with hiredis.
class hiredis_transport {
 public:
  explicit hiredis_transport(hiredis_options options = {}) : shared_(std::make_unique<shared>(std::move(options))) {}

  [[nodiscard]] result<redis_reply> execute(redis_command command, redis_deadline deadline) {
    auto replies = execute_all(std::span(&command, 1), deadline);
    if (!replies) return replies.error();
    return std::move(replies->front());
  }

  [[nodiscard]] result<std::vector<redis_reply>> execute_all(std::span<const redis_command> commands,
                                                             redis_deadline deadline) {
    if (shared_->owner != ::getpid()) return errc::store_forked;
    if (commands.empty()) return std::vector<redis_reply>();
    std::string bytes;
    bytes.reserve(512 * commands.size());
    for (const auto command : commands) detail::redis::append_command(bytes, command);

    // A connection that looked open may still break before it takes a byte; then there is another one.
    for (std::size_t tries = shared_->options.max_connections + 2; tries > 0; --tries) {
      auto got = take(deadline);
      if (!got) return got.error();
      slot held(*shared_, *std::move(got));
      const auto sent = held.link->send(bytes, deadline);
      if (!sent && sent.error() == errc::store_unavailable) continue;
      if (!sent) return sent.error();
      auto replies = held.link->receive(commands.size(), deadline);
      if (replies) held.reusable = std::none_of(replies->begin(), replies->end(), ends_connection);
      return replies;
    }
    return errc::store_unavailable;
  }

  /// Connections that are open now, idle ones and busy ones.
  [[nodiscard]] std::size_t connections() const {
    if (shared_->owner != ::getpid()) return 0;
    const std::lock_guard lock(shared_->mutex);
    return shared_->open;
  }

 private:
  using link_ptr = std::unique_ptr<detail::redis::connection>;

  struct shared {
    explicit shared(hiredis_options given) : options(std::move(given)) {
      options.max_connections = std::max<std::size_t>(options.max_connections, 1);
      idle.reserve(options.max_connections);  // so that giving one back allocates nothing
      const auto moment = std::chrono::steady_clock::now().time_since_epoch().count();
      jitter.seed(static_cast<std::minstd_rand::result_type>(moment ^ owner));
    }
    hiredis_options options;
    pid_t owner = ::getpid();
    std::mutex mutex;
    std::condition_variable freed;
    std::vector<link_ptr> idle;
    std::size_t open = 0;
    std::minstd_rand jitter;
  };

  // A place among the open connections, given back with the connection or without it.
  struct slot {
    slot(shared& of, link_ptr taken) noexcept : all(of), link(std::move(taken)) {}
    slot(const slot&) = delete;
    slot& operator=(const slot&) = delete;
    ~slot() {
      if (left) return;
      if (!reusable) link.reset();
      {
        const std::lock_guard lock(all.mutex);
        if (link != nullptr) {
          all.idle.push_back(std::move(link));
        } else {
          --all.open;
        }
      }
      all.freed.notify_one();
    }
    [[nodiscard]] link_ptr leave() noexcept {
      left = true;
      return std::move(link);
    }

    shared& all;
    link_ptr link;
    bool reusable = false;
    bool left = false;
  };

  // What is no use to the next call either: a server that is a replica now, or that does not know us any more.
  [[nodiscard]] static bool ends_connection(const redis_reply& reply) noexcept {
    if (reply.what != redis_reply::kind::error) return false;
    const auto why = detail::redis::error_of(reply.text);
    return why == errc::store_read_only || why == errc::store_misconfigured;
  }

  [[nodiscard]] result<link_ptr> take(redis_deadline deadline) {
    for (;;) {
      link_ptr found;
      {
        std::unique_lock lock(shared_->mutex);
        const auto free = [&] { return !shared_->idle.empty() || shared_->open < shared_->options.max_connections; };
        if (!shared_->freed.wait_until(lock, deadline, free)) return errc::store_timeout;
        if (shared_->idle.empty()) {
          ++shared_->open;
        } else {
          found = std::move(shared_->idle.back());
          shared_->idle.pop_back();
        }
      }
      slot held(*shared_, std::move(found));
      if (held.link == nullptr) {
        auto made = connect(deadline);
        if (!made) return made.error();
        held.link = *std::move(made);
      } else if (!held.link->usable()) {
        continue;
      }
      return held.leave();
    }
  }

  [[nodiscard]] result<link_ptr> connect(redis_deadline deadline) {
    auto wait = shared_->options.first_wait;
    for (;;) {
      auto made = detail::redis::connection::open(shared_->options, deadline);
      if (made || made.error() == errc::store_misconfigured) return made;
      const auto pause = jittered(wait);
      if (std::chrono::steady_clock::now() + pause >= deadline) return made;
      std::this_thread::sleep_for(pause);
      wait = std::min(2 * wait, shared_->options.longest_wait);
    }
  }
  [[nodiscard]] std::chrono::microseconds jittered(std::chrono::microseconds wait) {
    const std::lock_guard lock(shared_->mutex);
    const auto most = std::max<std::int64_t>(wait.count(), 2);
    return std::chrono::microseconds(std::uniform_int_distribution<std::int64_t>(most / 2, most)(shared_->jitter));
  }

  std::unique_ptr<shared> shared_;
};

static_assert(redis_pipeline<hiredis_transport>);

}  // namespace v0
}  // namespace hooklatch

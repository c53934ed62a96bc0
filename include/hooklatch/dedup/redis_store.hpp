// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/dedup/redis_hiredis.hpp>
#include <hooklatch/dedup/redis_server.hpp>
#include <hooklatch/dedup/redis_transport.hpp>
#include <hooklatch/dedup/store.hpp>
#include <hooklatch/detail/redis/arguments.hpp>
#include <hooklatch/detail/redis/replies.hpp>

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {

/// A store in Redis 5 or later, or Valkey, that many processes share. Each verb is one round trip. Tested with
/// Redis 5.0, 6.2 and 7.0 and with Valkey 8.0.
///
/// What it promises is what one server promises that has an append-only file and drops no keys: several processes, and
/// the server, may be killed at any moment, and nothing is lost or completed twice. What it cannot promise:
/// - A handler may run twice (at least once): its effects are not in this store.
/// - With `appendfsync everysec` a power failure forgets the last second or two; with `always`, nothing.
/// - Replication is asynchronous: a failover forgets what the replica did not have. In a trial with a replica that
/// hung,
///   863 of 2,000 completions were gone after it was promoted. `wait_for_replicas` tells in time, and does not prevent
///   it: the provider then delivers again. The answer to a repeat does not wait.
/// - With snapshots alone (`accept_no_append_only_file`), one killed server forgot 3,309 of 6,000 events.
/// - With eviction (`accept_eviction`), a server that was full forgot 57 of 100 completed events.
/// What is forgotten is handled again at the provider's next retry or at a replay within the window; no event is lost.
///
/// The server's clock decides. A fence is its microseconds since 1970, and larger than the one before under the same
/// key, also if the clock was set back, as long as the record is kept. Keys expire by the same clock: one that is set
/// forward ends leases and retentions early.
///
/// A server that is full refuses new claims (`store_full`) and still takes completions and releases. Nothing has to be
/// purged. Every key is a hash of its own, `hooklatch:` and 64 hex digits, and no script touches two: it works over a
/// cluster's transport too. The user needs no more than `~hooklatch:* +eval +evalsha +info +time +hmget +hset +hdel
/// +hexists +pexpire`, and `+wait` for `wait_for_replicas`.
///
/// An error of a full, a read-only or a starting server is not tried again here: the sender does that.
template <redis_transport Transport = hiredis_transport>
class redis_store {
 public:
  static constexpr store_traits traits{true, true, true, false};

  /// Connects, and verifies the promises of the server: `store_misconfigured` where it does not keep them, and
  /// `broken_promise` tells which. Claims a key of its own for a millisecond to see that it can.
  [[nodiscard]] static result<redis_store> open(Transport transport, redis_store_options options = {}) noexcept {
    try {
      redis_store made(std::move(transport), std::move(options));
      const auto kept = made.verify();
      if (!kept) return kept.error();
      return made;
    } catch (...) {
      return errc::store_unavailable;
    }
  }

  /// As `open` does: for a health check, because a server's settings and its role may change later.
  [[nodiscard]] result<void> verify() noexcept {
    return asked<void>([&]() -> result<void> {
      if (options_.wait_for_replicas < 0 || options_.timeout.count() < 1) return errc::config_error;
      if (options_.wait_for_replicas > 0 && !redis_pipeline<Transport>) return errc::config_error;
      auto server = redis_server::read(transport_, deadline());
      if (server && server->loading) return errc::store_unavailable;
      if (server && !broken_promise(*server, options_).empty()) return errc::store_misconfigured;
      if (!server && !(options_.accept_unknown_server && server.error() == errc::store_misconfigured)) {
        return server.error();
      }
      return try_to_write();
    });
  }

  [[nodiscard]] result<claim_result> claim(const claim_request& request) noexcept {
    return asked<claim_result>([&]() -> result<claim_result> {
      detail::redis::claim_call call(options_.prefix, request, options_.keep_notes);
      const auto reply = run(call);
      return reply ? detail::redis::read_claim(*reply, request.key) : reply.error();
    });
  }
  /// A repeat renews the retention.
  [[nodiscard]] result<settlement> complete(const claim_token& token, std::chrono::seconds retention) noexcept {
    return asked<settlement>([&]() -> result<settlement> {
      detail::redis::complete_call call(options_.prefix, token, retention);
      if (options_.wait_for_replicas > 0) return complete_and_wait(call);
      return settled(call);
    });
  }
  [[nodiscard]] result<settlement> release(const claim_token& token, std::string_view why = {}) noexcept {
    return asked<settlement>([&] {
      detail::redis::release_call call(options_.prefix, token, options_.keep_notes ? why : std::string_view());
      return settled(call);
    });
  }
  [[nodiscard]] result<settlement> extend(const claim_token& token, std::chrono::milliseconds lease) noexcept {
    return asked<settlement>([&] {
      detail::redis::extend_call call(options_.prefix, token, lease);
      return settled(call);
    });
  }
  /// Lets the event be handled again; for an operator. Its fence stays for as long as the record would have.
  [[nodiscard]] result<bool> forget(const dedup_key& key) noexcept {
    return asked<bool>([&]() -> result<bool> {
      detail::redis::forget_call call(options_.prefix, key);
      const auto reply = run(call);
      return reply ? detail::redis::read_forget(*reply) : reply.error();
    });
  }
  /// 0: the server drops by itself what need not be kept any more.
  [[nodiscard]] result<std::size_t> purge(std::size_t) noexcept { return std::size_t{0}; }

  [[nodiscard]] Transport& transport() noexcept { return transport_; }

 private:
  redis_store(Transport&& transport, redis_store_options&& options)
      : transport_(std::move(transport)), options_(std::move(options)) {}

  [[nodiscard]] redis_deadline deadline() const { return std::chrono::steady_clock::now() + options_.timeout; }

  // What a transport throws may have come after the command left.
  template <class T, class Ask>
  [[nodiscard]] static result<T> asked(Ask ask) noexcept {
    try {
      return ask();
    } catch (...) {
      return errc::store_ambiguous;
    }
  }

  [[nodiscard]] static bool unknown(const redis_reply& reply) noexcept {
    return reply.what == redis_reply::kind::error && detail::redis::error_word(reply.text) == "NOSCRIPT";
  }
  // The server forgets its scripts when it restarts, and when somebody flushes them.
  [[nodiscard]] result<redis_reply> run(detail::redis::script_call& call) {
    const auto until = deadline();
    auto reply = transport_.execute(call.command(), until);
    if (!reply || !unknown(*reply)) return reply;
    call.by_text();
    return transport_.execute(call.command(), until);
  }
  [[nodiscard]] result<settlement> settled(detail::redis::script_call& call) {
    const auto reply = run(call);
    return reply ? detail::redis::read_settlement(*reply) : reply.error();
  }

  [[nodiscard]] result<settlement> complete_and_wait(detail::redis::script_call& call) {
    if constexpr (redis_pipeline<Transport>) {
      const auto until = deadline();
      const auto wanted = std::to_string(options_.wait_for_replicas);
      const auto longest = std::to_string(std::max<std::int64_t>(options_.replica_timeout.count(), 1));  // 0: for ever
      const std::array<std::string_view, 3> wait{"WAIT", wanted, longest};
      for (int tries = 0; tries < 2; ++tries) {
        const std::array<redis_command, 2> commands{call.command(), wait};
        const auto replies = transport_.execute_all(commands, until);
        if (!replies) return replies.error();
        if (replies->size() != commands.size()) return errc::store_ambiguous;
        if (tries == 0 && unknown(replies->front())) {
          call.by_text();
          continue;
        }
        const auto settled = detail::redis::read_settlement(replies->front());
        if (!settled || *settled == settlement::lost) return settled;
        const auto& waited = replies->back();
        const bool reached = waited.what == redis_reply::kind::integer && waited.integer >= options_.wait_for_replicas;
        return reached ? settled : errc::store_ambiguous;
      }
    }
    return errc::store_unavailable;
  }

  [[nodiscard]] result<void> try_to_write() {
    claim_request request;
    if (RAND_bytes(request.nonce.bytes.data(), static_cast<int>(request.nonce.bytes.size())) != 1) {
      return errc::crypto_failure;
    }
    request.lease = std::chrono::milliseconds(1);
    request.keep = std::chrono::seconds(0);
    const std::string prefix = options_.prefix + "opened:";  // no event's key
    detail::redis::claim_call call(prefix, request, false);
    const auto reply = run(call);
    if (!reply) return reply.error();
    const auto claimed = detail::redis::read_claim(*reply, request.key);
    // In flight: another process opens its store in the same millisecond.
    if (!claimed) return claimed.error();
    return {};
  }

  Transport transport_;
  redis_store_options options_;
};

}  // namespace v0
}  // namespace hooklatch

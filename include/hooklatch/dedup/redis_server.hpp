// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/redis_transport.hpp>
#include <hooklatch/detail/redis/errors.hpp>
#include <hooklatch/detail/redis/replies.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// What a server's `INFO` says about how well it keeps what it is given.
struct redis_server {
  int version = 0;           ///< the major one that its scripts and replies follow: Valkey says 7
  std::string role;          ///< `master`, or `slave` for a replica
  std::string mode;          ///< `standalone`, `cluster`, `sentinel`
  std::string eviction;      ///< `maxmemory_policy`
  bool append_only = false;  ///< whether there is an append-only file; how often it is synced `INFO` does not tell
  bool loading = false;

  /// Reads the text of `INFO`; what it does not say stays empty.
  [[nodiscard]] static redis_server from(std::string_view info) {
    redis_server server;
    server.role = field(info, "role");
    server.mode = field(info, "redis_mode");
    server.eviction = field(info, "maxmemory_policy");
    server.append_only = field(info, "aof_enabled") == "1";
    server.loading = field(info, "loading") == "1";
    const auto version = field(info, "redis_version");
    std::from_chars(version.data(), version.data() + version.size(), server.version);
    return server;
  }

  /// Asks the server. `store_misconfigured` where the user may not ask: let it (`ACL SETUSER name +info`).
  template <redis_transport Transport>
  [[nodiscard]] static result<redis_server> read(Transport& transport, redis_deadline deadline) {
    const std::array<std::string_view, 1> info{"INFO"};
    auto reply = transport.execute(info, deadline);
    if (!reply) return reply.error();
    if (reply->what != redis_reply::kind::text) return detail::redis::reason_of(*reply);
    return from(reply->text);
  }

 private:
  [[nodiscard]] static std::string_view field(std::string_view info, std::string_view name) noexcept {
    for (std::size_t at = 0; at < info.size();) {
      const auto line = info.substr(at, info.find('\n', at) - at);
      at += line.size() + 1;
      if (line.size() <= name.size() || line[name.size()] != ':' || !line.starts_with(name)) continue;
      const auto value = line.substr(name.size() + 1);
      return value.substr(0, value.find('\r'));
    }
    return {};
  }
};

/// How a `redis_store` works, and which promises of a durable store need not be kept.
struct redis_store_options {
  /// Before the 64 hex digits of an event's key.
  std::string prefix = "hooklatch:";
  /// How long one call may take, connecting included; at least 1 ms.
  std::chrono::milliseconds timeout{1000};
  /// `complete` waits until this many replicas have the completion too, over a transport that is a `redis_pipeline`.
  /// Where they do not within `replica_timeout`, it is `store_ambiguous`: it is done here, and may be lost there.
  int wait_for_replicas = 0;
  std::chrono::milliseconds replica_timeout{200};
  /// Whether the label of a claim and the reason of a release are kept for people: the first 64 bytes of them.
  bool keep_notes = true;

  /// Takes a server that drops keys when it is full: an event that was handled is then handled again.
  bool accept_eviction = false;
  /// Takes a server without an append-only file: with snapshots alone, a restart forgets what came since the last one.
  bool accept_no_append_only_file = false;
  /// Takes a server that does not let its user read `INFO`: whoever sets this has looked for themselves.
  bool accept_unknown_server = false;
};

/// Which promise `server` does not keep, as a sentence that says what to do; empty where it keeps all of them.
[[nodiscard]] inline std::string_view broken_promise(const redis_server& server, const redis_store_options& options) {
  if (server.version < 5) return "the server is older than Redis 5; its scripts cannot read a clock and then write";
  if (server.mode == "sentinel") return "this is a sentinel; ask it for its primary and connect there";
  if (server.role != "master") return "the server is a replica; connect to its primary";
  if (server.eviction != "noeviction" && !options.accept_eviction) {
    return "the server drops keys when it is full; set maxmemory-policy noeviction, or say accept_eviction";
  }
  if (!server.append_only && !options.accept_no_append_only_file) {
    return "the server has no append-only file; set appendonly yes, or say accept_no_append_only_file";
  }
  return {};
}

}  // namespace v0
}  // namespace hooklatch

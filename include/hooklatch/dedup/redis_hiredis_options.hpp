// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/core/secret.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

struct redisContext;

namespace hooklatch {
inline namespace v0 {

/// Where a Redis server is, and how to connect.
struct hiredis_options {
  std::string host = "127.0.0.1";
  int port = 6379;
  /// In place of host and port, where it is not empty.
  std::string unix_socket;

  /// An ACL user; empty for the default one.
  std::string user;
  /// Servers have shorter ones than 16 bytes: then say `allow_weak_secret`.
  std::optional<secret> password;
  int database = 0;

  /// Connections that are open at most, one for each concurrent call; further calls wait for one.
  std::size_t max_connections = 8;
  /// One attempt to connect, within the call's deadline. A name is resolved by the system, which has its own patience.
  std::chrono::milliseconds connect_timeout{500};
  /// The wait after an attempt that failed, doubled each time; from half to all of it is waited.
  std::chrono::milliseconds first_wait{10};
  std::chrono::milliseconds longest_wait{500};

  /// Makes a new connection private before anything is sent over it; see `dedup/redis_tls.hpp`.
  std::function<result<void>(redisContext&)> secure;
};

}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hooklatch {
inline namespace v0 {

/// What a Redis server answered to one command.
struct redis_reply {
  enum class kind : std::uint8_t {
    nil,
    integer,
    text,  ///< a string or a status, bytes as they came
    array,
    error,  ///< the server's own error, such as `OOM command not allowed ...`, in `text`
  };

  kind what = kind::nil;
  std::int64_t integer = 0;
  std::string text;
  std::vector<redis_reply> elements;
};

/// One command: its name and its arguments, any bytes.
using redis_command = std::span<const std::string_view>;

/// When a call has to be over.
using redis_deadline = std::chrono::steady_clock::time_point;

/// Purpose: takes commands to a Redis server, and its replies back.
///
/// Requirements: `execute` sends the command once and waits for its reply, at the latest until the deadline. An answer
/// of the server is a reply, also where it is an error. Errors are: `store_ambiguous` as soon as a byte of the command
/// may have left and the reply is not there, also where time ran out; `store_unavailable`, `store_timeout` and
/// `store_misconfigured` (the server refused the password, the database) only where nothing has left; `store_forked` in
/// a child of the process that made it. It never sends a command again by itself once a byte may have left: many
/// clients do, and then one call may become two. It is safe to call from any thread, and replies are never mixed up. A
/// client of a cluster picks the node by the fourth element of a command (`EVALSHA sha 1 KEY ...`), which is its only
/// key.
///
/// Exemplar:
/// `struct nowhere { result<redis_reply> execute(redis_command, redis_deadline) { return errc::store_unavailable; } };`
///
/// Models: `hiredis_transport`.
template <class T>
concept redis_transport = requires(T& transport, redis_command command, redis_deadline deadline) {
  { transport.execute(command, deadline) } -> std::same_as<result<redis_reply>>;
};

/// Purpose: a transport that takes several commands at once over one connection: in one round trip, and so that `WAIT`
/// speaks of the write before it.
///
/// Requirements: as for `execute`; there are as many replies as commands, in their order. `store_ambiguous` says
/// nothing about any of them.
///
/// Models: `hiredis_transport`.
template <class T>
concept redis_pipeline = redis_transport<T> &&
    requires(T& transport, std::span<const redis_command> commands, redis_deadline deadline) {
  { transport.execute_all(commands, deadline) } -> std::same_as<result<std::vector<redis_reply>>>;
};

}  // namespace v0
}  // namespace hooklatch

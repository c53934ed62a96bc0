// SPDX-License-Identifier: MIT
#pragma once

// What the example servers share; nothing of it belongs to a framework.

#include <hooklatch/hooklatch.hpp>

#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>
#include <utility>

namespace example {

inline constexpr const char* address = "127.0.0.1";

/// Prints a line in one piece, as many threads print.
inline void say(std::string line) {
  line.push_back('\n');
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fflush(stdout);
}

/// The application: it prints what happened. Failed payouts are too much for it, and for cancelled ones it wants time.
inline hooklatch::dispatcher handlers() {
  using namespace hooklatch;
  dispatcher events;
  events.any(
      [](const event_view& event) { say("event " + std::string(event.type()) + ' ' + std::string(event.id())); });
  events.on("payout.failed", [](const event_view&) { return handler_result::failed("no room for failed payouts"); });
  events.on("payout.cancelled", [](const event_view&) { return handler_result::retry_later(std::chrono::seconds(7)); });
  return events;
}

/// The log: what became of each delivery, and nothing that the sender wrote.
inline hooklatch::receiver_options options() {
  return hooklatch::receiver_options{}.observe([](const hooklatch::outcome& done) {
    std::string line = "outcome " + std::string(to_string(done.kind));
    if (done.reason) line.append(1, ' ').append(to_string(done.reason->code()));
    say(std::move(line));
  });
}

/// Serves until standard input ends, so that no server outlives who started it.
inline void serve_until_input_ends(int port) {
  say("listening on " + std::string(address) + ':' + std::to_string(port));
  while (std::cin.get() != std::char_traits<char>::eof()) continue;
}

}  // namespace example

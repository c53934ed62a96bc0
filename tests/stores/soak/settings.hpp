// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace soak {

using namespace std::chrono_literals;

inline constexpr const char* secret = "whsec_soak_0123456789abcdef";

/// What a run is told; a worker process gets the same words as the run that starts it, and some more.
struct settings {
  bool transactional = false;
  bool inbox = false;
  bool one_process = false;      ///< of SQLite: all threads of one process over a file of its own
  bool mark_before = false;      ///< the policy of that name, which is known to lose events
  std::uint64_t deliveries = 0;  ///< at least so many, however long it takes
  std::chrono::seconds seconds{10};
  std::chrono::milliseconds kill_every{2000};  ///< one worker
  std::chrono::milliseconds kill_server_every{5000};
  unsigned workers = 3;
  unsigned senders = 6;
  std::uint32_t pace = 0;  ///< new events a second; 0: as many as are acknowledged
  std::uint32_t seed = 1;

  // Of a worker process.
  bool is_worker = false;
  bool cured = false;   ///< poison is none any more
  std::string place;    ///< where the store is
  std::string journal;  ///< where the handlers' effects are written
  int listener = -1;    ///< where deliveries come in

  static constexpr std::string_view help =
      "  --seconds N             how long new events are sent (10)\n"
      "  --deliveries N          at least so many deliveries, however long that takes (0)\n"
      "  --transactional         effects and completions in one transaction\n"
      "  --inbox                 through an inbox, with poison events that kill their worker\n"
      "  --one-process           of SQLite: one worker at a time has the file, with the write-ahead log\n"
      "  --kill-every MS         one worker is killed (2000)\n"
      "  --kill-server-every MS  the server is killed, where there is one (5000)\n"
      "  --workers N             processes (3)\n"
      "  --senders N             threads that deliver (6)\n"
      "  --pace N                new events a second, so that an inbox has no backlog (0: as many as it takes)\n"
      "  --seed N                what goes wrong where (1)\n";

  /// Ends the program where the words make no sense.
  static settings read(int count, char** words) {
    settings made;
    for (int i = 1; i < count; ++i) {
      const std::string_view word = words[i];
      const auto text = [&]() -> std::string {
        if (i + 1 >= count) fail(std::string(word) + " needs a value");
        return words[++i];
      };
      const auto number = [&]() -> std::uint32_t {
        const std::string given = text();
        std::uint32_t value = 0;
        const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), value);
        if (error != std::errc() || end != given.data() + given.size()) fail(std::string(word) + " needs a number");
        return value;
      };
      if (word == "--transactional")
        made.transactional = true;
      else if (word == "--inbox")
        made.inbox = true;
      else if (word == "--one-process")
        made.one_process = true;
      else if (word == "--mark-before")
        made.mark_before = true;
      else if (word == "--worker")
        made.is_worker = true;
      else if (word == "--cured")
        made.cured = true;
      else if (word == "--seconds")
        made.seconds = std::chrono::seconds(number());
      else if (word == "--deliveries")
        made.deliveries = number();
      else if (word == "--kill-every")
        made.kill_every = std::chrono::milliseconds(number());
      else if (word == "--kill-server-every")
        made.kill_server_every = std::chrono::milliseconds(number());
      else if (word == "--workers")
        made.workers = number();
      else if (word == "--senders")
        made.senders = number();
      else if (word == "--pace")
        made.pace = number();
      else if (word == "--seed")
        made.seed = number();
      else if (word == "--place")
        made.place = text();
      else if (word == "--journal")
        made.journal = text();
      else if (word == "--listener")
        made.listener = static_cast<int>(number());
      else if (word == "--help") {
        std::fputs(std::string(help).c_str(), stdout);
        std::exit(0);
      } else
        fail("unknown word " + std::string(word) + "\n" + std::string(help));
    }
    if (made.workers < 1 || made.senders < 1) fail("one worker and one sender is the least");
    return made;
  }

  /// For a worker process.
  [[nodiscard]] std::vector<std::string> words() const {
    std::vector<std::string> made{"--worker",
                                  "--place",
                                  place,
                                  "--journal",
                                  journal,
                                  "--listener",
                                  std::to_string(listener),
                                  "--senders",
                                  std::to_string(senders),
                                  "--seed",
                                  std::to_string(seed)};
    if (transactional) made.emplace_back("--transactional");
    if (inbox) made.emplace_back("--inbox");
    if (one_process) made.emplace_back("--one-process");
    if (mark_before) made.emplace_back("--mark-before");
    if (cured) made.emplace_back("--cured");
    return made;
  }

 private:
  [[noreturn]] static void fail(const std::string& why) {
    std::fprintf(stderr, "soak: %s\n", why.c_str());
    std::exit(2);
  }
};

/// The n-th event, always the same bytes.
[[nodiscard]] inline std::string id_of(std::uint32_t n) { return "evt_" + std::to_string(n); }
[[nodiscard]] inline std::string body_of(std::uint32_t n) {
  return R"({"id":")" + id_of(n) + R"(","type":"payout.paid","createdAt":"2026-01-02T03:04:05Z","data":{"n":)" +
         std::to_string(n) + R"(},"test":false})";
}
/// Of an id or a label; none of ours is 0.
[[nodiscard]] inline std::uint32_t number_of(std::string_view id) {
  std::uint32_t n = 0;
  if (id.starts_with("evt_")) std::from_chars(id.data() + 4, id.data() + id.size(), n);
  return n;
}

/// What goes wrong with an attempt at an event: the same in every process, so that it can be told who is innocent.
enum class mischief { none, fails_before, fails_after, is_slow, takes_time, dies_before, dies_after, dies_done };

[[nodiscard]] inline mischief mischief_of(std::uint32_t n, std::uint32_t attempt, const settings& told) {
  if (attempt > 2) return mischief::none;
  std::uint64_t mixed = (std::uint64_t{n} + told.seed) * 0x9e3779b97f4a7c15u;
  mixed ^= mixed >> 32;
  const auto roll = static_cast<std::uint32_t>(mixed * 0xbf58476d1ce4e5b9u >> 40) % 10000;
  if (attempt == 2) {
    // Whoever was slow is done while the next one is still at it.
    return roll >= 300 && roll < 500 ? mischief::takes_time : mischief::none;
  }
  if (roll < 200) return mischief::fails_before;
  if (roll < 300) return mischief::fails_after;
  if (roll < (told.inbox ? 450 : 500)) return mischief::is_slow;
  if (told.inbox) return mischief::none;  // there a worker that dies counts as an attempt, and innocents are to live
  // Rarely: whoever is slow has to live long enough to be late.
  if (roll < 512) return mischief::dies_before;
  if (roll < 524) return mischief::dies_after;
  if (roll < 536) return mischief::dies_done;
  return mischief::none;
}
/// One event in a hundred kills whoever handles it, in an inbox.
[[nodiscard]] inline bool is_poison(std::uint32_t n, const settings& told) { return told.inbox && n % 100 == 37; }

inline constexpr auto lease = 300ms;
inline constexpr auto inbox_lease = 600ms;
inline constexpr auto slow = 450ms;  ///< longer than a lease
inline constexpr auto some_time = 200ms;
inline constexpr auto inbox_slow = 700ms;
inline constexpr auto inbox_some_time = 300ms;
inline constexpr auto sender_patience = 350ms;  ///< shorter than a slow handler, as long as a lease

}  // namespace soak

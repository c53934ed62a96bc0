// SPDX-License-Identifier: MIT
// Worker processes that are killed at any moment, and the server too: every event is done in the end, and none twice.
#include "server_process.hpp"

#include "support/catch.hpp"

#include <openssl/rand.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <thread>
#include <vector>

using namespace hooklatch;
using namespace redis_tests;
using namespace std::chrono_literals;
using kind = claim_result::kind;

namespace {

constexpr std::uint32_t events = 8000;

// What happened, a line each, whole or not at all: `h` the handler ran, `c` its completion was said to be done.
class journal {
 public:
  explicit journal(const std::string& path) : fd_(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT, 0600)) {}
  void write(char what, std::uint32_t n) const {
    std::array<char, 32> line;
    const int size = std::snprintf(line.data(), line.size(), "%c %u\n", what, n);
    if (::write(fd_, line.data(), static_cast<std::size_t>(size)) != size) ::_exit(9);
  }

 private:
  int fd_;
};

// As a receiver: what is ambiguous is asked once more with the same nonce or token; what fails comes again later.
template <class Ask>
auto twice(Ask ask_store) {
  auto answer = ask_store();
  if (!answer && answer.error() == errc::store_ambiguous) answer = ask_store();
  return answer;
}

[[noreturn]] void work(const hiredis_options& to, const std::string& path, std::uint32_t seed) {
  const journal wrote(path);
  redis_store_options options;
  options.timeout = 200ms;
  for (int tries = 0; tries < 200; ++tries) {
    auto store = try_open(to, options);
    if (!store) continue;  // the server is away
    for (std::uint32_t i = 0; i < 20 * events; ++i) {
      const std::uint32_t n = (seed + i * 7919) % events;  // each worker in an order of its own
      auto request = ask(n);
      request.lease = 150ms;
      if (RAND_bytes(request.nonce.bytes.data(), 16) != 1) ::_exit(8);
      const auto claimed = twice([&] { return store->claim(request); });
      if (!claimed || claimed->what() != kind::fresh) continue;
      wrote.write('h', n);
      if (n % 50 == 0 && claimed->attempt() == 1) {  // a handler that fails at first
        static_cast<void>(twice([&] { return store->release(claimed->token(), "failed"); }));
        continue;
      }
      const auto settled = twice([&] { return store->complete(claimed->token(), 1h); });
      if (settled && *settled == settlement::done) wrote.write('c', n);
    }
    break;
  }
  ::_exit(0);
}

pid_t start_worker(const hiredis_options& to, const std::string& path, std::uint32_t seed) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  work(to, path, seed);
}

}  // namespace

TEST_CASE("workers and the server are killed, and every event is done, none of them twice") {
  server_process server;
  const auto path = server.folder() + "/journal";
  std::array<pid_t, 4> workers{};
  std::uint32_t seed = 1;
  for (auto& pid : workers) pid = start_worker(server.options(), path, seed++ * 104729);
  int kills = 0;
  int server_kills = 0;
  for (int step = 0; step < 40; ++step) {
    std::this_thread::sleep_for(25ms);
    auto& pid = workers[static_cast<std::size_t>(step) % workers.size()];
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    ++kills;
    if (step % 14 == 9) {
      server.kill();
      server.start();
      ++server_kills;
    }
    pid = start_worker(server.options(), path, seed++ * 104729);
  }
  for (const auto pid : workers) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }

  // The provider's last retries: what is not done yet is handled now, once its lease is over.
  auto store = open_store(server.options());
  const journal wrote(path);
  std::uint32_t left = events;
  for (int rounds = 0; rounds < 20 && left > 0; ++rounds) {
    left = 0;
    for (std::uint32_t n = 0; n < events; ++n) {
      const auto claimed = store.claim(ask(n)).value();
      if (claimed.what() == kind::duplicate) continue;
      ++left;
      if (claimed.what() != kind::fresh) continue;
      wrote.write('h', n);
      if (store.complete(claimed.token(), 1h).value() == settlement::done) wrote.write('c', n);
    }
    if (left > 0) std::this_thread::sleep_for(50ms);
  }
  CHECK(left == 0);

  std::map<std::uint32_t, int> handled;
  std::map<std::uint32_t, int> completed;
  std::ifstream lines(path);
  char what = 0;
  for (std::uint32_t n = 0; lines >> what >> n;) ++(what == 'h' ? handled : completed)[n];
  int lost = 0;
  int twice_completed = 0;
  int more_than_once = 0;
  for (std::uint32_t n = 0; n < events; ++n) {
    lost += handled[n] == 0 ? 1 : 0;
    twice_completed += completed[n] > 1 ? 1 : 0;
    more_than_once += handled[n] > (n % 50 == 0 ? 2 : 1) ? 1 : 0;
  }
  std::printf(
      "%u events, %d workers and %d servers killed: %d lost, %d completed twice, %d handled more often than need be\n",
      events, kills, server_kills, lost, twice_completed, more_than_once);
  CHECK(lost == 0);
  CHECK(twice_completed == 0);
  CHECK(completed.size() > events / 2);
}

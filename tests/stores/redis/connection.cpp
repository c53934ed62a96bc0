// SPDX-License-Identifier: MIT
// The transport over connections that break at every place: before, between and after.
#include "fake_server.hpp"
#include "server_process.hpp"

#include "support/catch.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using namespace hooklatch;
using namespace redis_tests;
using namespace std::chrono_literals;
using kind = claim_result::kind;

namespace {

template <class T>
errc code_of(const result<T>& answer) {
  return answer ? errc(0) : answer.error().code();
}
hiredis_options to(const fake_server& server) {
  hiredis_options options;
  options.unix_socket = server.socket();
  return options;
}
result<redis_reply> ping(hiredis_transport& transport, std::chrono::milliseconds patience = 5s) {
  const std::array<std::string_view, 1> command{"PING"};
  return transport.execute(command, std::chrono::steady_clock::now() + patience);
}
// As the last attempt found it: refused, or cut short by the end of the call.
bool out_of_reach(const result<redis_reply>& answer) {
  return !answer && (answer.error() == errc::store_unavailable || answer.error() == errc::store_timeout);
}
std::size_t descriptors() {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}));
}
// Answers every request with the same bytes.
fake_server::service always(std::string_view reply) {
  return [reply = std::string(reply)](const peer& client, std::size_t) {
    while (!client.receive().empty() && client.send(reply)) continue;
  };
}

}  // namespace

TEST_CASE("a reply that is dropped is ambiguous, and the same nonce then gets the same token") {
  const server_process server;
  std::atomic<bool> cut{false};
  const fake_server proxy(cutting_proxy(server.socket(), [&] { return cut.exchange(false); }));
  auto store = open_store(to(proxy));
  const auto other = store.claim(ask(9)).value().token();  // so that the server knows each script
  REQUIRE(store.extend(other, 60s).value() == settlement::done);
  REQUIRE(store.complete(other, 1h).value() == settlement::done);
  REQUIRE(store.forget(key_of(9)).value());

  cut = true;
  REQUIRE(code_of(store.claim(ask(1, 1))) == errc::store_ambiguous);
  CHECK(store.claim(ask(1, 2)).value().what() == kind::in_flight);  // the claim did happen
  const auto again = store.claim(ask(1, 1)).value();
  REQUIRE(again.what() == kind::fresh);
  CHECK(std::to_string(again.token().fence) == server.tell({"HGET", name_of(1), "f"}).text);
  CHECK(again.attempt() == 1);
  CHECK_FALSE(again.reclaimed());

  cut = true;
  REQUIRE(code_of(store.extend(again.token(), 60s)) == errc::store_ambiguous);
  CHECK(store.extend(again.token(), 60s).value() == settlement::done);
  cut = true;
  REQUIRE(code_of(store.complete(again.token(), 1h)) == errc::store_ambiguous);
  CHECK(store.complete(again.token(), 1h).value() == settlement::already_done);
  CHECK(store.claim(ask(1, 3)).value().what() == kind::duplicate);
  cut = true;
  REQUIRE(code_of(store.forget(key_of(1))) == errc::store_ambiguous);
  CHECK_FALSE(store.forget(key_of(1)).value());
}

TEST_CASE("a command is sent once, whatever becomes of its connection") {
  std::atomic<int> requests{0};
  const fake_server server([&](const peer& client, std::size_t) {
    if (!client.receive().empty()) ++requests;
  });
  hiredis_transport transport(to(server));
  CHECK(code_of(ping(transport)) == errc::store_ambiguous);
  CHECK(requests == 1);
  CHECK(server.accepted() == 1);
  CHECK(transport.connections() == 0);
}

TEST_CASE("connections that the server closed while they were idle are replaced unnoticed") {
  const fake_server server([](const peer& client, std::size_t) {
    if (!client.receive().empty()) client.send("+PONG\r\n");
  });
  hiredis_transport transport(to(server));
  for (std::size_t n = 1; n <= 5; ++n) {
    REQUIRE(ping(transport).value().text == "PONG");
    CHECK(server.accepted() == n);
    for (int tries = 0; tries < 1000 && server.closed() < n; ++tries) std::this_thread::sleep_for(1ms);
    REQUIRE(server.closed() == n);
  }
}

TEST_CASE("a write to a connection that broke ends no process, and says that nothing left") {
  const fake_server server([](const peer&, std::size_t) {});  // accepts, and closes
  auto opened = detail::redis::connection::open(to(server), std::chrono::steady_clock::now() + 5s);
  REQUIRE(opened.has_value());
  auto& link = **opened;
  for (int tries = 0; tries < 500 && link.usable(); ++tries) std::this_thread::sleep_for(2ms);
  CHECK_FALSE(link.usable());
  // The default action of SIGPIPE is to end us.
  CHECK(code_of(link.send("*1\r\n$4\r\nPING\r\n", std::chrono::steady_clock::now() + 5s)) == errc::store_unavailable);
}

TEST_CASE("a thread that holds SIGPIPE back keeps what is its own, and no other is left pending") {
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  const auto pending = [] {
    sigset_t set;
    sigpending(&set);
    return sigismember(&set, SIGPIPE) == 1;
  };
  {
    const detail::redis::no_sigpipe quiet;
    ::raise(SIGPIPE);
    CHECK(pending());
  }
  CHECK_FALSE(pending());
  sigset_t before;
  REQUIRE(pthread_sigmask(SIG_BLOCK, &pipe, &before) == 0);
  ::raise(SIGPIPE);
  { const detail::redis::no_sigpipe quiet; }
  CHECK(pending());
  int taken = 0;
  CHECK(sigwait(&pipe, &taken) == 0);
  CHECK(pthread_sigmask(SIG_SETMASK, &before, nullptr) == 0);
}

TEST_CASE("a server that is loading its data is unavailable, and no socket is left behind") {
  const fake_server server(always("-LOADING Redis is loading the dataset in memory\r\n"));
  auto options = to(server);
  CHECK(code_of(try_open(options)) == errc::store_unavailable);  // after the connection
  options.database = 1;                                          // while it logs in
  options.first_wait = 1ms;
  hiredis_transport transport(options);
  const auto before = descriptors();
  for (int n = 0; n < 20; ++n) {
    REQUIRE(out_of_reach(ping(transport, 10ms)));
  }
  CHECK(server.accepted() > 21);  // it tried again within the call
  CHECK(transport.connections() == 0);
  CHECK(descriptors() <= before);
}

TEST_CASE("a password that is refused is not tried again") {
  const fake_server server(always("-WRONGPASS invalid username-password pair or user is disabled.\r\n"));
  auto options = to(server);
  options.password = secret("a-long-enough-password");
  hiredis_transport transport(options);
  CHECK(code_of(ping(transport)) == errc::store_misconfigured);
  CHECK(server.accepted() == 1);
}

TEST_CASE("a server that is not there is out of reach, and nothing of the call has left") {
  hiredis_options options;
  options.unix_socket = "/nowhere/hooklatch.sock";
  hiredis_transport transport(options);
  CHECK(out_of_reach(ping(transport, 50ms)));
  options.unix_socket.clear();
  options.host = "not a host name";
  hiredis_transport nowhere(options);
  CHECK(out_of_reach(ping(nowhere, 50ms)));
  CHECK(nowhere.connections() == 0);
}

TEST_CASE("what a hostile server sends ends as no answer") {
  const std::vector<std::string> hostile{"HTTP/1.1 400 Bad Request\r\n\r\n",
                                         "*2147483647\r\n",
                                         ":1\r\n:2\r\n",
                                         "*9999\r\n",
                                         ":x\r\n",
                                         std::string(4, '\0'),
                                         "$2000000\r\n" + std::string(60000, 'x')};
  for (const auto& bytes : hostile) {
    INFO(bytes.substr(0, 40));
    const fake_server server(always(bytes));
    hiredis_transport transport(to(server));
    const auto answer = ping(transport, 100ms);
    if (bytes[0] == ':' && bytes[1] == '1') {
      CHECK(answer.value().integer == 1);  // the first of two, and then the connection is not used again
      for (int tries = 0; tries < 3; ++tries) CHECK(ping(transport).value().integer == 1);
      CHECK(server.accepted() == 4);
    } else {
      CHECK(code_of(answer) == errc::store_ambiguous);
      CHECK(transport.connections() == 0);
    }
  }
}

TEST_CASE("a server that never ends its reply is given up, by time or by size") {
  const fake_server trickling([](const peer& client, std::size_t) {
    static_cast<void>(client.receive());
    client.send("+");
    while (!client.over() && client.send("a")) std::this_thread::sleep_for(2ms);
  });
  hiredis_transport slow(to(trickling));
  CHECK(code_of(ping(slow, 100ms)) == errc::store_ambiguous);
  const fake_server pouring([](const peer& client, std::size_t) {
    static_cast<void>(client.receive());
    client.send("$500000000\r\n");
    while (!client.over() && client.send(std::string(10000, 'x'))) continue;
  });
  hiredis_transport large(to(pouring));
  CHECK(code_of(ping(large, 60s)) == errc::store_ambiguous);
}

TEST_CASE("a server that stalls costs a call its time and no more") {
  const server_process server;
  redis_store_options brief;
  brief.timeout = 400ms;
  auto store = open_store(server.options(), brief);
  server.pause();
  CHECK(code_of(store.claim(ask(1))) == errc::store_ambiguous);                 // sent over the open connection
  CHECK(code_of(store.complete({key_of(1), 1}, 1h)) == errc::store_ambiguous);  // over a new one: the kernel accepts it
  auto to_log_in = server.options();
  to_log_in.database = 1;
  hiredis_transport transport(to_log_in);
  CHECK(code_of(ping(transport, 100ms)) == errc::store_timeout);  // nothing of the call has left
  server.go_on();
  const auto claimed = store.claim(ask(1)).value();  // a call of the same nonce, whatever the stalled one came to
  CHECK(claimed.what() == kind::fresh);
  CHECK(claimed.attempt() == 1);
}

TEST_CASE("calls at once have a connection each, at most as many as are allowed") {
  const server_process server;
  auto options = server.options();
  options.max_connections = 3;
  hiredis_transport transport(options);
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 12; ++t) {
    threads.emplace_back([&, t] {
      for (int n = 0; n < 200; ++n) {
        const auto said = std::to_string(t) + "/" + std::to_string(n);
        const std::array<std::string_view, 2> echo{"ECHO", said};
        const auto reply = transport.execute(echo, std::chrono::steady_clock::now() + 20s);
        if (!reply || reply->text != said) ++wrong;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(transport.connections() <= 3);
  CHECK(transport.connections() >= 1);
}

TEST_CASE("a call that finds no connection free is timed out, and nothing of it has left") {
  std::atomic<int> requests{0};
  const fake_server server([&](const peer& client, std::size_t) {
    while (!client.receive().empty()) ++requests;
  });
  auto options = to(server);
  options.max_connections = 1;
  hiredis_transport transport(options);
  std::thread first([&] { CHECK(code_of(ping(transport, 1000ms)) == errc::store_ambiguous); });
  for (int tries = 0; tries < 1000 && requests == 0; ++tries) std::this_thread::sleep_for(1ms);
  CHECK(code_of(ping(transport, 50ms)) == errc::store_timeout);
  first.join();
  CHECK(requests == 1);
}

TEST_CASE("several commands over one connection are answered in their order") {
  const server_process server;
  hiredis_transport transport(server.options());
  const std::array<std::string_view, 2> one{"ECHO", "1"};
  const std::array<std::string_view, 1> none{"NO-SUCH-COMMAND"};
  const std::array<redis_command, 3> commands{one, none, one};
  const auto replies = transport.execute_all(commands, std::chrono::steady_clock::now() + 5s).value();
  REQUIRE(replies.size() == 3);
  CHECK(replies[0].text == "1");
  CHECK(replies[1].what == redis_reply::kind::error);
  CHECK(replies[2].text == "1");
  CHECK(transport.execute_all({}, std::chrono::steady_clock::now()).value().empty());
}

TEST_CASE("after a fork the child is refused, and the parent's connection is as it was") {
  const server_process server;
  auto store = open_store(server.options());
  const auto token = store.claim(ask(1)).value().token();
  for (int round = 0; round < 10; ++round) {
    const pid_t child = ::fork();
    if (child == 0) {
      int failed = 0;
      failed |= code_of(store.claim(ask(2))) == errc::store_forked ? 0 : 1;
      failed |= code_of(store.complete(token, 1h)) == errc::store_forked ? 0 : 2;
      failed |= code_of(store.verify()) == errc::store_forked ? 0 : 4;
      {
        const auto moved = std::move(store);  // and destroyed: it says no good-bye on the parent's connection
      }
      ::_exit(failed);
    }
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    CHECK(store.extend(token, 60s).value() == settlement::done);
  }
  CHECK(server.tell({"EXISTS", name_of(2)}).integer == 0);
}

TEST_CASE("of a parent and a child that claim one event at once exactly one wins, every time") {
  const server_process server;
  auto mine = open_store(server.options());
  // Drawn before the fork, as the receiver's are: the child's generator must not repeat the parent's.
  claim_nonce warm;
  REQUIRE(RAND_bytes(warm.bytes.data(), 16) == 1);
  for (std::uint32_t round = 0; round < 20; ++round) {
    const auto claims_with = [&](store_type& store) {
      auto request = ask(100 + round);
      if (RAND_bytes(request.nonce.bytes.data(), 16) != 1) return 2;
      const auto claimed = store.claim(request);
      return claimed && claimed->what() == kind::fresh ? 1 : 0;
    };
    const pid_t child = ::fork();
    if (child == 0) {
      auto theirs = try_open(server.options());
      ::_exit(theirs ? claims_with(*theirs) : 3);
    }
    const int here = claims_with(mine);
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    CHECK(here + WEXITSTATUS(status) == 1);
  }
}

// SPDX-License-Identifier: MIT
// The store against a real server: what it promises, and what becomes of a server that does not keep its own.
#include "server_process.hpp"

#include "support/catch.hpp"

#include <hooklatch/testing/store_conformance.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
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
claim_token fresh(store_type& store, const claim_request& request) {
  const auto claimed = store.claim(request).value();
  REQUIRE(claimed.what() == kind::fresh);
  return claimed.token();
}
errc opened(const hiredis_options& to, redis_store_options options = {}) {
  return code_of(try_open(to, std::move(options)));
}

}  // namespace

TEST_CASE("a Redis store keeps every promise of a store") {
  const server_process server;
  auto to = server.options();
  to.max_connections = 16;
  testing::conformance_options options;
  options.expires_by_itself = true;
  options.rounds = 5;
  options.threads = 32;
  const auto report = testing::check_store(
      [&] {
        redis_store_options patient;
        patient.timeout = 20s;
        return std::make_unique<store_type>(open_store(to, patient));
      },
      options);
  INFO(report.to_string());
  CHECK(report.ok());
}

TEST_CASE("over TCP with a database of its own the store is the same") {
  const server_process server;
  hiredis_options to;
  to.port = server.port();
  to.database = 3;
  auto store = open_store(to);
  const auto token = fresh(store, ask(1));
  CHECK(store.complete(token, 1h).value() == settlement::done);
  auto other = open_store(server.options());  // database 0
  CHECK(other.claim(ask(1)).value().what() == kind::fresh);
  to.database = 99;
  CHECK(opened(to) == errc::store_misconfigured);
}

TEST_CASE("a fence keeps its last digits, and grows by one where the server's clock was set back") {
  const server_process server;
  auto store = open_store(server.options());
  const auto first = fresh(store, ask(1));
  CHECK(std::to_string(first.fence) == server.tell({"HGET", name_of(1), "f"}).text);

  // An hour ahead of the clock: what a server that was set back by an hour left behind. Odd, above 10^15.
  const auto ahead = std::to_string((first.fence + 3'600'000'000u) | 1u);
  CHECK(store.release(first).value() == settlement::done);
  server.tell({"HSET", name_of(1), "f", ahead});
  const auto second = fresh(store, ask(1, 2));
  CHECK(second.fence == std::stoull(ahead) + 1);
  CHECK(server.tell({"HGET", name_of(1), "f"}).text == std::to_string(second.fence));
  CHECK(store.complete(second, 1h).value() == settlement::done);

  CHECK(store.forget(key_of(1)).value());
  CHECK_FALSE(store.forget(key_of(1)).value());
  CHECK(store.complete(second, 1h).value() == settlement::lost);
  const auto third = store.claim(ask(1, 3)).value();
  CHECK(third.token().fence == second.fence + 1);
  CHECK(third.attempt() == 1);
}

TEST_CASE("every record expires, and one that was forgotten too") {
  const server_process server;
  auto store = open_store(server.options());
  const auto expires_in = [&](std::uint32_t n) { return server.tell({"PTTL", name_of(n)}).integer; };
  auto request = ask(1);
  request.lease = 10s;
  request.keep = 3600s;
  const auto token = fresh(store, request);
  CHECK(expires_in(1) > 3600'000);
  CHECK(expires_in(1) <= 3610'000);
  CHECK(store.extend(token, 20s).value() == settlement::done);
  CHECK(expires_in(1) > 3610'000);
  CHECK(store.release(token).value() == settlement::done);
  CHECK(expires_in(1) <= 3600'000);
  CHECK(expires_in(1) > 3500'000);
  const auto again = fresh(store, request);
  CHECK(store.complete(again, 7 * 24h).value() == settlement::done);
  CHECK(expires_in(1) > 604'700'000);
  server.tell({"PEXPIRE", name_of(1), "1000000"});
  CHECK(store.complete(again, 7 * 24h).value() == settlement::already_done);
  CHECK(expires_in(1) > 604'700'000);  // renewed: WAIT needs a write to wait for
  CHECK(store.forget(key_of(1)).value());
  CHECK(expires_in(1) > 604'700'000);
  CHECK(expires_in(1) <= 604'800'000);

  // The shortest of all times leaves no record without an end.
  for (std::uint32_t n = 10; n < 30; ++n) {
    request = ask(n);
    request.lease = 0ms;
    request.keep = 0s;
    const auto brief = fresh(store, request);
    static_cast<void>(n % 2 == 0 ? store.release(brief) : store.complete(brief, 0s));
  }
  for (const auto& key : server.tell({"KEYS", "*"}).elements) {
    CHECK(server.tell({"PTTL", key.text}).integer != -1);
  }
}

TEST_CASE("notes stand in the record for people, and it stays compact") {
  const server_process server;
  auto store = open_store(server.options());
  const std::string name(200, 'e');
  auto request = ask(1);
  request.label = name;
  const auto token = fresh(store, request);
  CHECK(server.tell({"HGET", name_of(1), "i"}).text == name.substr(0, 64));
  CHECK(store.release(token, "the database\r\n was away").value() == settlement::done);
  CHECK(server.tell({"HGET", name_of(1), "w"}).text == "the database\r\n was away");
  const auto next = fresh(store, request);
  CHECK(server.tell({"HGET", name_of(1), "w"}).what == redis_reply::kind::text);  // while it is tried again
  CHECK(server.tell({"OBJECT", "ENCODING", name_of(1)}).text != "hashtable");
  CHECK(store.complete(next, 1h).value() == settlement::done);
  CHECK(server.tell({"HGET", name_of(1), "w"}).what == redis_reply::kind::nil);
  CHECK(server.tell({"MEMORY", "USAGE", name_of(1)}).integer < 400);
}

TEST_CASE("a record that somebody damaged is no answer but an error") {
  const server_process server;
  auto store = open_store(server.options());
  const auto damage = [&](std::uint32_t n, std::string_view field, std::string_view value) {
    static_cast<void>(fresh(store, ask(n)));
    server.tell({"HSET", name_of(n), field, value});
    return code_of(store.claim(ask(n, 2)));
  };
  CHECK(damage(1, "s", "7") == errc::store_corrupt);
  CHECK(damage(2, "f", "many") == errc::store_corrupt);
  for (const std::string_view claim : {"", "1 2 3", "1 2 3 0 5", "x 2 3 0", "1 2 3 2", "-1 2 3 0", "1.5 2 3 0"}) {
    INFO(claim);
    CHECK(damage(3, "p", claim) == errc::store_corrupt);
    server.tell({"DEL", name_of(3)});
  }
  server.tell({"SET", name_of(5), "a string"});
  CHECK(code_of(store.claim(ask(5))) == errc::store_corrupt);
  CHECK(code_of(store.complete({key_of(5), 1}, 1h)) == errc::store_corrupt);
  CHECK(code_of(store.forget(key_of(5))) == errc::store_corrupt);
  const auto token = fresh(store, ask(6));
  server.tell({"HDEL", name_of(6), "p"});
  CHECK(code_of(store.release(token)) == errc::store_corrupt);
  CHECK(code_of(store.extend(token, 1s)) == errc::store_corrupt);
}

TEST_CASE("scripts that are flushed between calls are loaded again") {
  const server_process server;
  auto store = open_store(server.options());
  for (std::uint32_t n = 0; n < 10; ++n) {
    server.tell({"SCRIPT", "FLUSH"});
    const auto token = fresh(store, ask(n));
    server.tell({"SCRIPT", "FLUSH"});
    CHECK(store.complete(token, 1h).value() == settlement::done);
    server.tell({"SCRIPT", "FLUSH"});
    CHECK(store.claim(ask(n, 2)).value().what() == kind::duplicate);
  }
  CHECK(server.tell({"SCRIPT", "EXISTS", detail::redis::claim_script.sha()}).elements.at(0).integer == 1);
}

TEST_CASE("a server that drops keys when it is full is refused, unless that is accepted by name") {
  for (const std::string policy : {"allkeys-lru", "volatile-ttl", "allkeys-random"}) {
    INFO(policy);
    const server_process server({"--maxmemory", "100mb", "--maxmemory-policy", policy});
    CHECK(opened(server.options()) == errc::store_misconfigured);
    redis_store_options accepted;
    accepted.accept_eviction = true;
    CHECK(opened(server.options(), accepted) == errc(0));
  }
}

TEST_CASE("a server without an append-only file is refused, unless that is accepted by name") {
  const server_process server;
  server.tell({"CONFIG", "SET", "appendonly", "no"});
  CHECK(opened(server.options()) == errc::store_misconfigured);
  server.tell({"CONFIG", "SET", "save", "1 1"});
  CHECK(opened(server.options()) == errc::store_misconfigured);
  redis_store_options accepted;
  accepted.accept_no_append_only_file = true;
  CHECK(opened(server.options(), accepted) == errc(0));
}

TEST_CASE("a server that stops keeping its promises is found by verify") {
  const server_process server;
  auto store = open_store(server.options());
  CHECK(store.verify().has_value());
  server.tell({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
  CHECK(code_of(store.verify()) == errc::store_misconfigured);
}

TEST_CASE("a full server refuses new events, forgets none, and still takes the end of those that run") {
  const server_process server;
  auto store = open_store(server.options());
  std::vector<claim_token> running;
  std::vector<claim_token> done;
  const auto take = [&](std::uint32_t n) {
    auto request = ask(n);
    request.lease = 3600s;
    const auto claimed = store.claim(request);
    if (!claimed) return claimed.error().code();
    (n % 2 == 0 ? running : done).push_back(claimed->token());
    if (n % 2 == 1) REQUIRE(store.complete(claimed->token(), 1h).value() == settlement::done);
    return errc(0);
  };
  for (std::uint32_t n = 0; n < 200; ++n) REQUIRE(take(n) == errc(0));
  const auto used = server.tell({"INFO", "memory"}).text;
  const auto at = used.find("used_memory:") + 12;
  const auto limit = std::stoull(used.substr(at)) + 200'000;
  server.tell({"CONFIG", "SET", "maxmemory", std::to_string(limit)});

  std::uint32_t n = 200;
  errc last{};
  for (; n < 20'000 && last == errc(0); ++n) last = take(n);
  CHECK(last == errc::store_full);
  server.tell({"CONFIG", "SET", "maxmemory", "1"});  // and it stays full
  for (std::uint32_t more = 0; more < 20; ++more) CHECK(take(n + more) == errc::store_full);
  CHECK(opened(server.options()) == errc::store_full);
  REQUIRE(running.size() > 100);
  CHECK(std::all_of(done.begin(), done.end(), [&](const claim_token& token) {
    claim_request request = ask(0, 9);
    request.key = token.key;
    return store.claim(request).value().what() == kind::duplicate;
  }));
  CHECK(store.extend(running[0], 7200s).value() == settlement::done);
  CHECK(store.release(running[1], "failed").value() == settlement::done);
  running.erase(running.begin() + 1);
  for (const auto& token : running) {
    REQUIRE(code_of(store.complete(token, 1h)) == errc(0));
    claim_request request = ask(0, 9);
    request.key = token.key;
    REQUIRE(store.claim(request).value().what() == kind::duplicate);
  }
}

TEST_CASE("a server that is killed and comes back has forgotten nothing that it said was done") {
  server_process server;
  redis_store_options brief;
  brief.timeout = 400ms;
  auto store = open_store(server.options(), brief);
  std::vector<claim_token> held;
  for (std::uint32_t n = 0; n < 300; ++n) {
    const auto token = fresh(store, ask(n));
    if (n % 3 == 0) {
      held.push_back(token);
    } else {
      REQUIRE(store.complete(token, 1h).value() == settlement::done);
    }
  }
  server.kill();
  CHECK(code_of(store.claim(ask(1000))) == errc::store_unavailable);
  CHECK(code_of(store.complete(held[0], 1h)) == errc::store_unavailable);
  CHECK(store.transport().connections() == 0);
  server.start();
  for (std::uint32_t n = 0; n < 300; ++n) {
    REQUIRE(store.claim(ask(n, 2)).value().what() == (n % 3 == 0 ? kind::in_flight : kind::duplicate));
  }
  for (const auto& token : held) REQUIRE(store.complete(token, 1h).value() == settlement::done);
}

TEST_CASE("a replica is refused, and a primary that becomes one refuses to be written") {
  const server_process other;
  const server_process server;
  auto store = open_store(server.options());
  static_cast<void>(fresh(store, ask(1)));
  server.tell({"REPLICAOF", "127.0.0.1", std::to_string(other.port())});
  CHECK(code_of(store.claim(ask(2))) == errc::store_read_only);
  CHECK(store.transport().connections() == 0);  // a name may lead to the new primary by now
  CHECK(opened(server.options()) == errc::store_misconfigured);
  CHECK(code_of(store.verify()) == errc::store_misconfigured);
  server.tell({"REPLICAOF", "NO", "ONE"});
  CHECK(store.claim(ask(2)).value().what() == kind::fresh);
}

TEST_CASE("completions can wait for replicas, and an event that has not reached them is not done") {
  const server_process server;
  const server_process replica;
  replica.tell({"REPLICAOF", "127.0.0.1", std::to_string(server.port())});
  REQUIRE(replica.comes_to("master_link_status:up"));
  redis_store_options options;
  options.wait_for_replicas = 1;
  options.replica_timeout = 50ms;
  options.timeout = 5s;
  auto store = open_store(server.options(), options);
  options.replica_timeout = 4s;
  auto patient = open_store(server.options(), options);
  const auto first = fresh(store, ask(1));
  CHECK(patient.complete(first, 1h).value() == settlement::done);
  CHECK(replica.tell({"HGET", name_of(1), "s"}).text == "2");

  const auto second = fresh(store, ask(2));
  replica.pause();
  CHECK(code_of(store.complete(second, 1h)) == errc::store_ambiguous);
  CHECK(code_of(store.complete(second, 1h)) == errc::store_ambiguous);  // the repeat waits as well
  replica.go_on();
  CHECK(patient.complete(second, 1h).value() == settlement::already_done);
  CHECK(replica.tell({"HGET", name_of(2), "s"}).text == "2");
}

TEST_CASE("a server that cannot write its files cannot be written") {
  const server_process server;
  server.tell({"CONFIG", "SET", "save", "3600 1"});
  auto store = open_store(server.options());
  const auto token = fresh(store, ask(1));
  std::filesystem::create_directory(server.folder() + "/dump.rdb");  // where the snapshot is to go
  server.tell({"BGSAVE"});
  REQUIRE(server.comes_to("rdb_last_bgsave_status:err"));
  CHECK(code_of(store.claim(ask(2))) == errc::store_read_only);
  CHECK(code_of(store.complete(token, 1h)) == errc::store_read_only);
  std::filesystem::remove(server.folder() + "/dump.rdb");
  server.tell({"BGSAVE"});
  REQUIRE(server.comes_to("rdb_last_bgsave_status:ok"));
  CHECK(store.complete(token, 1h).value() == settlement::done);
}

TEST_CASE("a password that is wrong or missing is a matter of configuration") {
  const server_process server;
  // A user who may do what the store's documentation says, and nothing else.
  server.tell({"ACL", "SETUSER", "hook", "on", ">a-long-password-for-hook", "~hooklatch:*", "+eval", "+evalsha",
               "+info", "+time", "+hmget", "+hset", "+hdel", "+hexists", "+pexpire", "+wait"});
  server.tell({"ACL", "SETUSER", "blind", "on", ">a-long-password-too", "~hooklatch:*", "+eval", "+evalsha", "+time",
               "+hmget", "+hset", "+hdel", "+hexists", "+pexpire"});
  server.tell({"ACL", "SETUSER", "reader", "on", ">a-long-password-too", "~hooklatch:*", "+eval", "+evalsha", "+time",
               "+info", "+hmget"});
  auto to = server.options();
  to.user = "hook";
  to.password = secret("a-long-password-for-hook");
  auto store = open_store(to);
  const auto token = fresh(store, ask(1));
  CHECK(store.extend(token, 60s).value() == settlement::done);
  CHECK(store.release(token, "why").value() == settlement::done);
  CHECK(store.complete(fresh(store, ask(1)), 1h).value() == settlement::done);
  CHECK(store.forget(key_of(1)).value());
  redis_store_options elsewhere;
  elsewhere.prefix = "other:";
  CHECK(opened(to, elsewhere) == errc::store_misconfigured);
  to.password = secret("another-long-password");
  CHECK(opened(to) == errc::store_misconfigured);

  to.user = "reader";
  to.password = secret("a-long-password-too");
  CHECK(opened(to) == errc::store_misconfigured);
  to.user = "blind";
  CHECK(opened(to) == errc::store_misconfigured);
  redis_store_options accepted;
  accepted.accept_unknown_server = true;
  CHECK(opened(to, accepted) == errc(0));

  // The password of the default user, as servers without users have it.
  server.tell({"CONFIG", "SET", "requirepass", "short"});
  to = server.options();
  CHECK(opened(to) == errc::store_misconfigured);
  CHECK(opened(to, accepted) == errc::store_misconfigured);
  to.password = secret("wrong", allow_weak_secret);
  CHECK(opened(to) == errc::store_misconfigured);
  to.password = secret("short", allow_weak_secret);
  CHECK(opened(to) == errc(0));
}

// SPDX-License-Identifier: MIT
// Workers and the server are killed with -9, at any moment; no event may be lost, completed twice, or have its effect
// twice.
#include <hooklatch/dedup/postgresql_store.hpp>

#include "stores/postgresql/support.hpp"
#include "support/catch.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <random>
#include <string>
#include <thread>
#include <vector>

using namespace hooklatch;
using namespace pg_test;
using kind = claim_result::kind;

namespace {

claim_nonce new_nonce() {
  claim_nonce made;
  std::random_device random;
  for (auto& each : made.bytes) each = static_cast<std::uint8_t>(random());
  return made;
}

// One delivery of one event; true where the sender would get a 2xx.
bool deliver(postgresql_store& store, const dedup_key& key) {
  auto request = ask(key);
  request.nonce = new_nonce();
  request.lease = 200ms;
  const auto claimed = store.claim(request);
  if (!claimed) return false;
  if (claimed->what() == kind::duplicate) return true;
  if (claimed->what() != kind::fresh) return false;
  auto within = store.begin();
  if (!within) return false;
  const auto text = "INSERT INTO kill_effects VALUES (" + hex(key.bytes) + ")";
  PGresult* const made = PQexec(within->handle(), text.c_str());
  const bool written = PQresultStatus(made) == PGRES_COMMAND_OK;
  PQclear(made);
  if (!written) return false;
  const auto settled = store.complete_in(*within, claimed->token(), 1h);
  if (!settled || *settled != settlement::done) return false;
  const auto committed = within->commit();
  if (committed) return true;
  // The claim tells, by the same nonce: `duplicate`, it happened.
  const auto told = store.claim(request);
  return told && told->what() == kind::duplicate;
}

int work(server& on, const std::vector<dedup_key>& keys, unsigned seed) {
  auto options = quick();
  options.connections = 1;
  auto store = postgresql_store::open(on.by_socket(), options);
  if (!store) return 1;
  std::minstd_rand random(seed);
  const auto until = std::chrono::steady_clock::now() + 20s;
  while (std::chrono::steady_clock::now() < until) static_cast<void>(deliver(*store, keys[random() % keys.size()]));
  return 0;
}

}  // namespace

TEST_CASE("workers and the server are killed at any moment, and each event has its effect exactly once") {
  auto& on = shared_server();
  std::vector<dedup_key> keys;
  for (int i = 0; i < 300; ++i) keys.push_back(new_key());
  {
    session by(on.by_socket());
    by.run("CREATE TABLE kill_effects (event bytea NOT NULL)");
    static_cast<void>(postgresql_store::open(on.by_socket()).value());
  }
  unsigned seed = 1;
  const auto start = [&] {
    ++seed;
    const pid_t child = fork();
    if (child == 0) _exit(work(on, keys, seed));
    return child;
  };
  std::vector<pid_t> workers;
  for (int i = 0; i < 4; ++i) workers.push_back(start());
  std::minstd_rand random(7);
  int killed = 0;
  int server_kills = 0;
  const auto from = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() < from + 2s) {
    std::this_thread::sleep_for(std::chrono::milliseconds(30 + random() % 60));
    auto& chosen = workers[random() % workers.size()];
    ::kill(chosen, SIGKILL);
    waitpid(chosen, nullptr, 0);
    chosen = start();
    ++killed;
    if (server_kills == 0 && std::chrono::steady_clock::now() > from + 1s) {
      on.stop(SIGKILL);
      on.start();
      ++server_kills;
    }
  }
  for (const auto each : workers) {
    ::kill(each, SIGKILL);
    waitpid(each, nullptr, 0);
  }

  session by(on.by_socket());
  const auto before = by.run("SELECT count(*) FROM kill_effects");
  // The senders try again until all of them have a 2xx.
  auto store = postgresql_store::open(on.by_socket(), quick()).value();
  std::vector<dedup_key> left = keys;
  for (int round = 0; round < 20 && !left.empty(); ++round) {
    left.erase(std::remove_if(left.begin(), left.end(), [&](const dedup_key& key) { return deliver(store, key); }),
               left.end());
    if (!left.empty()) std::this_thread::sleep_for(100ms);
  }
  CHECK(left.empty());
  CHECK(killed > 5);
  CHECK(std::stoi(before) > 10);
  const auto wrong =
      by.run("SELECT count(*) FROM (SELECT 1 FROM kill_effects GROUP BY event HAVING count(*) <> 1) AS doubled");
  CHECK(wrong == "0");
  CHECK(by.run("SELECT count(*) FROM hooklatch_dedup JOIN kill_effects ON event = key WHERE state = 2") ==
        std::to_string(keys.size()));
  CHECK(by.run("SELECT count(*) FROM kill_effects") == std::to_string(keys.size()));
  const auto again = by.run("SELECT count(*) FROM hooklatch_dedup JOIN kill_effects ON event = key WHERE attempts > 1");
  std::printf(
      "%zu events, %s done under fire, %d workers and %d server killed, %s events tried again: effects != 1: %s\n",
      keys.size(), before.c_str(), killed, server_kills, again.c_str(), wrong.c_str());
}

TEST_CASE("a server that is killed forgets no completion, and answers lost by it are ambiguous or unavailable") {
  auto& on = shared_server();
  auto options = quick();
  options.call_timeout = 3s;
  auto store = postgresql_store::open(on.conninfo(), options).value();
  std::atomic<bool> over{false};
  std::vector<std::vector<claim_token>> done(3);
  std::atomic<int> odd{0};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < done.size(); ++i) {
    threads.emplace_back([&, i] {
      while (!over) {
        auto request = ask(new_key());
        request.nonce = new_nonce();
        const auto first = store.claim(request);
        const auto known = [](errc code) {
          return code == errc::store_ambiguous || code == errc::store_unavailable || code == errc::store_timeout;
        };
        if (!first) {
          odd += known(first.error().code()) ? 0 : 1;
          continue;
        }
        if (first->what() != kind::fresh) ++odd;
        const auto settled = store.complete(first->token(), 1h);
        if (settled && *settled == settlement::done) done[i].push_back(first->token());
        // A first claim did not wait for the disk, so a crash may have forgotten it; then its token is lost.
        if (!settled) odd += known(settled.error().code()) ? 0 : 1;
      }
    });
  }
  for (int kills = 0; kills < 2; ++kills) {
    std::this_thread::sleep_for(300ms);
    on.stop(SIGKILL);
    on.start();
  }
  std::this_thread::sleep_for(200ms);
  over = true;
  for (auto& each : threads) each.join();
  CHECK(odd == 0);
  std::size_t all = 0;
  std::size_t forgotten = 0;
  for (const auto& each : done) {
    for (const auto& token : each) {
      ++all;
      const auto again = store.claim(ask(token.key, 99));
      if (!again || again->what() != kind::duplicate) ++forgotten;
      if (store.complete(token, 1h).value() != settlement::already_done) ++forgotten;
    }
  }
  CHECK(forgotten == 0);
  CHECK(all > 20);
  std::printf("%zu completions acknowledged, the server killed twice: %zu forgotten\n", all, forgotten);
}

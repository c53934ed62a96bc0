// SPDX-License-Identifier: MIT
#include "support/catch.hpp"

#include "server_process.hpp"
#include "stores/support/history.hpp"
#include "stores/support/recorded.hpp"

#include <chrono>
#include <cstdio>

using namespace hooklatch;
using namespace std::chrono_literals;

TEST_CASE("a history of eight threads on the Redis store breaks no rule") {
  const redis_tests::server_process server;
  auto store = redis_tests::open_store(server.options());
  const auto report = test_support::check_history(test_support::recorded_histories(store, 40000, 50ms), {20'000'000});
  std::printf("Redis: %s", report.to_string().c_str());
  INFO(report.to_string());
  CHECK(report.violations.empty());
  CHECK(report.operations >= 40000);
}

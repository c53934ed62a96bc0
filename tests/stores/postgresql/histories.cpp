// SPDX-License-Identifier: MIT
#include "support/catch.hpp"

#include "stores/support/history.hpp"
#include "stores/support/recorded.hpp"
#include "support.hpp"

#include <chrono>
#include <cstdio>

using namespace hooklatch;
using namespace std::chrono_literals;

TEST_CASE("a history of eight threads on the PostgreSQL store breaks no rule") {
  postgresql_options options;
  options.connections = 8;
  auto store = pg_test::open_store(options);
  const auto report = test_support::check_history(test_support::recorded_histories(store, 10000, 50ms), {20'000'000});
  std::printf("PostgreSQL: %s", report.to_string().c_str());
  INFO(report.to_string());
  CHECK(report.violations.empty());
  CHECK(report.operations >= 10000);
}

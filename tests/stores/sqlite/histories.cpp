// SPDX-License-Identifier: MIT
#include "support/catch.hpp"

#include "stores/support/history.hpp"
#include "stores/support/recorded.hpp"
#include "support.hpp"

#include <chrono>
#include <cstdio>

using namespace hooklatch;
using namespace std::chrono_literals;

TEST_CASE("a history of eight threads on the SQLite store breaks no rule") {
  const sqlite_tests::folder at;
  auto store = sqlite_store::open(at.file()).value();
  const auto report = test_support::check_history(test_support::recorded_histories(store, 40000, 50ms), {20'000'000});
  std::printf("SQLite: %s", report.to_string().c_str());
  INFO(report.to_string());
  CHECK(report.violations.empty());
  CHECK(report.operations >= 40000);
}

// SPDX-License-Identifier: MIT
#include <hooklatch/inbox/worker_options.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <set>
#include <string_view>

using namespace hooklatch;
using namespace std::chrono_literals;

TEST_CASE("a worker tries three times, as Zuba's page does, and has a minute for each") {
  const worker_options plain;
  CHECK(plain.attempts() == 3);
  CHECK(plain.lease() == 1min);
  CHECK(plain.poll() == 1s);
  CHECK(plain.wait().jitter(0).wait(1, 0) == 1s);
  CHECK(plain.check());
}

TEST_CASE("options outside their bounds are refused") {
  const auto refused = [](const worker_options& options) { return !options.check().has_value(); };
  CHECK(refused(worker_options{}.attempts(0)));
  CHECK(refused(worker_options{}.lease(0ms)));
  CHECK(refused(worker_options{}.lease(24h + 1ms)));
  CHECK(refused(worker_options{}.poll(0ms)));
  CHECK(refused(worker_options{}.poll(-1ms)));
  CHECK(refused(worker_options{}.wait(backoff(-1s))));
  CHECK_FALSE(refused(worker_options{}.attempts(1).lease(24h).poll(1ms)));
}

TEST_CASE("every end of an attempt has a name of its own") {
  std::set<std::string_view> names;
  for (const auto kind :
       {work_kind::processed, work_kind::unhandled, work_kind::failed, work_kind::dead, work_kind::lost,
        work_kind::unsettled}) {
    names.insert(to_string(kind));
  }
  CHECK(names.size() == 6);
  CHECK(names.count("unknown") == 0);
  CHECK(to_string(static_cast<work_kind>(9)) == "unknown");
}

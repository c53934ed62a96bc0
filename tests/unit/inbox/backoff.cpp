// SPDX-License-Identifier: MIT
#include <hooklatch/inbox/backoff.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <limits>

using namespace hooklatch;
using namespace std::chrono_literals;

TEST_CASE("the waits are those of Zuba's page: 1000 ms × 2^(n−1)") {
  const backoff zuba = backoff().jitter(0);
  CHECK(zuba.wait(1, 0.5) == 1000ms);
  CHECK(zuba.wait(2, 0.5) == 2000ms);
  CHECK(zuba.wait(3, 0.5) == 4000ms);
}

TEST_CASE("waits grow to the longest, and no further, however often it failed") {
  const backoff waits = backoff(1s, 1min).jitter(0);
  CHECK(waits.wait(6, 0) == 32s);
  CHECK(waits.wait(7, 0) == 60s);
  CHECK(waits.wait(8, 0) == 60s);
  CHECK(waits.wait(std::numeric_limits<std::uint32_t>::max(), 0) == 60s);
  CHECK(backoff(2h, 1h).jitter(0).wait(1, 0) == 1h);
  CHECK(backoff(0s).jitter(0).wait(9, 0.5) == 0s);
}

TEST_CASE("jitter spreads a wait to either side") {
  const backoff waits = backoff(10s);
  CHECK(waits.wait(1, 0.0) == 8s);
  CHECK(waits.wait(1, 0.5) == 10s);
  CHECK(waits.wait(1, 1.0) == 12s);
  CHECK(waits.jitter(1).wait(1, 0.0) == 0s);
}

TEST_CASE("waits without sense are refused") {
  CHECK(backoff().check());
  CHECK(backoff(0ms, 720h).jitter(1).check());
  CHECK_FALSE(backoff(-1ms).check());
  CHECK_FALSE(backoff(1s, -1ms).check());
  CHECK_FALSE(backoff(721h).check());
  CHECK_FALSE(backoff(1s, 721h).check());
  CHECK_FALSE(backoff().jitter(-0.1).check());
  CHECK_FALSE(backoff().jitter(1.1).check());
  CHECK_FALSE(backoff().jitter(std::numeric_limits<double>::quiet_NaN()).check());
  CHECK(backoff(1ms, -1ms).check().error() == errc::config_error);
}

// SPDX-License-Identifier: MIT
#include <hooklatch/testing/manual_clock.hpp>

#include "support/catch.hpp"

#include <chrono>

using hooklatch::time_point;
using hooklatch::testing::manual_clock;
using namespace std::chrono_literals;

TEST_CASE("a manual clock starts where it is told, at the epoch by default") {
  CHECK(manual_clock().now().time_since_epoch() == 0s);
  CHECK(manual_clock(1774276200).now().time_since_epoch() == 1774276200s);
  CHECK(manual_clock(-5).now().time_since_epoch() == -5s);
}

TEST_CASE("a manual clock stands until it is moved") {
  manual_clock clock(100);
  CHECK(clock.now() == clock.now());
  clock.advance(30s);
  CHECK(clock.now().time_since_epoch() == 130s);
  clock.advance(1500ms);
  CHECK(clock.now().time_since_epoch() == 131500ms);
  clock.advance(-1min);
  CHECK(clock.now().time_since_epoch() == 71500ms);
  clock.set(7);
  CHECK(clock.now().time_since_epoch() == 7s);
  clock.set(time_point(1234567ns));
  CHECK(clock.now().time_since_epoch() == 1234567ns);
}

TEST_CASE("a manual clock's copies share one time") {
  manual_clock clock(100);
  const manual_clock given = clock;
  clock.advance(1s);
  CHECK(given.now().time_since_epoch() == 101s);
  const manual_clock other(100);
  CHECK(other.now().time_since_epoch() == 100s);
}

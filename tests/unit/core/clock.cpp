// SPDX-License-Identifier: MIT
#include <hooklatch/core/clock.hpp>

#include "support/catch.hpp"

#include <chrono>

using hooklatch::time_point;
using hooklatch::wall_clock;

namespace {

struct fixed_clock {
  time_point now() const noexcept { return time_point{}; }
};
struct throwing_clock {
  time_point now() const { throw 1; }
};
struct shifting_clock {
  time_point now() { return last += std::chrono::seconds(1); }  // not const: it may not be shared by threads
  time_point last;
};
struct moved_clock {
  moved_clock() = default;
  moved_clock(moved_clock&&) = default;
  time_point now() const { return time_point{}; }
};
struct text_clock {
  const char* now() const { return "1774276200"; }
};

}  // namespace

TEST_CASE("a wall_clock is anything that tells a system time without changing itself") {
  STATIC_REQUIRE(wall_clock<std::chrono::system_clock>);
  STATIC_REQUIRE(wall_clock<fixed_clock>);
  STATIC_REQUIRE(wall_clock<throwing_clock>);
}

TEST_CASE("what has no usable now is no wall_clock") {
  STATIC_REQUIRE_FALSE(wall_clock<std::chrono::steady_clock>);
  STATIC_REQUIRE_FALSE(wall_clock<shifting_clock>);
  STATIC_REQUIRE_FALSE(wall_clock<moved_clock>);
  STATIC_REQUIRE_FALSE(wall_clock<text_clock>);
  STATIC_REQUIRE_FALSE(wall_clock<int>);
}

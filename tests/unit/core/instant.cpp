// SPDX-License-Identifier: MIT
#include <hooklatch/core/instant.hpp>

#include "support/catch.hpp"

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <limits>

using hooklatch::instant;
using hooklatch::milliseconds_between;
using hooklatch::more_than;
using hooklatch::time_point;
using std::chrono::duration_cast;
using std::chrono::milliseconds;

namespace {

constexpr std::int64_t twelve_digits = 999'999'999'999;
constexpr std::int64_t year_zero = -62'167'219'200;

constexpr time_point at(std::int64_t nanoseconds) {
  return time_point(std::chrono::floor<time_point::duration>(std::chrono::nanoseconds(nanoseconds)));
}

}  // namespace

TEST_CASE("an instant is the epoch until told otherwise") {
  STATIC_REQUIRE(instant() == instant(0, 0));
  STATIC_REQUIRE(instant(7).nanoseconds() == 0);
  STATIC_REQUIRE(instant(7, 8).seconds() == 7);
  STATIC_REQUIRE(instant(7, 8).nanoseconds() == 8);
}

TEST_CASE("instants are ordered by seconds, then by nanoseconds") {
  STATIC_REQUIRE(instant(1, 999'999'999) < instant(2, 0));
  STATIC_REQUIRE(instant(2, 0) < instant(2, 1));
  STATIC_REQUIRE(instant(-1, 999'999'999) < instant(0, 0));
  STATIC_REQUIRE(instant(2, 1) == instant(2, 1));
  STATIC_REQUIRE(instant(2, 1) != instant(2, 2));
  STATIC_REQUIRE((instant(3, 0) <=> instant(2, 9)) == std::strong_ordering::greater);
}

TEST_CASE("an instant is taken from the clock with its fraction") {
  STATIC_REQUIRE(instant::from(at(0)) == instant(0, 0));
  STATIC_REQUIRE(instant::from(at(1'774'276'200'250'000'000)) == instant(1'774'276'200, 250'000'000));
  STATIC_REQUIRE(instant::from(at(999'999'000)) == instant(0, 999'999'000));
}

TEST_CASE("an instant before 1970 keeps a positive fraction") {
  STATIC_REQUIRE(instant::from(at(-1'000'000'000)) == instant(-1, 0));
  STATIC_REQUIRE(instant::from(at(-250'000'000)) == instant(-1, 750'000'000));
  STATIC_REQUIRE(instant::from(at(-1'250'000'000)) == instant(-2, 750'000'000));
}

TEST_CASE("an instant is taken exactly from the first and the last value of the clock") {
  for (const auto time : {time_point::min(), time_point::max()}) {
    const auto ticks = time.time_since_epoch().count();
    const auto exact = instant::from(time);
    CHECK(exact.nanoseconds() >= 0);
    CHECK(exact.nanoseconds() < 1'000'000'000);
    // Put together again modulo 2^64, where the sum is exact although its parts are not.
    const auto per_second = static_cast<std::uint64_t>(time_point::period::den);
    const auto rest = static_cast<std::uint64_t>(exact.nanoseconds()) / (1'000'000'000U / per_second);
    CHECK(static_cast<std::uint64_t>(exact.seconds()) * per_second + rest == static_cast<std::uint64_t>(ticks));
    CHECK(exact.to_time_point() == time);
  }
}

TEST_CASE("floor_to goes down to the unit's grid, also before 1970") {
  STATIC_REQUIRE(instant(5, 999'999'999).floor_to(1'000'000'000) == instant(5, 0));
  STATIC_REQUIRE(instant(5, 123'999'999).floor_to(1'000'000) == instant(5, 123'000'000));
  STATIC_REQUIRE(instant(5, 123'456'789).floor_to(1) == instant(5, 123'456'789));
  STATIC_REQUIRE(instant(-1, 750'000'000).floor_to(1'000'000'000) == instant(-1, 0));
  STATIC_REQUIRE(instant(-1, 750'999'999).floor_to(1'000'000) == instant(-1, 750'000'000));
}

TEST_CASE("to_time_point is the inverse of from") {
  for (const std::int64_t nanoseconds :
       {std::int64_t{0}, std::int64_t{1'774'276'200'250'000'000}, std::int64_t{-250'000'000},
        std::int64_t{-1'000'000'000}, std::int64_t{9'223'372'035'999'999'000},
        std::int64_t{-9'223'372'034'000'000'000}}) {
    INFO(nanoseconds);
    CHECK(instant::from(at(nanoseconds)).to_time_point() == at(nanoseconds));
  }
}

TEST_CASE("to_time_point saturates where a time_point ends") {
  CHECK(instant(twelve_digits, 999'999'999).to_time_point() == time_point::max());
  CHECK(instant(std::numeric_limits<std::int64_t>::max()).to_time_point() == time_point::max());
  CHECK(instant(std::numeric_limits<std::int64_t>::min()).to_time_point() == time_point::min());

  // One second beyond, in whatever unit the standard library counts.
  const auto last = duration_cast<std::chrono::seconds>(time_point::max().time_since_epoch()).count();
  CHECK(instant(last + 1).to_time_point() == time_point::max());
  CHECK(instant(-last - 2).to_time_point() == time_point::min());
  CHECK(instant(last - 2).to_time_point() < time_point::max());
  CHECK(instant(-last + 2).to_time_point() > time_point::min());
}

TEST_CASE("milliseconds_between is later minus earlier") {
  STATIC_REQUIRE(milliseconds_between(instant(100), instant(401)) == milliseconds(301'000));
  STATIC_REQUIRE(milliseconds_between(instant(401), instant(100)) == milliseconds(-301'000));
  STATIC_REQUIRE(milliseconds_between(instant(5, 250'000'000), instant(5, 250'000'000)) == milliseconds(0));
  STATIC_REQUIRE(milliseconds_between(instant(5, 750'000'000), instant(6, 250'000'000)) == milliseconds(500));
  STATIC_REQUIRE(milliseconds_between(instant(6, 250'000'000), instant(5, 750'000'000)) == milliseconds(-500));
}

TEST_CASE("milliseconds_between truncates towards zero on both sides") {
  STATIC_REQUIRE(milliseconds_between(instant(0, 0), instant(0, 999'999)) == milliseconds(0));
  STATIC_REQUIRE(milliseconds_between(instant(0, 999'999), instant(0, 0)) == milliseconds(0));
  STATIC_REQUIRE(milliseconds_between(instant(0, 1), instant(1, 0)) == milliseconds(999));
  STATIC_REQUIRE(milliseconds_between(instant(1, 0), instant(0, 1)) == milliseconds(-999));
  STATIC_REQUIRE(milliseconds_between(instant(0, 999'999'999), instant(1, 0)) == milliseconds(0));
  STATIC_REQUIRE(milliseconds_between(instant(1, 0), instant(0, 999'999'999)) == milliseconds(0));
  STATIC_REQUIRE(milliseconds_between(instant(0, 0), instant(1, 1)) == milliseconds(1000));
  STATIC_REQUIRE(milliseconds_between(instant(1, 1), instant(0, 0)) == milliseconds(-1000));
}

TEST_CASE("milliseconds_between agrees with a count of nanoseconds around every edge") {
  constexpr std::array<std::int32_t, 9> fractions{0,           1,           999'999,     1'000'000,  1'000'001,
                                                  500'000'000, 999'000'000, 999'000'001, 999'999'999};
  for (std::int64_t seconds = -2; seconds <= 2; ++seconds) {
    for (const auto before : fractions) {
      for (const auto after : fractions) {
        // C++ integer division truncates towards zero, which is what is asked for.
        const std::int64_t nanoseconds = seconds * 1'000'000'000 + after - before;
        INFO(seconds << " s, " << before << " to " << after);
        CHECK(milliseconds_between(instant(0, before), instant(seconds, after)).count() == nanoseconds / 1'000'000);
        CHECK(more_than(instant(0, before), instant(seconds, after), 1) == (nanoseconds > 1'000'000'000));
        CHECK(more_than(instant(0, before), instant(seconds, after), 0) == (nanoseconds > 0));
      }
    }
  }
}

TEST_CASE("milliseconds_between spans everything that a timestamp can say") {
  STATIC_REQUIRE(milliseconds_between(instant(0), instant(twelve_digits, 999'999'999)) ==
                 milliseconds(999'999'999'999'999));
  STATIC_REQUIRE(milliseconds_between(instant(twelve_digits), instant(0)) == milliseconds(-999'999'999'999'000));
  STATIC_REQUIRE(milliseconds_between(instant(year_zero), instant(twelve_digits)) ==
                 milliseconds(1'062'167'219'199'000));
}

TEST_CASE("more_than is exact to the nanosecond") {
  STATIC_REQUIRE_FALSE(more_than(instant(100, 5), instant(400, 4), 300));
  STATIC_REQUIRE_FALSE(more_than(instant(100, 5), instant(400, 5), 300));
  STATIC_REQUIRE(more_than(instant(100, 5), instant(400, 6), 300));
  STATIC_REQUIRE(more_than(instant(100, 5), instant(401, 0), 300));
  STATIC_REQUIRE_FALSE(more_than(instant(100, 999'999'999), instant(400, 0), 300));
}

TEST_CASE("more_than with a limit of zero takes the same moment only") {
  STATIC_REQUIRE_FALSE(more_than(instant(100, 5), instant(100, 5), 0));
  STATIC_REQUIRE(more_than(instant(100, 5), instant(100, 6), 0));
  STATIC_REQUIRE_FALSE(more_than(instant(100, 6), instant(100, 5), 0));
}

TEST_CASE("more_than does not take an earlier moment for a later one") {
  STATIC_REQUIRE_FALSE(more_than(instant(twelve_digits), instant(0), 300));
  STATIC_REQUIRE_FALSE(more_than(instant(401), instant(100), 300));
  STATIC_REQUIRE(more_than(instant(0), instant(twelve_digits), 86'400));
  STATIC_REQUIRE(more_than(instant(year_zero), instant(twelve_digits), 86'400));
}

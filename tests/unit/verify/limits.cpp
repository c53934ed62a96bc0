// SPDX-License-Identifier: MIT
#include <hooklatch/verify/limits.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <chrono>
#include <limits>
#include <type_traits>

using namespace std::chrono_literals;
using hooklatch::errc;
using hooklatch::verifier_options;
using hooklatch::detail::check_limits;
using hooklatch::detail::tolerance_seconds;
using test_support::accepted;
using test_support::reason_of;

namespace {

// `limit` is the bound that the refusal names.
void refuses(const hooklatch::limits& wanted, std::int64_t limit) {
  const auto checked = check_limits(wanted);
  REQUIRE(reason_of(checked) == errc::config_error);
  CHECK(checked.error().limit() == limit);
}

}  // namespace

TEST_CASE("the limits are those of the documentation, and no aggregate") {
  const hooklatch::limits standard;
  CHECK_FALSE(standard.max_body.has_value());
  CHECK(standard.max_header_value == 8192);
  CHECK(standard.max_signatures == 16);
  CHECK(standard.max_id == 255);
  CHECK(standard.max_type == 255);
  STATIC_REQUIRE_FALSE(std::is_aggregate_v<hooklatch::limits>);
  CHECK(reason_of(check_limits(standard)) == accepted);
}

TEST_CASE("each limit is taken up to its bound and refused above it") {
  hooklatch::limits wanted;
  SECTION("header value") {
    wanted.max_header_value = 16384;
    CHECK(reason_of(check_limits(wanted)) == accepted);
    wanted.max_header_value = 16385;
    refuses(wanted, 16384);
  }
  SECTION("signatures") {
    wanted.max_signatures = 64;
    CHECK(reason_of(check_limits(wanted)) == accepted);
    wanted.max_signatures = 65;
    refuses(wanted, 64);
  }
  SECTION("id") {
    wanted.max_id = 256;
    refuses(wanted, 255);
  }
  SECTION("type") {
    wanted.max_type = 256;
    refuses(wanted, 255);
  }
  SECTION("none at all") {
    wanted.max_header_value = 0;
    refuses(wanted, 16384);
    wanted.max_header_value = 1;
    wanted.max_signatures = 0;
    refuses(wanted, 64);
    wanted.max_signatures = 1;
    wanted.max_id = 0;
    refuses(wanted, 255);
    wanted.max_id = 1;
    wanted.max_type = 0;
    refuses(wanted, 255);
    wanted.max_type = 1;
    CHECK(reason_of(check_limits(wanted)) == accepted);
    wanted.max_body = 0;
    CHECK(reason_of(check_limits(wanted)) == errc::config_error);
    wanted.max_body = 1;
    CHECK(reason_of(check_limits(wanted)) == accepted);
  }
  SECTION("a number from an unchecked subtraction") {
    wanted.max_signatures = std::numeric_limits<std::size_t>::max();
    refuses(wanted, 64);
  }
  SECTION("a body has no bound but that one more byte is still a size") {
    wanted.max_body = std::numeric_limits<std::size_t>::max() / 2;
    CHECK(reason_of(check_limits(wanted)) == accepted);
    wanted.max_body = std::numeric_limits<std::size_t>::max() / 2 + 1;
    CHECK(reason_of(check_limits(wanted)) == errc::config_error);
  }
}

TEST_CASE("a tolerance is a whole number of seconds in any unit") {
  CHECK(tolerance_seconds(0s) == 0);
  CHECK(tolerance_seconds(300s) == 300);
  CHECK(tolerance_seconds(5min) == 300);
  CHECK(tolerance_seconds(300000ms) == 300);
  CHECK(tolerance_seconds(24h) == 86400);
  CHECK(tolerance_seconds(std::chrono::duration<double>(1.0)) == 1);
}

TEST_CASE("what is no tolerance is -1, which no verifier takes") {
  CHECK(tolerance_seconds(-1s) == -1);
  CHECK(tolerance_seconds(-1ns) == -1);
  CHECK(tolerance_seconds(86401s) == -1);
  CHECK(tolerance_seconds(24h + 1ns) == -1);
  CHECK(tolerance_seconds(1500ms) == -1);
  CHECK(tolerance_seconds(299s + 999999999ns) == -1);
  CHECK(tolerance_seconds(std::chrono::seconds::max()) == -1);
  CHECK(tolerance_seconds(std::chrono::seconds::min()) == -1);
  CHECK(tolerance_seconds(std::chrono::hours::max()) == -1);
  using real = std::chrono::duration<double>;
  CHECK(tolerance_seconds(real(0.5)) == -1);
  CHECK(tolerance_seconds(real(std::numeric_limits<double>::quiet_NaN())) == -1);
  CHECK(tolerance_seconds(real(std::numeric_limits<double>::infinity())) == -1);
  CHECK(tolerance_seconds(real(-std::numeric_limits<double>::infinity())) == -1);
  CHECK(tolerance_seconds(real(1e300)) == -1);
}

TEST_CASE("options keep what they are told, and tell nothing by default") {
  const verifier_options standard;
  CHECK_FALSE(standard.past().has_value());
  CHECK_FALSE(standard.future().has_value());
  CHECK_FALSE(standard.limits().max_body.has_value());

  hooklatch::limits wanted;
  wanted.max_id = 40;
  const auto chained = verifier_options{}.tolerance(60s, 2min).limits(wanted).max_body(65536);
  CHECK(chained.past() == 60);
  CHECK(chained.future() == 120);
  CHECK(chained.limits().max_id == 40);
  CHECK(chained.limits().max_body == 65536);

  // The order of the two settings changes nothing, unless the limits have a body size of their own.
  CHECK(verifier_options{}.max_body(65536).limits(wanted).limits().max_body == 65536);
  wanted.max_body = 10;
  CHECK(verifier_options{}.max_body(65536).limits(wanted).limits().max_body == 10);

  const auto both = verifier_options{}.tolerance(0s);
  CHECK(both.past() == 0);
  CHECK(both.future() == 0);

  const auto half = verifier_options{}.tolerance(-1s, 5s);
  CHECK(half.past() == -1);
  CHECK(half.future() == 5);
}

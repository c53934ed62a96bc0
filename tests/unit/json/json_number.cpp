// SPDX-License-Identifier: MIT
#include <hooklatch/json/number.hpp>

#include "support/json_checks.hpp"

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>

using namespace hooklatch;

namespace {

constexpr auto least = std::numeric_limits<std::int64_t>::min();
constexpr auto most = std::numeric_limits<std::int64_t>::max();

void check_decimal(std::string_view text, std::int64_t coefficient, std::int32_t exponent) {
  INFO(text);
  const auto read = decimal::parse(text);
  REQUIRE(read.has_value());
  CHECK(read->coefficient() == coefficient);
  CHECK(read->exponent() == exponent);
}

void check_wrong(std::string_view text) {
  INFO(text);
  const auto read = decimal::parse(text);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error() == errc::payload_wrong_type);
}

void check_integer(std::string_view text, std::int64_t expected) {
  INFO(text);
  const auto read = decimal::parse(text);
  REQUIRE(read.has_value());
  const auto whole = read->integer();
  REQUIRE(whole.has_value());
  CHECK(*whole == expected);
}

void check_no_integer(std::string_view text) {
  INFO(text);
  const auto read = decimal::parse(text);
  REQUIRE(read.has_value());
  const auto whole = read->integer();
  REQUIRE_FALSE(whole.has_value());
  CHECK(whole.error() == errc::payload_wrong_type);
}

std::string zeros(std::size_t count) { return std::string(count, '0'); }

}  // namespace

TEST_CASE("a decimal keeps the digits as they were sent") {
  check_decimal("120.00", 12000, -2);
  check_decimal("120", 120, 0);
  check_decimal("-1.5", -15, -1);
  check_decimal("0.1", 1, -1);
  check_decimal("1e3", 1, 3);
  check_decimal("1.50E+3", 150, 1);
  check_decimal("12e-4", 12, -4);
  check_decimal("1e0000000000000000000000000000000001", 1, 1);
  check_decimal("1e400", 1, 400);
}

TEST_CASE("zero is zero whatever its sign and exponent") {
  check_decimal("0", 0, 0);
  check_decimal("-0", 0, 0);
  check_decimal("-0.00", 0, -2);
  check_decimal("0e5", 0, 5);
  check_decimal("0e99999999999999999999999", 0, 0);
  check_decimal("0." + zeros(5000), 0, 0);
  check_integer("-0.0e-7", 0);
}

TEST_CASE("a coefficient has 64 bits, the least one included") {
  check_decimal("9223372036854775807", most, 0);
  check_decimal("-9223372036854775807", -most, 0);
  check_decimal("-9223372036854775808", least, 0);
  check_decimal("-92233720368547758.08", least, -2);
  check_decimal("-9223372036854775808e-3", least, -3);
  check_wrong("9223372036854775808");
  check_wrong("-9223372036854775809");
  check_decimal("9223372036854775810", 922337203685477581, 1);  // its last digit is a zero
  check_wrong("9223372036854775811");
  check_wrong("92233720368547758.08");
  check_wrong("18446744073709551616");
  check_wrong("123456789012345678901");
  check_wrong("0.12345678901234567891");
}

TEST_CASE("zeros that do not fit into the coefficient go into the exponent") {
  check_decimal("100000000000000000000000", 1000000000000000000, 5);
  check_decimal("1" + zeros(1000), 1000000000000000000, 982);
  check_decimal("120." + zeros(40), 1200000000000000000, -16);
  check_decimal("9223372036854775807.000", most, 0);
  check_decimal("-9223372036854775808.0", least, 0);
  check_decimal("92233720368547758070", most, 1);
  check_wrong("1" + zeros(30) + "1");
  check_wrong("1" + zeros(30) + ".1");
  check_wrong("9223372036854775807.1");
  check_integer("120." + zeros(100000), 120);
  check_decimal("0." + zeros(900) + "1", 1, -901);
}

TEST_CASE("an exponent is at most 1000 either way, after all digits are counted") {
  check_decimal("1e1000", 1, 1000);
  check_decimal("1e-1000", 1, -1000);
  check_wrong("1e1001");
  check_wrong("1e-1001");
  check_wrong("1.0e-1000");
  check_decimal("1.0e1001", 10, 1000);
  check_wrong("1" + zeros(2000));
  check_decimal("1" + zeros(2000) + "e-2000", 1000000000000000000, -18);
  check_decimal("0." + zeros(2000) + "1e2001", 1, 0);
  check_wrong("0." + zeros(1000) + "1");
}

TEST_CASE("an exponent that fits into no integer is no overflow") {
  for (const std::string sign : {"", "+", "-"}) {
    check_wrong("1e" + sign + "2147483648");
    check_wrong("1e" + sign + "4294967296");
    check_wrong("1e" + sign + "9223372036854775807");
    check_wrong("1e" + sign + "18446744073709551616");
    check_wrong("1e" + sign + std::string(10000, '9'));
  }
}

TEST_CASE("what is not in JSON's grammar is no decimal") {
  for (const std::string_view text :
       {"",    "-",   "+1",       "01",  "-01", "00",    ".5",   "5.",       "1.e1",  "1e",    "1e+",
        "1e-", "--1", "1-",       " 1",  "1 ",  "1,0",   "1_0",  "0x10",     "1.2.3", "1e1.5", "e1",
        "NaN", "inf", "Infinity", "1\n", "one", "\"1\"", "true", "\xd9\xa1", "-.5",   "-e1",   "1e1e1"}) {
    check_wrong(text);
  }
  check_wrong(std::string_view("1\0", 2));
}

TEST_CASE("a number and a string that holds one are read, other values are not") {
  CHECK(decimal::from(json_value(json_kind::number, "12.50")).value().coefficient() == 1250);
  CHECK(decimal::from(json_value(json_kind::string, "\"12.50\"")).value().coefficient() == 1250);
  CHECK(decimal::from(json_value(json_kind::string, R"("\u0031")", true)).error() == errc::payload_wrong_type);
  CHECK(decimal::from(json_value(json_kind::string, "\"\"")).error() == errc::payload_wrong_type);
  CHECK(decimal::from(json_value(json_kind::null, "null")).error() == errc::payload_wrong_type);
  CHECK(decimal::from(json_value(json_kind::array, "[1]")).error() == errc::payload_wrong_type);
  CHECK(decimal::from(json_value{}).error() == errc::payload_wrong_type);
}

TEST_CASE("an integer is one whichever way it is written") {
  check_integer("12", 12);
  check_integer("12.00", 12);
  check_integer("1.2e1", 12);
  check_integer("1200e-2", 12);
  check_integer("-9223372036854775808", least);
  check_integer("-9223372036854775808.0", least);
  check_integer("-92233720368547758080e-1", least);
  check_integer("-922337203685477580.8e1", least);
  check_integer("9223372036854775807", most);
  check_integer("9.223372036854775807e18", most);
  check_integer("1e18", 1000000000000000000);
  check_no_integer("12.5");
  check_no_integer("1e-1");
  check_no_integer("1e19");
  check_no_integer("-1e19");
  check_no_integer("9223372036854775807e1");
  check_no_integer("-9223372036854775808e1");
  check_no_integer("922337203685477581e1");
  check_no_integer("-922337203685477581e1");
  check_no_integer("1e400");
  check_no_integer("1e1000");
  check_no_integer("1e-1000");
  check_no_integer("5000000000000000000e-19");
}

TEST_CASE("minor units are exact") {
  CHECK(*decimal::parse("120.00").value().minor_units(2) == 12000);
  CHECK(*decimal::parse("120").value().minor_units(2) == 12000);
  CHECK(*decimal::parse("120.5").value().minor_units(2) == 12050);
  CHECK(*decimal::parse("120.5000").value().minor_units(2) == 12050);
  CHECK(*decimal::parse("-0.07").value().minor_units(2) == -7);
  CHECK(*decimal::parse("0.29").value().minor_units(2) == 29);  // 0.29 * 100 is 28.999999999999996 as a double
  CHECK(*decimal::parse("1200").value().minor_units(-2) == 12);
  CHECK(decimal::parse("120.005").value().minor_units(2).error() == errc::payload_wrong_type);
  CHECK(decimal::parse("1250").value().minor_units(-2).error() == errc::payload_wrong_type);
  CHECK(decimal::parse("92233720368547758.1").value().minor_units(2).error() == errc::payload_wrong_type);
  CHECK(*decimal::parse("-92233720368547758.08").value().minor_units(2) == least);
  CHECK(decimal::parse("92233720368547759").value().minor_units(2).error() == errc::payload_wrong_type);
}

TEST_CASE("any exponent and any number of digits end in a moment") {
  constexpr auto lowest = std::numeric_limits<std::int32_t>::min();
  constexpr auto highest = std::numeric_limits<std::int32_t>::max();
  for (const auto exponent : {lowest, lowest + 1, -1000, 0, 1000, highest - 1, highest}) {
    for (const auto digits : {lowest, -1, 0, 2, highest}) {
      CHECK(*decimal(0, exponent).minor_units(digits) == 0);
      for (const auto coefficient :
           {std::int64_t{1}, std::int64_t{-10}, std::int64_t{1000000000000000000}, least, most}) {
        const auto value = decimal(coefficient, exponent).minor_units(digits);
        const auto rest = std::int64_t{exponent} + digits;
        if (rest == 0) {
          CHECK(*value == coefficient);
        } else if (rest < -19 || rest > 19) {
          CHECK(value.error() == errc::payload_wrong_type);
        }
      }
    }
  }
}

TEST_CASE("every 64-bit integer comes back, at any exponent that is undone") {
  std::mt19937_64 random(20260323);
  for (int i = 0; i < 20000; ++i) {
    const auto value = static_cast<std::int64_t>(random() >> (random() % 64));
    if (value == 0) continue;  // no zeros may follow it
    const auto text = std::to_string(i % 2 == 0 ? value : value == least ? value : -value);
    const auto expected = i % 2 == 0 ? value : value == least ? value : -value;
    if (*decimal::parse(text).value().integer() != expected) FAIL(text);
    const auto shift = static_cast<int>(random() % 18);
    const auto moved = text + std::string(static_cast<std::size_t>(shift), '0') + "e-" + std::to_string(shift);
    if (*decimal::parse(moved).value().integer() != expected) FAIL(moved);
    if (*decimal::parse(text + "e-" + std::to_string(shift)).value().minor_units(shift) != expected) FAIL(moved);
  }
}

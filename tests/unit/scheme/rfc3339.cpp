// SPDX-License-Identifier: MIT
#include <hooklatch/scheme/rfc3339.hpp>

#include "support/catch.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

using hooklatch::instant;
using hooklatch::rfc3339;

namespace {

std::string two(int value) { return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)}; }
std::string four(int value) { return two(value / 100) + two(value % 100); }

struct example {
  const char* text;
  std::int64_t seconds;
  std::int32_t nanoseconds;
};

}  // namespace

TEST_CASE("rfc3339 reads dates whose seconds another program worked out") {
  // Seconds by Python's datetime; the first two texts are examples of RFC 3339 section 5.8.
  for (const auto& each : {
           example{"1985-04-12T23:20:50.52Z", 482196050, 520'000'000},
           example{"1996-12-19T16:39:57-08:00", 851042397, 0},
           example{"1937-01-01T12:00:27.87+00:20", -1041337173, 870'000'000},
           example{"1970-01-01T00:00:00Z", 0, 0},
           example{"1969-12-31T23:59:59Z", -1, 0},
           example{"2026-03-23T14:30:00Z", 1774276200, 0},
           example{"2026-03-23T14:30:00+05:30", 1774256400, 0},
           example{"2026-03-23T14:30:00-08:00", 1774305000, 0},
           example{"2000-02-29T23:59:59Z", 951868799, 0},
           example{"2400-02-29T00:00:00Z", 13574563200, 0},
           example{"1900-02-28T12:00:00Z", -2203934400, 0},
           example{"9999-12-31T23:59:59Z", 253402300799, 0},
           example{"0001-01-01T00:00:00Z", -62135596800, 0},
           example{"2024-12-31T23:59:59-23:59", 1735775939, 0},
           example{"2024-01-01T00:00:00+23:59", 1703980860, 0},
       }) {
    INFO(each.text);
    CHECK((rfc3339::parse(each.text) == instant(each.seconds, each.nanoseconds)));
  }
}

TEST_CASE("rfc3339 takes an unknown local offset as UTC") {
  CHECK((rfc3339::parse("2026-03-23T14:30:00-00:00") == instant(1774276200)));
  CHECK((rfc3339::parse("2026-03-23T14:30:00+00:00") == instant(1774276200)));
}

TEST_CASE("rfc3339 reads one to nine digits of a fraction and no others") {
  const std::string digits = "123456789";
  const std::array<std::int32_t, 9> expected{100'000'000, 120'000'000, 123'000'000, 123'400'000, 123'450'000,
                                             123'456'000, 123'456'700, 123'456'780, 123'456'789};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto fraction = digits.substr(0, i + 1);
    INFO(fraction);
    CHECK((rfc3339::parse("2026-03-23T14:30:00." + fraction + "Z") == instant(1774276200, expected[i])));
    CHECK((rfc3339::parse("2026-03-23T14:30:00." + fraction + "+00:00") == instant(1774276200, expected[i])));
  }
  CHECK((rfc3339::parse("2026-03-23T14:30:00.000000001Z") == instant(1774276200, 1)));
  CHECK((rfc3339::parse("2026-03-23T14:30:00.999999999Z") == instant(1774276200, 999'999'999)));
  CHECK((rfc3339::parse("2026-03-23T14:30:00.0Z") == instant(1774276200)));
  CHECK_FALSE(rfc3339::parse("2026-03-23T14:30:00.1234567890Z"));
  CHECK_FALSE(rfc3339::parse("2026-03-23T14:30:00.0000000000Z"));
  CHECK_FALSE(rfc3339::parse("2026-03-23T14:30:00." + std::string(400, '0') + "Z"));
  CHECK_FALSE(rfc3339::parse("2026-03-23T14:30:00.Z"));
  CHECK_FALSE(rfc3339::parse("2026-03-23T14:30:00,5Z"));
  CHECK_FALSE(rfc3339::parse("2026-03-23T14:30:00.5.5Z"));
  CHECK_FALSE(rfc3339::parse("2026-03-23T14:30:00.-5Z"));
}

TEST_CASE("rfc3339 refuses what is no date-time of the strict grammar") {
  for (const char* text : {
           "2026-13-01T00:00:00Z",      "2026-00-01T00:00:00Z",      "2026-01-00T00:00:00Z",
           "2026-01-32T00:00:00Z",      "2026-04-31T00:00:00Z",      "2026-02-29T00:00:00Z",
           "2024-02-30T00:00:00Z",      "1900-02-29T00:00:00Z",      "2100-02-29T00:00:00Z",
           "2026-03-23T24:00:00Z",      "2026-03-23T25:00:00Z",      "2026-03-23T14:60:00Z",
           "2026-03-23T14:30:60Z",      "2016-12-31T23:59:60Z",      "2026-03-23T14:30:61Z",
           "2026-03-23t14:30:00Z",      "2026-03-23T14:30:00z",      "2026-03-23 14:30:00Z",
           "2026-03-23_14:30:00Z",      "2026-03-23T14:30:00",       "2026-03-23T14:30Z",
           "2026-03-23T14:30:00.5",     "2026-03-23T14:30:00+24:00", "2026-03-23T14:30:00+00:60",
           "2026-03-23T14:30:00-24:00", "2026-03-23T14:30:00+99:99", "2026-03-23T14:30:00+0530",
           "2026-03-23T14:30:00+05",    "2026-03-23T14:30:00+5:30",  "2026-03-23T14:30:00+05:3",
           "2026-03-23T14:30:00Z+00:00", "2026-03-23T14:30:00ZZ",    "2026-03-23T14:30:00Z ",
           " 2026-03-23T14:30:00Z",     "2026-03-23T14:30:00 Z",     "2026-03-23T14:30:00Z\n",
           "26-03-23T14:30:00Z",        "02026-03-23T14:30:00Z",     "+2026-03-23T14:30:00Z",
           "-2026-03-23T14:30:00Z",     "+02026-03-23T14:30:00Z",    "2026-3-23T14:30:00Z",
           "2026-03-3T14:30:00Z",       "2026-03-23T4:30:00Z",       "2026-03-23T14:3:00Z",
           "2026-03-23T14:30:0Z",       "20260323T143000Z",          "2026-W13-1T14:30:00Z",
           "2026-082T14:30:00Z",        "2026/03/23T14:30:00Z",      "2026-03-23T14.30.00Z",
           "2026-03-23T14:30:00GMT",    "2026-03-23T14:30:00UTC",    "2026-03-23T14:30:00+00:00[Europe/Oslo]",
           "2026-03-23",                "14:30:00Z",                 "1774276200",
           "2026-03-23T14:30:0005:30",  "2026-03-23T14:30:00 05:30", "2026-03-23T14:30:00+-5:30",
           "Mon, 23 Mar 2026 14:30:00 GMT", "",                      "Z",
       }) {
    INFO("\"" << text << "\"");
    CHECK_FALSE(rfc3339::parse(text));
  }
  CHECK_FALSE(rfc3339::parse(std::string_view("2026-03-23T14:30:00Z\0", 21)));
}

TEST_CASE("rfc3339 refuses every text that a good one is cut or stretched to") {
  const std::string good = "2026-03-23T14:30:00.123+05:30";
  REQUIRE(rfc3339::parse(good));
  for (std::size_t size = 0; size < good.size(); ++size) {
    INFO(good.substr(0, size));
    CHECK_FALSE(rfc3339::parse(good.substr(0, size)));
  }
  for (const char more : {'0', 'Z', ' ', '+', '\0'}) CHECK_FALSE(rfc3339::parse(good + more));
}

TEST_CASE("rfc3339 takes digits where digits belong and its own marks elsewhere") {
  const std::string good = "2026-03-23T14:30:00+05:30";
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int code = 0; code < 256; ++code) {
      const char c = static_cast<char>(code);
      std::string text = good;
      text[at] = c;
      if (!rfc3339::parse(text)) continue;
      INFO(text);
      const bool digit_place = good[at] >= '0' && good[at] <= '9';
      const bool digit = c >= '0' && c <= '9';
      const bool sign = at == 19 && c == '-';
      CHECK(((digit_place && digit) || c == good[at] || sign));
      CHECK(rfc3339::alphabet.find(c) != std::string_view::npos);
    }
  }
}

TEST_CASE("rfc3339 knows every day of the years 0000 to 9999 and no other") {
  std::int64_t days = -719'528;  // 0000-01-01, counted from 1970-01-01
  std::size_t wrong = 0;
  std::string first_wrong;
  const auto expect = [&](const std::string& text, std::optional<instant> expected) {
    if (rfc3339::parse(text) == expected) return;
    if (wrong++ == 0) first_wrong = text;
  };
  for (int year = 0; year <= 9999; ++year) {
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    const std::array<int, 12> lengths{31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int month = 1; month <= 12; ++month) {
      const int length = lengths[static_cast<std::size_t>(month) - 1];
      const auto prefix = four(year) + '-' + two(month) + '-';
      expect(prefix + "01T00:00:00Z", instant(days * 86'400));
      expect(prefix + two(length) + "T23:59:59Z", instant((days + length) * 86'400 - 1));
      expect(prefix + two(length + 1) + "T00:00:00Z", std::nullopt);
      days += length;
    }
  }
  INFO("first wrong text: " << first_wrong);
  CHECK(wrong == 0);
  CHECK(days == 2'932'897);  // 10000-01-01
}

TEST_CASE("rfc3339 writes the fewest of 0, 3, 6 or 9 digits that keep the value") {
  CHECK(rfc3339::format(instant(1774276200)) == "2026-03-23T14:30:00Z");
  CHECK(rfc3339::format(instant(1774276200, 120'000'000)) == "2026-03-23T14:30:00.120Z");
  CHECK(rfc3339::format(instant(1774276200, 1'000'000)) == "2026-03-23T14:30:00.001Z");
  CHECK(rfc3339::format(instant(1774276200, 1'000)) == "2026-03-23T14:30:00.000001Z");
  CHECK(rfc3339::format(instant(1774276200, 123'456'789)) == "2026-03-23T14:30:00.123456789Z");
  CHECK(rfc3339::format(instant(1774276200, 1)) == "2026-03-23T14:30:00.000000001Z");
  CHECK(rfc3339::format(instant(0)) == "1970-01-01T00:00:00Z");
  CHECK(rfc3339::format(instant(-1)) == "1969-12-31T23:59:59Z");
  CHECK(rfc3339::format(instant(-62135596800)) == "0001-01-01T00:00:00Z");
  CHECK(rfc3339::format(instant(253402300799, 999'999'999)) == "9999-12-31T23:59:59.999999999Z");
}

TEST_CASE("rfc3339 writes a given number of digits and truncates the rest") {
  const instant moment(1774276200, 987'654'321);
  CHECK(rfc3339::format(moment, 0) == "2026-03-23T14:30:00Z");
  CHECK(rfc3339::format(moment, 1) == "2026-03-23T14:30:00.9Z");
  CHECK(rfc3339::format(moment, 3) == "2026-03-23T14:30:00.987Z");
  CHECK(rfc3339::format(moment, 9) == "2026-03-23T14:30:00.987654321Z");
  CHECK(rfc3339::format(instant(1774276200), 3) == "2026-03-23T14:30:00.000Z");
  CHECK(rfc3339::format(instant(1774276200, 7'000'000), 3) == "2026-03-23T14:30:00.007Z");
}

TEST_CASE("what rfc3339 writes it reads again") {
  for (const std::int64_t seconds :
       {std::int64_t{-62167219200}, std::int64_t{-62135596801}, std::int64_t{-1}, std::int64_t{0},
        std::int64_t{951782400}, std::int64_t{1774276207}, std::int64_t{253402300799}}) {
    for (const std::int32_t nanoseconds : {0, 1, 999'999'999, 500'000'000, 123'456'000}) {
      const instant moment(seconds, nanoseconds);
      const auto text = rfc3339::format(moment);
      INFO(text);
      CHECK((rfc3339::parse(text) == moment));
      CHECK(text.find_first_not_of(rfc3339::alphabet) == std::string::npos);
    }
  }
}

TEST_CASE("rfc3339 is read at compile time and keeps nanoseconds") {
  STATIC_REQUIRE(rfc3339::parse("1985-04-12T23:20:50.52Z") == instant(482196050, 520'000'000));
  STATIC_REQUIRE_FALSE(rfc3339::parse("1985-04-12T23:20:50.52"));
  STATIC_REQUIRE(rfc3339::resolution == 1);
}

// SPDX-License-Identifier: MIT
#include <hooklatch/event/event_time.hpp>

#include "support/catch.hpp"

#include <hooklatch/json/scan.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

using namespace hooklatch;
using format = event_time_format;

// Every number of seconds here was computed with Python's datetime, as
// (datetime(2026, 3, 23, 14, 30, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds().

namespace {

event_moment zoned(std::int64_t seconds, std::int32_t nanoseconds = 0) {
  return event_moment(instant(seconds, nanoseconds), true);
}
event_moment zoneless(std::int64_t seconds, std::int32_t nanoseconds = 0) {
  return event_moment(instant(seconds, nanoseconds), false);
}

// A field as it stands in a body.
std::optional<event_moment> read(const std::string& json, format as) {
  json_query wanted[]{{""}};
  if (json_scan(json, wanted)) throw json;
  return read_event_time(wanted[0].value, as);
}

}  // namespace

TEST_CASE("an event's time with Z is read with its zone") {
  CHECK(parse_event_time("2026-03-23T14:30:00.000Z") == zoned(1774276200));
  CHECK(parse_event_time("2026-04-05T12:00:00Z") == zoned(1775390400));
  CHECK(parse_event_time("2024-02-29T23:59:59Z") == zoned(1709251199));
  CHECK(parse_event_time("1969-12-31T23:59:59Z") == zoned(-1));
  CHECK(parse_event_time("9999-12-31T23:59:59Z") == zoned(253402300799));
  CHECK(parse_event_time("0001-01-01T00:00:00Z") == zoned(-62135596800));
}

TEST_CASE("an event's time with an offset is that many minutes away from UTC") {
  CHECK(parse_event_time("2026-03-23T14:30:00+05:30") == zoned(1774256400));
  CHECK(parse_event_time("2026-03-23T14:30:00-11:00") == zoned(1774315800));
  CHECK(parse_event_time("2026-03-23T14:30:00.5+00:00") == zoned(1774276200, 500'000'000));
}

TEST_CASE("an event's time without a zone says so and is read as UTC") {
  CHECK(parse_event_time("2024-09-23T20:19:59.873639") == zoneless(1727122799, 873'639'000));
  CHECK(parse_event_time("2026-03-23T14:30:00") == zoneless(1774276200));
  CHECK_FALSE(parse_event_time("2026-03-23T14:30:00") == zoned(1774276200));
}

TEST_CASE("an event's time has up to nine fraction digits") {
  CHECK(parse_event_time("2026-03-23T14:30:00.1Z") == zoned(1774276200, 100'000'000));
  CHECK(parse_event_time("2026-03-23T14:30:00.123456789Z") == zoned(1774276200, 123'456'789));
  CHECK(parse_event_time("2022-11-03T20:26:10.344522Z") == zoned(1667507170, 344'522'000));
  CHECK_FALSE(parse_event_time("2026-03-23T14:30:00.1234567890Z"));
  CHECK_FALSE(parse_event_time("2026-03-23T14:30:00.1234567890"));
  CHECK_FALSE(parse_event_time("2026-03-23T14:30:00.Z"));
  CHECK_FALSE(parse_event_time("2026-03-23T14:30:00."));
}

TEST_CASE("what is no ISO 8601 time is refused") {
  for (const std::string_view text : {"",
                                      "2026",
                                      "2026-03-23",
                                      "2026-03-23 14:30:00Z",
                                      "2026-03-23t14:30:00Z",
                                      "2026-03-23T14:30:00z",
                                      "2026-03-23T14:30Z",
                                      "2026-3-23T14:30:00Z",
                                      "20260323T143000Z",
                                      " 2026-03-23T14:30:00Z",
                                      "2026-03-23T14:30:00Z ",
                                      "2026-03-23T14:30:00ZZ",
                                      "2026-03-23T14:30:00+0530",
                                      "2026-03-23T14:30:00+05",
                                      "2026-03-23T14:30:00+24:00",
                                      "2026-03-23T14:30:00+05:60",
                                      "2026-03-23T24:00:00Z",
                                      "2026-03-23T14:60:00Z",
                                      "2026-03-23T14:30:60Z",
                                      "2026-13-23T14:30:00Z",
                                      "2026-00-23T14:30:00Z",
                                      "2026-02-30T14:30:00Z",
                                      "2026-03-00T14:30:00Z",
                                      "2023-02-29T00:00:00Z",
                                      "1900-02-29T00:00:00Z",
                                      "-026-03-23T14:30:00Z",
                                      "+2026-03-23T14:30:00Z",
                                      "2026-03-23T14:30:00,5Z",
                                      "2026-03-23T1e:30:00Z",
                                      "1774276200"}) {
    INFO(text);
    CHECK_FALSE(parse_event_time(text));
  }
  CHECK_FALSE(parse_event_time(std::string_view("2026-03-23T14:30:00Z\0", 21)));
}

TEST_CASE("a leap day is one every fourth year, not in 1900, but in 2000") {
  CHECK(parse_event_time("2000-02-29T00:00:00Z") == zoned(951782400));
  CHECK(parse_event_time("Feb 29, 2024, 1:02:03 AM") == zoneless(1709168523));
  CHECK_FALSE(parse_event_time("Feb 29, 2023, 1:02:03 AM"));
  CHECK_FALSE(parse_event_time("Feb 29, 1900, 1:02:03 AM"));
}

TEST_CASE("simpu's time is read, and it has no zone") {
  CHECK(parse_event_time("Sep 23, 2024, 8:20:01 PM") == zoneless(1727122801));
}

TEST_CASE("twelve o'clock AM is midnight and twelve o'clock PM is noon") {
  CHECK(parse_event_time("Jan 1, 2024, 12:00:00 AM") == zoneless(1704067200));
  CHECK(parse_event_time("Jan 1, 2024, 12:59:59 AM") == zoneless(1704070799));
  CHECK(parse_event_time("Jan 1, 2024, 12:00:00 PM") == zoneless(1704110400));
  CHECK(parse_event_time("Dec 31, 2024, 11:59:59 PM") == zoneless(1735689599));
}

TEST_CASE("newer locale data puts a narrow no-break space before AM and PM") {
  CHECK(parse_event_time("Sep 23, 2024, 8:20:01\xe2\x80\xafPM") == zoneless(1727122801));
  CHECK_FALSE(parse_event_time("Sep 23, 2024, 8:20:01\xe2\x80\xa8PM"));  // a line separator
  CHECK_FALSE(parse_event_time("Sep 23, 2024, 8:20:01\xe2\x80PM"));
  CHECK_FALSE(parse_event_time("Sep 23, 2024, 8:20:01\xe2"));
  CHECK_FALSE(parse_event_time("Sep 23, 2024, 8:20:01\xc2\xa0PM"));  // U+00A0
  CHECK_FALSE(parse_event_time("Sep\xe2\x80\xaf 23, 2024, 8:20:01 PM"));
}

TEST_CASE("days and hours have one digit or two") {
  CHECK(parse_event_time("Feb 9, 2024, 1:02:03 AM") == zoneless(1707440523));
  CHECK(parse_event_time("Feb 09, 2024, 01:02:03 AM") == zoneless(1707440523));
}

TEST_CASE("each month has its English abbreviation") {
  const std::array<std::pair<std::string, std::int64_t>, 12> months{{{"Jan", 1705306801},
                                                                     {"Feb", 1707985201},
                                                                     {"Mar", 1710490801},
                                                                     {"Apr", 1713169201},
                                                                     {"May", 1715761201},
                                                                     {"Jun", 1718439601},
                                                                     {"Jul", 1721031601},
                                                                     {"Aug", 1723710001},
                                                                     {"Sep", 1726388401},
                                                                     {"Oct", 1728980401},
                                                                     {"Nov", 1731658801},
                                                                     {"Dec", 1734250801}}};
  for (const auto& [name, seconds] : months) {
    INFO(name);
    CHECK(parse_event_time(name + " 15, 2024, 8:20:01 AM") == zoneless(seconds));
  }
}

TEST_CASE("what is no American time is refused") {
  for (const std::string_view text : {"Sep",
                                      "Sep 23, 2024",
                                      "Sept 23, 2024, 8:20:01 PM",
                                      "September 23, 2024, 8:20:01 PM",
                                      "sep 23, 2024, 8:20:01 PM",
                                      "Foo 23, 2024, 8:20:01 PM",
                                      "Okt 23, 2024, 8:20:01 PM",
                                      "Sep 31, 2024, 8:20:01 PM",
                                      "Sep 0, 2024, 8:20:01 PM",
                                      "Sep 230, 2024, 8:20:01 PM",
                                      "Sep 23 2024, 8:20:01 PM",
                                      "Sep 23, 24, 8:20:01 PM",
                                      "Sep 23, 2024 8:20:01 PM",
                                      "Sep 23, 2024, 0:20:01 PM",
                                      "Sep 23, 2024, 13:20:01 PM",
                                      "Sep 23, 2024, 20:20:01",
                                      "Sep 23, 2024, 8:60:01 PM",
                                      "Sep 23, 2024, 8:20:60 PM",
                                      "Sep 23, 2024, 8:2:01 PM",
                                      "Sep 23, 2024, 8:20 PM",
                                      "Sep 23, 2024, 8:20:01 XM",
                                      "Sep 23, 2024, 8:20:01 P",
                                      "Sep 23, 2024, 8:20:01 pm",
                                      "Sep 23, 2024, 8:20:01PM",
                                      "Sep 23, 2024, 8:20:01 PMZ",
                                      "Sep 23, 2024, 8:20:01 PM ",
                                      "Sep 23, 2024, :20:01 PM",
                                      "Sep , 2024, 8:20:01 PM",
                                      " Sep 23, 2024, 8:20:01 PM"}) {
    INFO(text);
    CHECK_FALSE(parse_event_time(text));
  }
}

TEST_CASE("unix seconds and milliseconds are numbers whose unit the provider fixes") {
  CHECK(read("1640995200", format::unix_seconds) == zoned(1640995200));
  CHECK(read("1640995200", format::unix_milliseconds) == zoned(1640995, 200'000'000));
  CHECK(read("1640995200123", format::unix_milliseconds) == zoned(1640995200, 123'000'000));
  CHECK_FALSE(read("1640995200123", format::unix_seconds));  // thirteen digits are not taken for milliseconds
  CHECK(read("0", format::unix_seconds) == zoned(0));
  CHECK(read("999999999999", format::unix_seconds) == zoned(999'999'999'999));
  CHECK(read("999999999999999", format::unix_milliseconds) == zoned(999'999'999'999, 999'000'000));
  CHECK_FALSE(read("1000000000000000", format::unix_milliseconds));
}

TEST_CASE("a unix time that is no plain number of digits is refused") {
  for (const std::string text : {"-1", "1.0", "1e9", "1640995200.5", "\"1640995200\"", "null", "true", "[1640995200]",
                                 "{\"t\":1640995200}", "\"2022-01-01T00:00:00Z\""}) {
    INFO(text);
    CHECK_FALSE(read(text, format::unix_seconds));
    CHECK_FALSE(read(text, format::unix_milliseconds));
  }
}

TEST_CASE("a number is no time where the provider writes text") {
  CHECK_FALSE(read("1640995200", format::iso8601));
  CHECK_FALSE(read("1640995200", format::en_us_date_time));
  CHECK_FALSE(read("\"1640995200\"", format::iso8601));
  CHECK_FALSE(read("null", format::iso8601));
  CHECK_FALSE(read("{}", format::iso8601));
  CHECK_FALSE(read_event_time(json_value(), format::iso8601));
  CHECK_FALSE(read_event_time(json_value(), format::unix_seconds));
  CHECK_FALSE(read("\"2022-01-01T00:00:00Z\"", format::none));
}

TEST_CASE("a time is the same time with its characters escaped, as some JSON writers do") {
  CHECK(read(R"("2026-03-23T14:30:00\u002b05:30")", format::iso8601) == zoned(1774256400));
  CHECK(read(R"("Sep 23, 2024, 8:20:01\u202fPM")", format::en_us_date_time) == zoneless(1727122801));
  CHECK(read(R"("\u0032026-03-23T14:30:00Z")", format::iso8601) == zoned(1774276200));
  CHECK_FALSE(read(R"("2026-03-23T14:30:00Z\u0000")", format::iso8601));
  CHECK_FALSE(read(R"("2026-03-23T14:30:00Z\ud800")", format::iso8601));
  CHECK_FALSE(read("\"\\u0032026-03-23T14:30:00." + std::string(100, '0') + "Z\"", format::iso8601));
}

static_assert(parse_event_time("2026-03-23T14:30:00Z")->at() == instant(1774276200));

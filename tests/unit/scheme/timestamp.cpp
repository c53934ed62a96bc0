// SPDX-License-Identifier: MIT
#include <hooklatch/scheme/timestamp.hpp>

#include "support/catch.hpp"
#include "support/data_files.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

using hooklatch::instant;
using hooklatch::unix_milliseconds;
using hooklatch::unix_seconds;

namespace {

// 0|[1-9][0-9]{0,further}
bool is_number(const std::string& text, std::size_t further) {
  if (text == "0") return true;
  if (text.empty() || text[0] < '1' || text[0] > '9') return false;
  return text.find_first_not_of("0123456789") == std::string::npos && text.size() - 1 <= further;
}

}  // namespace

TEST_CASE("unix_seconds reads each timestamp of the vectors, or refuses it, by the grammar alone") {
  // Plain digits that the file marks for being too far ahead of any window, which is not the parser's affair.
  const std::map<std::string, std::int64_t> far_ahead{
      {"6069243496", 6069243496}, {"4294967295", 4294967295}, {"2147483648", 2147483648}};
  const std::map<std::string, std::int64_t> plain{
      {"0", 0}, {"1774276200", 1774276200}, {"9999999999", 9999999999}, {"253402300799", 253402300799}};

  const auto vectors = test_support::load_json(HOOKLATCH_TEST_DATA "/encoding/encoding_vectors.json");
  std::size_t read = 0;
  for (const auto& each : vectors.at("timestamp")) {
    const auto text = each.at("text").get<std::string>();
    INFO("\"" << text << "\": " << each.at("why").get<std::string>());
    std::optional<instant> expected;
    if (const auto found = plain.find(text); found != plain.end()) expected = instant(found->second);
    if (const auto found = far_ahead.find(text); found != far_ahead.end()) expected = instant(found->second);
    CHECK((unix_seconds::parse(text) == expected));
    CHECK(each.at("plain_digits").get<bool>() == (plain.count(text) == 1));
    ++read;
  }
  CHECK(read == 53);
}

TEST_CASE("unix timestamps are 0, or 1 to 9 and at most 11 (seconds) or 14 (milliseconds) further digits") {
  std::string number = "1";
  for (int digits = 1; digits <= 24; ++digits, number += static_cast<char>('0' + digits % 10)) {
    const std::string nines(static_cast<std::size_t>(digits), '9');
    const std::string zeros(static_cast<std::size_t>(digits), '0');
    for (const auto& text :
         {number, nines, zeros, "0" + number, "-" + number, number + " ", number + ".5", "+" + nines}) {
      INFO(text);
      const auto in_seconds = unix_seconds::parse(text);
      CHECK(in_seconds.has_value() == is_number(text, 11));
      if (in_seconds) CHECK((*in_seconds == instant(std::stoll(text))));

      const auto in_milliseconds = unix_milliseconds::parse(text);
      CHECK(in_milliseconds.has_value() == is_number(text, 14));
      if (in_milliseconds) {
        CHECK(in_milliseconds->seconds() == std::stoll(text) / 1000);
        CHECK(in_milliseconds->nanoseconds() == std::stoll(text) % 1000 * 1'000'000);
      }
    }
  }
}

TEST_CASE("unix timestamps refuse every character that is no digit, at every place") {
  for (int code = 0; code < 256; ++code) {
    const char c = static_cast<char>(code);
    for (std::size_t at = 0; at < 10; ++at) {
      std::string text = "1774276200";
      text[at] = c;
      const bool digit = c >= '0' && c <= '9' && !(c == '0' && at == 0);
      INFO("character " << code << " at " << at);
      CHECK(unix_seconds::parse(text).has_value() == digit);
      CHECK(unix_milliseconds::parse(text).has_value() == digit);
    }
  }
}

TEST_CASE("the unit of a unix timestamp is the provider's and is never inferred") {
  STATIC_REQUIRE(unix_seconds::parse("1774276200") == instant(1774276200));
  STATIC_REQUIRE(unix_milliseconds::parse("1774276200") == instant(1774276, 200'000'000));
  STATIC_REQUIRE(unix_milliseconds::parse("1774276200123") == instant(1774276200, 123'000'000));
  STATIC_REQUIRE_FALSE(unix_seconds::parse("1774276200123"));
}

TEST_CASE("unix timestamps reach from the epoch to their longest number") {
  STATIC_REQUIRE(unix_seconds::parse("0") == instant(0));
  STATIC_REQUIRE(unix_seconds::parse("999999999999") == instant(999'999'999'999));
  STATIC_REQUIRE_FALSE(unix_seconds::parse("1000000000000"));
  STATIC_REQUIRE_FALSE(unix_seconds::parse(""));
  STATIC_REQUIRE(unix_milliseconds::parse("0") == instant(0));
  STATIC_REQUIRE(unix_milliseconds::parse("1") == instant(0, 1'000'000));
  STATIC_REQUIRE(unix_milliseconds::parse("999999999999999") == instant(999'999'999'999, 999'000'000));
  STATIC_REQUIRE_FALSE(unix_milliseconds::parse("1000000000000000"));
  STATIC_REQUIRE_FALSE(unix_milliseconds::parse(""));
  STATIC_REQUIRE_FALSE(unix_milliseconds::parse("1774276200.123"));
}

TEST_CASE("unix timestamps are written in their own unit, finer parts left out") {
  CHECK(unix_seconds::format(instant(1774276200, 999'999'999)) == "1774276200");
  CHECK(unix_seconds::format(instant(0)) == "0");
  CHECK(unix_milliseconds::format(instant(1774276200, 999'999'999)) == "1774276200999");
  CHECK(unix_milliseconds::format(instant(1774276200, 7'000'000)) == "1774276200007");
  CHECK(unix_milliseconds::format(instant(0, 7'000'000)) == "7");
  CHECK(unix_milliseconds::format(instant(0)) == "0");
}

TEST_CASE("what a unix format writes it reads again") {
  for (const std::int64_t seconds :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{1774276200}, std::int64_t{999'999'999'999}}) {
    CHECK((unix_seconds::parse(unix_seconds::format(instant(seconds))) == instant(seconds)));
    const instant exact(seconds, 45'000'000);
    CHECK((unix_milliseconds::parse(unix_milliseconds::format(exact)) == exact));
  }
}

TEST_CASE("unix formats tell their resolution and alphabet") {
  STATIC_REQUIRE(unix_seconds::resolution == 1'000'000'000);
  STATIC_REQUIRE(unix_milliseconds::resolution == 1'000'000);
  CHECK(unix_seconds::alphabet == "0123456789");
  CHECK(unix_milliseconds::alphabet == "0123456789");
  STATIC_REQUIRE(unix_seconds::event_format == hooklatch::event_time_format::unix_seconds);
  STATIC_REQUIRE(unix_milliseconds::event_format == hooklatch::event_time_format::unix_milliseconds);
}

TEST_CASE("a tolerance is the same on both sides unless both are named") {
  STATIC_REQUIRE(hooklatch::tolerance<300>::past == 300);
  STATIC_REQUIRE(hooklatch::tolerance<300>::future == 300);
  STATIC_REQUIRE(hooklatch::tolerance<600, 60>::past == 600);
  STATIC_REQUIRE(hooklatch::tolerance<600, 60>::future == 60);
  STATIC_REQUIRE(hooklatch::tolerance<0>::past == 0);
  STATIC_REQUIRE(hooklatch::tolerance<86400>::future == 86400);
}

TEST_CASE("a timestamp part says where the time stands and how far it may be off") {
  using own = hooklatch::timestamp<"X-Zuba-Timestamp", unix_seconds, hooklatch::tolerance<60>>;
  CHECK(own::source == "X-Zuba-Timestamp");
  STATIC_REQUIRE_FALSE(own::in_signature);
  STATIC_REQUIRE(std::is_same_v<own::format, unix_seconds>);
  STATIC_REQUIRE(own::window::past == 60);

  using inside = hooklatch::timestamp_in_signature<"t", unix_milliseconds>;
  CHECK(inside::source == "t");
  STATIC_REQUIRE(inside::in_signature);
  STATIC_REQUIRE(std::is_same_v<inside::format, unix_milliseconds>);
  STATIC_REQUIRE(inside::window::past == 300);  // the documented default
  STATIC_REQUIRE(inside::window::future == 300);
}

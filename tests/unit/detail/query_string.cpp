// SPDX-License-Identifier: MIT
#include <hooklatch/detail/query_string.hpp>

#include "support/catch.hpp"

#include <string>
#include <string_view>

using namespace hooklatch::detail;
using namespace std::string_view_literals;

TEST_CASE("percent-decoding is that of forms") {
  CHECK(form_decoded("") == "");
  CHECK(form_decoded("abc123") == "abc123");
  CHECK(form_decoded("ABC%20123") == "ABC 123");
  CHECK(form_decoded("a+b") == "a b");
  CHECK(form_decoded("a%2Bb%2bc") == "a+b+c");
  CHECK(form_decoded("%C3%a9") == "\xc3\xa9");
  CHECK(form_decoded("%ff%00") == "\xff\0"sv);
  CHECK(form_decoded("%2525") == "%25");  // once, not until nothing is left
}

TEST_CASE("a percent sign without two hex digits behind it is refused") {
  for (const std::string_view text :
       {"%", "%4", "a%", "a%4", "%g0", "%0g", "%%41", "% 41", "%+1", "%-1", "%0x41", "%4%31"}) {
    INFO(text);
    CHECK_FALSE(form_decoded(text).has_value());
  }
}

TEST_CASE("a parameter is found by its name, wherever it stands") {
  CHECK(query_parameter("/hook?crc_token=9b45", "crc_token") == "9b45");
  CHECK(query_parameter("/hook?a=1&b=2&c=3", "a") == "1");
  CHECK(query_parameter("/hook?a=1&b=2&c=3", "b") == "2");
  CHECK(query_parameter("/hook?a=1&b=2&c=3", "c") == "3");
  CHECK(query_parameter("?hub.challenge=x", "hub.challenge") == "x");
  CHECK(query_parameter("https://wbhk.my/t/e?challenge_code=7", "challenge_code") == "7");
  CHECK(query_parameter("/?%61=1", "a") == "1");
  CHECK(query_parameter("/?a=b=c", "a") == "b=c");
  CHECK(query_parameter("/?a=b?c", "a") == "b?c");
  CHECK(query_parameter("/?a=1#b=2", "a") == "1");
  CHECK(query_parameter("/?&&a=1&", "a") == "1");
}

TEST_CASE("a parameter without a value has an empty one") {
  CHECK(query_parameter("/?a", "a") == "");
  CHECK(query_parameter("/?a=", "a") == "");
  CHECK(query_parameter("/?b&a&c", "a") == "");
}

TEST_CASE("a parameter that is not there, or not in the query, is not found") {
  for (const std::string_view target :
       {"", "/", "/hook", "/a=1", "/hook?", "/?b=1", "/?A=1", "/?aa=1", "/?=1", "/#?a=1", "/?b=a", "/?b=1#&a=1"}) {
    INFO(target);
    CHECK_FALSE(query_parameter(target, "a").has_value());
  }
}

TEST_CASE("a parameter that stands twice is not believed, whatever it says") {
  for (const std::string_view target :
       {"/?a=1&a=2", "/?a=2&a=1", "/?a=1&a=1", "/?a=1&b=2&a", "/?a&a=1", "/?a=1&%61=2"}) {
    INFO(target);
    CHECK_FALSE(query_parameter(target, "a").has_value());
  }
}

TEST_CASE("a parameter that cannot be decoded is not found, and one next to it does no harm") {
  CHECK_FALSE(query_parameter("/?a=%", "a").has_value());
  CHECK_FALSE(query_parameter("/?a=%zz", "a").has_value());
  CHECK_FALSE(query_parameter("/?a=1&a=%zz", "a").has_value());
  CHECK(query_parameter("/?b=%zz&%zz=1&a=1", "a") == "1");
}

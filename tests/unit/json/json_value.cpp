// SPDX-License-Identifier: MIT
#include <hooklatch/json/value.hpp>

#include "support/json_checks.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

using namespace hooklatch;
using namespace test_support;

namespace {

json_value value_of(std::string_view text) {
  json_query queries[]{{""}};
  REQUIRE_FALSE(json_scan(text, queries));
  return queries[0].value;
}

constexpr std::string_view others[]{"null", "true", "false", "1", "[]", R"(["x"])", "{}"};

}  // namespace

TEST_CASE("a value knows its kind and its source") {
  CHECK(value_of("null").is_null());
  CHECK(value_of("true").is_true());
  CHECK(value_of("false").is_false());
  CHECK_FALSE(value_of("true").is_false());
  CHECK_FALSE(value_of("false").is_true());
  CHECK_FALSE(value_of("null").is_true());
  CHECK(value_of("120.00").is_number());
  CHECK(value_of("120.00").text() == "120.00");
  CHECK(value_of(R"("x")").is_string());
  CHECK(value_of("[1, 2]").is_array());
  CHECK(value_of(" [1, 2]\n").text() == "[1, 2]");
  CHECK(value_of(R"({"a":1})").is_object());
  CHECK(value_of("true").kind() == json_kind::boolean);
  CHECK(value_of("{}").kind() == json_kind::object);
}

TEST_CASE("no value is no kind") {
  const json_value none;
  CHECK_FALSE(none.present());
  CHECK(none.kind() == json_kind::none);
  CHECK(none.text().empty());
  CHECK(none.raw_content().empty());
  CHECK_FALSE(none.equals(""));
  CHECK_FALSE(none.unescaped());
  CHECK_FALSE(none.has_lone_surrogate());
}

TEST_CASE("a string's content stands between its quotes, and says whether it has escapes") {
  CHECK(value_of(R"("x y")").raw_content() == "x y");
  CHECK(value_of(R"("")").raw_content().empty());
  CHECK(value_of(R"("\"")").raw_content() == R"(\")");
  CHECK(value_of(R"("\"")").is_escaped());
  CHECK_FALSE(value_of(R"("x y")").is_escaped());
  CHECK_FALSE(value_of("\"caf\xc3\xa9\"").is_escaped());
  for (const auto text : others) CHECK(value_of(text).raw_content().empty());
  CHECK(json_value(json_kind::string, "\"").raw_content().empty());
}

TEST_CASE("a string equals the text that it means") {
  CHECK(value_of(R"("id")").equals("id"));
  CHECK(value_of(R"("\u0069d")").equals("id"));
  CHECK(value_of(R"("\u0069\u0064")").equals("id"));
  CHECK(value_of(R"("")").equals(""));
  CHECK(value_of(R"("\u0000")").equals(std::string_view("\0", 1)));
  CHECK(value_of(R"("\ud83d\ude00")").equals("\xf0\x9f\x98\x80"));
  CHECK_FALSE(value_of(R"("id")").equals("idx"));
  CHECK_FALSE(value_of(R"("idx")").equals("id"));
  CHECK_FALSE(value_of(R"("i\u0064x")").equals("id"));
  CHECK_FALSE(value_of(R"("i\u0064")").equals("idx"));
  CHECK_FALSE(value_of(R"("\u0000")").equals(""));
  CHECK_FALSE(value_of(R"("\n")").equals("\\n"));
  for (const auto text : others) CHECK_FALSE(value_of(text).equals(text));
}

TEST_CASE("a string with a lone surrogate is no text") {
  for (const std::string_view text : {R"("\ud83d")", R"("\ude00")", R"("a\ud83db")", R"("\ud83d\ud83d")"}) {
    INFO(text);
    const auto value = value_of(text);
    CHECK(value.has_lone_surrogate());
    CHECK_FALSE(value.unescaped());
    std::array<char, 64> room{};
    CHECK_FALSE(value.unescaped_to(room));
  }
  CHECK_FALSE(value_of(R"("\ud83d")").equals("\xed\xa0\xbd"));  // not even the bytes that it would have
  CHECK_FALSE(value_of(R"("\ud83d\ude00")").has_lone_surrogate());
  CHECK_FALSE(value_of(R"("plain")").has_lone_surrogate());
  for (const auto text : others) CHECK_FALSE(value_of(text).has_lone_surrogate());
}

TEST_CASE("a string's text is given with its escapes resolved") {
  CHECK(value_of(R"("id")").unescaped() == "id");
  CHECK(value_of(R"("")").unescaped() == "");
  CHECK(value_of(R"("a\tb\u00e9\ud83d\ude00\\")").unescaped() == "a\tb\xc3\xa9\xf0\x9f\x98\x80\\");
  CHECK(value_of(R"("a\u0000b")").unescaped() == std::string("a\0b", 3));
  for (const auto text : others) CHECK_FALSE(value_of(text).unescaped());
}

TEST_CASE("a string's text is written where there is room for it, and not a byte more") {
  for (const std::string_view text : {R"("plain")", R"("p\u006cain")", R"("\u0070\u006c\u0061\u0069\u006e")"}) {
    INFO(text);
    const auto value = value_of(text);
    for (std::size_t size = 0; size < 8; ++size) {
      std::string room(8, '#');
      const auto written = value.unescaped_to(std::span<char>(room.data(), size));
      CHECK(room.substr(size) == std::string(8 - size, '#'));
      if (size < 5) {
        CHECK_FALSE(written);
      } else {
        CHECK(written == std::size_t{5});
        CHECK(room.substr(0, 5) == "plain");
      }
    }
  }
  CHECK(value_of(R"("")").unescaped_to({}) == std::size_t{0});
  std::array<char, 8> room{};
  for (const auto text : others) CHECK_FALSE(value_of(text).unescaped_to(room));
}

TEST_CASE("the raw size is always enough for the text") {
  for (const std::string_view text : {R"("\u00e9")", R"("\uffff")", R"("\ud83d\ude00")", R"("\n")", "\"\xc3\xa9\""}) {
    const auto value = value_of(text);
    std::string room(value.raw_content().size(), '#');
    CHECK(value.unescaped_to(std::span<char>(room.data(), room.size())));
  }
}

TEST_CASE("values can be read in constant expressions") {
  constexpr json_value value(json_kind::string, R"("\u0069d")", true);
  STATIC_REQUIRE(value.equals("id"));
  STATIC_REQUIRE(value.raw_content().size() == 7);
  STATIC_REQUIRE_FALSE(value.has_lone_surrogate());
}

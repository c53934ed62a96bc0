// SPDX-License-Identifier: MIT
#include <hooklatch/json/pointer.hpp>

#include "support/json_checks.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>

using namespace hooklatch;
using namespace test_support;

TEST_CASE("the pointers of RFC 6901 find what it says") {
  // Section 5, the text without white space that moves nothing.
  const std::string text =
      R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})";
  CHECK(found(text, "") == text);
  CHECK(found(text, "/foo") == R"(["bar","baz"])");
  CHECK(found(text, "/foo/0") == R"("bar")");
  CHECK(found(text, "/") == "0");
  CHECK(found(text, "/a~1b") == "1");
  CHECK(found(text, "/c%d") == "2");
  CHECK(found(text, "/e^f") == "3");
  CHECK(found(text, "/g|h") == "4");
  CHECK(found(text, "/i\\j") == "5");
  CHECK(found(text, "/k\"l") == "6");
  CHECK(found(text, "/ ") == "7");
  CHECK(found(text, "/m~0n") == "8");
}

TEST_CASE("a slash or tilde in a name is not one in a pointer") {
  CHECK(found(R"({"a/b":1})", "/a/b") == "(none)");
  CHECK(found(R"({"a":{"b":2},"a/b":1})", "/a/b") == "2");
  CHECK(found(R"({"a~1b":1})", "/a~1b") == "(none)");
  CHECK(found(R"({"a~1b":1})", "/a~01b") == "1");
  CHECK(found(R"({"a~b":1})", "/a~b") == "(none)");
  CHECK(found(R"({"~":1,"/":2})", "/~0") == "1");
  CHECK(found(R"({"~":1,"/":2})", "/~1") == "2");
  CHECK(found(R"({"~1":1})", "/~01") == "1");
  CHECK(found(R"({"/":{"~":{"/~":5}}})", "/~1/~0/~1~0") == "5");
}

TEST_CASE("what is no pointer finds nothing") {
  for (const std::string_view pointer : {"id", "id/", "~", "/id~", "/~", "/~2", "/id~2", "/~/id"}) {
    INFO(pointer);
    CHECK(found(R"({"id":1,"id~":2,"~":{"id":3},"~2":4,"id~2":5,"":{"id":6}})", pointer) == "(none)");
  }
}

TEST_CASE("escapes in the text's names are resolved") {
  CHECK(found(R"({"\u0069d":1})", "/id") == "1");
  CHECK(found(R"({"\u0069\u0064":{"x":1}})", "/id/x") == "1");
  CHECK(found(R"({"a\/b":1})", "/a~1b") == "1");
  CHECK(found(R"({"\u007e\u002f":1})", "/~0~1") == "1");
  CHECK(found(R"({"caf\u00e9":1})", "/caf\xc3\xa9") == "1");
  CHECK(found(R"({"\ud83d\ude00":1})", "/\xf0\x9f\x98\x80") == "1");
  CHECK(found(R"({"i\u0064x":1})", "/id") == "(none)");
  CHECK(found(R"({"\u0069":1})", "/id") == "(none)");
  CHECK(found(R"({"a\u0000b":1})", std::string_view("/a\0b", 4)) == "1");
  CHECK(found(R"({"a\u0000b":1})", "/a") == "(none)");
}

TEST_CASE("a name that only begins alike is another one") {
  CHECK(found(R"({"i":1,"idx":2,"Id":3,"di":4,"":5})", "/id") == "(none)");
  CHECK(found(R"({"idx":2,"id":1})", "/id") == "1");
  CHECK(found(R"({"id":{"x":1}})", "/id/") == "(none)");
  CHECK(found(R"({"id":{"":1}})", "/id/") == "1");
  CHECK(found(R"({"":{"":{"":1}}})", "///") == "1");
  CHECK(found(R"({"":1})", "//") == "(none)");
}

TEST_CASE("an index of an array has no sign and no leading zero") {
  const std::string text = R"([10,11,[120,121],13,14,15,16,17,18,19,20])";
  CHECK(found(text, "/0") == "10");
  CHECK(found(text, "/10") == "20");
  CHECK(found(text, "/2/1") == "121");
  for (const std::string_view pointer : {"/11", "/-", "/-0", "/+1", "/00", "/01", "/1 ", "/ 1", "/1x", "/0x1", "/1e0",
                                         "/", "/2/2", "/0/0", "/4294967296", "/4294967295", "/18446744073709551616"}) {
    INFO(pointer);
    CHECK(found(text, pointer) == "(none)");
  }
}

TEST_CASE("an index is a name in an object, and a name finds nothing in an array or a scalar") {
  CHECK(found(R"({"0":1,"01":2})", "/01") == "2");
  CHECK(found(R"([{"id":1}])", "/id") == "(none)");
  CHECK(found(R"("id")", "/id") == "(none)");
  CHECK(found(R"({"id":"x"})", "/id/0") == "(none)");
}

TEST_CASE("several pointers are followed at once, also into each other") {
  const exact_text text(R"({"a":{"b":[{"c":1},{"c":2,"d":{"e":3}}],"x":4},"b":[5]})");
  json_query queries[]{{"/a/b/1/d/e"}, {""},       {"/a"},   {"/a/b/0/c"}, {"/a/b/1"}, {"/a/x"},
                       {"/b/0"},       {"/a/b/2"}, {"/a/b"}, {"/a/b/1"},   {"nothing"}};
  REQUIRE_FALSE(json_scan(text.view(), queries));
  CHECK(queries[0].value.text() == "3");
  CHECK(queries[1].value.text() == text.view());
  CHECK(queries[2].value.text() == R"({"b":[{"c":1},{"c":2,"d":{"e":3}}],"x":4})");
  CHECK(queries[3].value.text() == "1");
  CHECK(queries[4].value.text() == R"({"c":2,"d":{"e":3}})");
  CHECK(queries[5].value.text() == "4");
  CHECK(queries[6].value.text() == "5");
  CHECK_FALSE(queries[7].value.present());
  CHECK(queries[8].value.text() == R"([{"c":1},{"c":2,"d":{"e":3}}])");
  CHECK(queries[9].value.text() == queries[4].value.text());
  CHECK_FALSE(queries[10].value.present());
}

TEST_CASE("a pointer may have any number of parts") {
  std::string pointer;
  std::string text;
  for (int i = 0; i < 60; ++i) {
    pointer += "/x";
    text += R"({"x":)";
  }
  text += "7";
  for (int i = 0; i < 60; ++i) text += "}";
  CHECK(found(text, pointer) == "7");
  CHECK(found(text, pointer + "/x") == "(none)");
  CHECK(found(text, pointer + "/" + std::string(100000, 'x')) == "(none)");
}

TEST_CASE("sixteen queries are all answered") {
  std::string text = "{";
  for (char c = 'a'; c < 'a' + 16; ++c) text += std::string(c == 'a' ? "" : ",") + '"' + c + "\":\"" + c + '"';
  text += "}";
  json_query queries[]{{"/a"}, {"/b"}, {"/c"}, {"/d"}, {"/e"}, {"/f"}, {"/g"}, {"/h"},
                       {"/i"}, {"/j"}, {"/k"}, {"/l"}, {"/m"}, {"/n"}, {"/o"}, {"/p"}};
  REQUIRE_FALSE(json_scan(text, queries));
  for (const auto& query : queries) {
    CHECK(query.value.text() == std::string("\"") + query.pointer[1] + '"');
  }
}

TEST_CASE("pointers agree with those of another library in every place of a document") {
  const std::string text =
      R"({"":{"":[]},"a/b":{"m~n":[0,{"c d":null}]},"0":["x",["y",{"/":true}]],"~1":{"\u00e9":-1.5e3},"deep":[[[["z"]]]]})";
  const auto document = nlohmann::json::parse(text);
  std::size_t places = 0;
  const auto flat = document.flatten();
  for (const auto& [pointer, value] : flat.items()) {
    // Every place on the way, too.
    for (std::string_view part = pointer;; part = part.substr(0, part.rfind('/'))) {
      INFO(part);
      const auto source = found(text, part);
      REQUIRE(source != "(none)");
      CHECK(nlohmann::json::parse(source) == document.at(nlohmann::json::json_pointer(std::string(part))));
      ++places;
      if (part.empty()) break;
    }
  }
  CHECK(places > 20);
}

// SPDX-License-Identifier: MIT
#include <hooklatch/json/elements.hpp>

#include "support/json_checks.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

using namespace hooklatch;
using namespace test_support;

namespace {

json_value whole(std::string_view text) {
  json_query queries[]{{""}};
  REQUIRE_FALSE(json_scan(text, queries));
  return queries[0].value;
}

std::vector<std::string> sources(const json_value& array) {
  std::vector<std::string> all;
  for (const auto& each : json_elements(array)) all.emplace_back(each.text());
  return all;
}

// The same text again, from the ranges alone.
std::string rebuilt(const json_value& value) {
  std::string text;
  if (value.is_array()) {
    for (const auto& each : json_elements(value)) text += (text.empty() ? "" : ",") + rebuilt(each);
    return "[" + text + "]";
  }
  if (value.is_object()) {
    for (const auto& each : json_members(value)) {
      text += (text.empty() ? "" : ",") + rebuilt(each.name) + ":" + rebuilt(each.value);
    }
    return "{" + text + "}";
  }
  return std::string(value.text());
}

}  // namespace

TEST_CASE("the elements of an array come in order, as slices") {
  const std::string text = " [ 1 , \"a,]\" ,[2,[3]], {\"x\":[4]} ,null,true,false,-1.5e3,\"\\u0041\"\n] ";
  const exact_text exact(text);
  const auto array = whole(exact.view());
  CHECK(sources(array) == std::vector<std::string>{"1", "\"a,]\"", "[2,[3]]", "{\"x\":[4]}", "null", "true", "false",
                                                   "-1.5e3", "\"\\u0041\""});
  std::vector<json_kind> kinds;
  for (const auto& each : json_elements(array)) {
    kinds.push_back(each.kind());
    CHECK(each.text().data() > exact.view().data());
  }
  CHECK(kinds == std::vector<json_kind>{json_kind::number, json_kind::string, json_kind::array, json_kind::object,
                                        json_kind::null, json_kind::boolean, json_kind::boolean, json_kind::number,
                                        json_kind::string});
}

TEST_CASE("an element's string knows whether it has escapes") {
  const std::string text = R"(["a","\u0061"])";
  std::vector<bool> escaped;
  for (const auto& each : json_elements(whole(text))) {
    escaped.push_back(each.is_escaped());
    CHECK(each.equals("a"));
  }
  CHECK(escaped == std::vector<bool>{false, true});
}

TEST_CASE("an empty array has no elements, and neither has another kind of value") {
  for (const std::string_view text : {"[]", "[ \n]", "{}", R"({"a":1})", "1", "\"[1]\"", "null"}) {
    INFO(text);
    CHECK(json_elements(whole(text)).empty());
    CHECK(sources(whole(text)).empty());
  }
  CHECK(json_elements(json_value{}).empty());
  for (const std::string_view text : {"{}", "{ \n}", "[]", R"([{"a":1}])", "1"})
    CHECK(json_members(whole(text)).empty());
  CHECK(json_members(json_value{}).empty());
}

TEST_CASE("the members of an object come in order, with names that are strings") {
  const std::string text = R"( { "a" : 1 ,"b\u0063":{"d":[]},"a":"twice" } )";
  std::vector<std::string> all;
  json_query queries[]{{"/x"}};
  REQUIRE_FALSE(json_scan("{\"x\":" + text + "}", queries));
  const std::string outer = "{\"x\":" + text + "}";
  REQUIRE_FALSE(json_scan(outer, queries));
  for (const auto& each : json_members(queries[0].value)) {
    CHECK(each.name.is_string());
    all.push_back(*each.name.unescaped() + "=" + std::string(each.value.text()));
  }
  CHECK(all == std::vector<std::string>{"a=1", R"(bc={"d":[]})", "a=\"twice\""});
}

TEST_CASE("the ranges are forward ranges") {
  STATIC_REQUIRE(std::forward_iterator<json_elements::iterator>);
  STATIC_REQUIRE(std::ranges::forward_range<json_elements>);
  STATIC_REQUIRE(std::ranges::common_range<json_elements>);
  STATIC_REQUIRE(std::ranges::forward_range<json_members>);
  const std::string text = "[1,2,3]";
  const json_elements all(whole(text));
  CHECK(std::ranges::distance(all) == 3);
  CHECK(std::ranges::distance(all) == 3);  // a second pass
  const auto two = std::ranges::find_if(all, [](const json_value& each) { return each.text() == "2"; });
  REQUIRE(two != all.end());
  auto next = two;
  CHECK((*next++).text() == "2");
  CHECK((*next).text() == "3");
  CHECK((*two).text() == "2");
  CHECK(next != two);
  CHECK(++next == all.end());
  CHECK(next == json_elements::iterator{});
}

TEST_CASE("a document can be rebuilt from the ranges") {
  const std::string text =
      R"({"a":[1,[2,{"b":[]},"]}"],{}],"c":{"d":{"e":"\"{["},"f":[null,true,false,-0.5E-7]},"":[[[[]]]],"g":"x"})";
  CHECK(rebuilt(whole(text)) == text);
  CHECK(nlohmann::json::parse(rebuilt(whole(text))) == nlohmann::json::parse(text));
}

TEST_CASE("an array as deep as the scanner lets through has its elements") {
  const std::string deep = std::string(512, '[') + std::string(512, ']');
  json_limits limits;
  limits.max_depth = 512;
  json_query queries[]{{""}};
  REQUIRE_FALSE(json_scan(deep, queries, limits));
  auto value = queries[0].value;
  std::size_t depth = 0;
  for (; value.is_array(); ++depth) {
    const json_elements inner(value);
    value = inner.empty() ? json_value{} : *inner.begin();
  }
  CHECK(depth == 512);
}

TEST_CASE("a text that was never scanned ends the range and is not read beyond its end") {
  for (const std::string_view text :
       {"[",  "[1",   "[1,", "[1,2", "[1 2]", "[,]", "[1,,2]", "[\"", "[\"a",  "[\"a\\",  "[[",   "[[1]", "[{\"a\":1",
        "[t", "[tru", "[-",  "[1.",  "[}",    "[1}", "[1,]",   "]",   "[\xff", "[\"\xc3", "[nul", "[[}",  "[]]"}) {
    INFO(text);
    const exact_text exact(text);
    std::size_t count = 0;
    for (const auto& each : json_elements(json_value(json_kind::array, exact.view()))) {
      CHECK(each.present());
      ++count;
    }
    CHECK(count <= 2);
  }
  for (const std::string_view text : {"{", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\" 1}", "{1:2}",
                                      "{a}", "{\"a\":}", "{\"a\":1,}", "{]", "}"}) {
    INFO(text);
    const exact_text exact(text);
    std::size_t count = 0;
    for (const auto& each : json_members(json_value(json_kind::object, exact.view()))) {
      CHECK(each.value.present());
      ++count;
    }
    CHECK(count <= 1);
  }
}

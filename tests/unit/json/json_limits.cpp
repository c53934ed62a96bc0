// SPDX-License-Identifier: MIT
#include <hooklatch/json/limits.hpp>

#include "support/json_checks.hpp"

#include <cstddef>
#include <limits>
#include <string>
#include <type_traits>

using namespace hooklatch;
using namespace test_support;

namespace {

std::string nested(std::size_t depth, const std::string& open, const std::string& close) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  text += "1";
  for (std::size_t i = 0; i < depth; ++i) text += close;
  return text;
}

std::string members(std::size_t count) {
  std::string text = "{";
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":1";
  return text + "}";
}

json_limits depth(std::size_t most) {
  json_limits limits;
  limits.max_depth = most;
  return limits;
}

json_limits names(std::size_t most) {
  json_limits limits;
  limits.max_members = most;
  return limits;
}

}  // namespace

TEST_CASE("json limits have defaults and are no aggregate") {
  CHECK(json_limits{}.max_depth == 64);
  CHECK(json_limits{}.max_members == 256);
  CHECK_FALSE(json_limits{}.unique_names_everywhere);
  STATIC_REQUIRE_FALSE(std::is_aggregate_v<json_limits>);
}

TEST_CASE("a text is refused at the bracket that is one too deep") {
  check_taken(nested(64, "[", "]"));
  check_refused(nested(65, "[", "]"), json_errc::too_deep, 64);
  check_taken(nested(64, "{\"a\":", "}"));
  check_refused(nested(65, "{\"a\":", "}"), json_errc::too_deep, std::size_t{64} * 5);
  check_taken("[[1],[[2]],{\"a\":[]}]", depth(3));
  check_refused("[[1],[[2]],{\"a\":[]}]", json_errc::too_deep, 6, depth(2));
  check_taken("1", depth(0));
  check_refused("[]", json_errc::too_deep, 0, depth(0));
}

TEST_CASE("the depth limit has a limit of its own") {
  const auto most = std::numeric_limits<std::size_t>::max();
  for (const auto& limits : {depth(json_limits::deepest), depth(json_limits::deepest + 1), depth(most)}) {
    check_taken(nested(json_limits::deepest, "[", "]"), limits);
    check_refused(nested(json_limits::deepest + 1, "[", "]"), json_errc::too_deep, json_limits::deepest, limits);
  }
  check_refused(std::string(1000000, '['), json_errc::too_deep, 64);
}

TEST_CASE("an object is refused at the name that is one too many") {
  check_taken(members(256));
  check_refused(members(257), json_errc::too_many_members, members(256).size());
  check_taken(members(3), names(3));
  check_refused(members(3), json_errc::too_many_members, members(2).size(), names(2));
  check_taken("{}", names(0));
  check_refused(R"({"a":1})", json_errc::too_many_members, 1, names(0));
}

TEST_CASE("the limit of members has a limit of its own") {
  const auto most = std::numeric_limits<std::size_t>::max();
  for (const auto& limits : {names(json_limits::most_members), names(json_limits::most_members + 1), names(most)}) {
    check_taken(members(json_limits::most_members), limits);
    check_refused(members(json_limits::most_members + 1), json_errc::too_many_members,
                  members(json_limits::most_members).size(), limits);
  }
}

TEST_CASE("members are counted in each object apart, and only where names are checked") {
  auto limits = names(2);
  check_taken(R"({"a":{"b":1,"c":2},"d":3})", limits);
  check_taken(R"({"a":{"b":1,"c":2,"d":3}})", limits);
  limits.unique_names_everywhere = true;
  check_taken(R"({"a":{"b":1,"c":2},"d":3})", limits);
  check_refused(R"({"a":{"b":1,"c":2,"d":3}})", json_errc::too_many_members, 18, limits);
}

TEST_CASE("all open objects together keep no more names than there is room for") {
  json_limits limits = names(json_limits::most_members);
  limits.unique_names_everywhere = true;
  const auto inner = members(1000);
  const std::string fits = R"({"a":[)" + inner + "," + inner + "]," + members(1020).substr(1);
  check_taken(fits, limits);
  const std::string outer = members(30);
  const auto text = outer.substr(0, outer.size() - 1) + ",\"x\":" + inner + "}";
  CHECK(scan_exactly(text, limits).code == json_errc::too_many_members);
}

// SPDX-License-Identifier: MIT
#include <hooklatch/http/request.hpp>

#include "support/catch.hpp"

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace hooklatch;

TEST_CASE("a request is a POST to the root with nothing in it until it is told more") {
  const request empty;
  CHECK(empty.method == "POST");
  CHECK(empty.target == "/");
  CHECK(empty.headers.empty());
  CHECK(empty.body.empty());
  STATIC_REQUIRE_FALSE(std::is_aggregate_v<request>);
}

TEST_CASE("a request keeps method, target, headers and body, and the headers' order and repeats") {
  const request made("PUT", "/hooks?x=1", {{"B", "1"}, {"a", "2"}, {"B", "1"}}, std::string("\0b", 2));
  CHECK(made.method == "PUT");
  CHECK(made.target == "/hooks?x=1");
  CHECK(made.headers == std::vector<std::pair<std::string, std::string>>{{"B", "1"}, {"a", "2"}, {"B", "1"}});
  CHECK(made.body == std::string("\0b", 2));
}

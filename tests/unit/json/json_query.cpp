// SPDX-License-Identifier: MIT
#include <hooklatch/json/query.hpp>

#include "support/json_checks.hpp"

#include <string>
#include <string_view>

using namespace hooklatch;
using namespace test_support;

TEST_CASE("a query that was never asked has no value") {
  const json_query query{"/id"};
  CHECK(query.pointer == "/id");
  CHECK_FALSE(query.value.present());
}

TEST_CASE("a query can be asked again of another text") {
  json_query queries[]{{"/id"}, {"/data/x"}};
  REQUIRE_FALSE(json_scan(R"({"id":1,"data":{"x":2}})", queries));
  CHECK(queries[0].value.text() == "1");
  CHECK(queries[1].value.text() == "2");
  REQUIRE_FALSE(json_scan(R"({"id":3})", queries));
  CHECK(queries[0].value.text() == "3");
  CHECK_FALSE(queries[1].value.present());
}

TEST_CASE("after a refusal no query has a value, however late it came") {
  json_query queries[]{{"/id"}, {""}};
  REQUIRE_FALSE(json_scan(R"({"id":1})", queries));
  CHECK(json_scan(R"({"id":1} x)", queries).offset == 9);
  for (const auto& query : queries) CHECK_FALSE(query.value.present());
}

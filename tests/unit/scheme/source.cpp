// SPDX-License-Identifier: MIT
#include <hooklatch/scheme/source.hpp>

#include "support/catch.hpp"

using hooklatch::source;
using hooklatch::source_kind;

TEST_CASE("a header source keeps the name as it is written") {
  constexpr source place = hooklatch::header<"Webhook-Id">::place;
  CHECK(place.where == "Webhook-Id");
  STATIC_REQUIRE(place.kind == source_kind::header);
  STATIC_REQUIRE(place.present());
  STATIC_REQUIRE(place.in_header());
  STATIC_REQUIRE_FALSE(place.in_body());
}

TEST_CASE("a json source keeps the pointer as it is written") {
  constexpr source place = hooklatch::json<"/data/transactionId">::place;
  CHECK(place.where == "/data/transactionId");
  STATIC_REQUIRE(place.kind == source_kind::json);
  STATIC_REQUIRE(place.present());
  STATIC_REQUIRE_FALSE(place.in_header());
  STATIC_REQUIRE(place.in_body());
}

TEST_CASE("an empty JSON pointer is the whole body, and is a source") {
  constexpr source place = hooklatch::json<"">::place;
  CHECK(place.where.empty());
  STATIC_REQUIRE(place.present());
  STATIC_REQUIRE(place.in_body());
}

TEST_CASE("a source named after the event's category is in the body") {
  STATIC_REQUIRE(source{source_kind::category, {}}.in_body());
  STATIC_REQUIRE(source{source_kind::category, {}}.present());
  STATIC_REQUIRE_FALSE(source{source_kind::category, {}}.in_header());
}

TEST_CASE("no source is nowhere") {
  STATIC_REQUIRE_FALSE(source{}.present());
  STATIC_REQUIRE_FALSE(source{}.in_header());
  STATIC_REQUIRE_FALSE(source{}.in_body());
}

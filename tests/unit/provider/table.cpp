// SPDX-License-Identifier: MIT
#include <hooklatch/provider/table.hpp>

#include "support/catch.hpp"

#include <array>

using namespace hooklatch;

TEST_CASE("a table without acknowledgement codes takes every 2xx") {
  constexpr provider_table table;
  STATIC_REQUIRE(table.acknowledges_with(200));
  STATIC_REQUIRE(table.acknowledges_with(299));
  STATIC_REQUIRE_FALSE(table.acknowledges_with(199));
  STATIC_REQUIRE_FALSE(table.acknowledges_with(300));
}

TEST_CASE("a table with acknowledgement codes takes those alone") {
  static constexpr std::array<int, 2> codes{200, 202};
  provider_table table;
  table.acknowledge_codes = codes;
  CHECK(table.acknowledges_with(200));
  CHECK_FALSE(table.acknowledges_with(201));
  CHECK(table.acknowledges_with(202));
  CHECK_FALSE(table.acknowledges_with(500));
}

TEST_CASE("a table splices an id only where it is signed and in a header") {
  provider_table table;
  table.id_is_signed = true;
  table.event_id = source{source_kind::json, "/id"};
  CHECK_FALSE(table.splices_id());
  table.event_id = source{source_kind::header, "webhook-id"};
  CHECK(table.splices_id());
  table.id_is_signed = false;
  CHECK_FALSE(table.splices_id());
}

TEST_CASE("a table's type header is the first source, else the one that has to agree") {
  provider_table table;
  CHECK(table.type_header().empty());
  table.event_type = source{source_kind::json, "/type"};
  CHECK(table.type_header().empty());
  table.event_type_also = source{source_kind::header, "X-Event"};
  CHECK(table.type_header() == "X-Event");
  table.event_type = source{source_kind::header, "X-Type"};
  CHECK(table.type_header() == "X-Type");
}

TEST_CASE("a table has a timestamp where one is signed") {
  provider_table table;
  CHECK_FALSE(table.has_timestamp());
  table.timestamp_is_signed = true;
  CHECK(table.has_timestamp());
}

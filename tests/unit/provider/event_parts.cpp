// SPDX-License-Identifier: MIT
#include <hooklatch/provider/event_parts.hpp>

#include "support/catch.hpp"

using namespace hooklatch;

TEST_CASE("an event part remembers where its value stands") {
  CHECK(event_id<json<"/id">>::place.kind == source_kind::json);
  CHECK(event_id<json<"/id">>::place.where == "/id");
  CHECK(event_id<header<"webhook-id">>::place.kind == source_kind::header);
  CHECK(event_id<header<"webhook-id">>::place.where == "webhook-id");
  CHECK(delivery_id<header<"X-Delivery">>::place.where == "X-Delivery");
  CHECK(event_data<json<"">>::place.kind == source_kind::json);
  CHECK(event_data<json<"">>::place.where.empty());
}

TEST_CASE("an event type may stand in the body and in a header") {
  using both = event_type<json<"/event">, header<"X-Event">>;
  CHECK(both::place.in_body());
  CHECK(both::place.where == "/event");
  CHECK(both::also.in_header());
  CHECK(both::also.where == "X-Event");
  CHECK_FALSE(event_type<json<"/type">>::also.present());
}

TEST_CASE("an event time knows its format") {
  CHECK(event_time<json<"/t">, iso8601>::format == event_time_format::iso8601);
  CHECK(event_time<json<"/t">, unix_seconds>::format == event_time_format::unix_seconds);
  CHECK(event_time<json<"/t">, unix_milliseconds>::format == event_time_format::unix_milliseconds);
  CHECK(event_time<json<"/t">, en_us_date_time>::format == event_time_format::en_us_date_time);
  CHECK(event_time<json<"/t">, iso8601>::place.where == "/t");
}

TEST_CASE("a category's key is in the body, though no pointer names it") {
  CHECK(event_data<category_key>::place.kind == source_kind::category);
  CHECK(event_data<category_key>::place.in_body());
  CHECK(event_data<category_key>::place.where.empty());
}

TEST_CASE("a test flag is true for a test, a live flag for a live event") {
  CHECK_FALSE(test_flag<json<"/test">>::true_means_live);
  CHECK(live_flag<json<"/livemode">>::true_means_live);
  CHECK(live_flag<json<"/livemode">>::place.where == "/livemode");
}

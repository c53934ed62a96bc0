// SPDX-License-Identifier: MIT
#include <hooklatch/provider/answer_parts.hpp>

#include "support/catch.hpp"

#include <array>
#include <cstdint>

using namespace hooklatch;

TEST_CASE("an answer's content type follows from its body") {
  CHECK(answer{200, R"({"received":true})"}.content_type() == "application/json");
  CHECK(answer{200, "[1]"}.content_type() == "application/json");
  CHECK(answer{200, "OK"}.content_type() == "text/plain; charset=utf-8");
  CHECK(answer{200, ""}.content_type().empty());
}

TEST_CASE("an answer part holds its status and its body to the byte") {
  CHECK(reject<400, "Invalid signature">::value.status == 400);
  CHECK(reject<400, "Invalid signature">::value.body == "Invalid signature");
  CHECK(reject<404>::value.body.empty());
  CHECK(acknowledge<202, "OK">::value.status == 202);
  CHECK(acknowledge<202, "OK">::value.body == "OK");
  CHECK(acknowledge_duplicate<201, "again">::value.status == 201);
  CHECK(acknowledge_duplicate<201, "again">::value.body == "again");
  CHECK(handler_failure<503, "later">::value.status == 503);
  CHECK(handler_failure<200, "OK">::value.status == 200);
  CHECK(forbid<404, "no">::value.status == 404);
  CHECK(forbid<404, "no">::value.body == "no");
}

TEST_CASE("success is 200 to 299") {
  CHECK_FALSE(detail::is_success(199));
  CHECK(detail::is_success(200));
  CHECK(detail::is_success(299));
  CHECK_FALSE(detail::is_success(300));
}

TEST_CASE("a retry schedule's horizon is the sum of its waits") {
  CHECK(retries<10, 60, 300>::waits == std::array<std::int64_t, 3>{10, 60, 300});
  CHECK(retries<10, 60, 300>::horizon == 370);
  CHECK(retries<0, 60>::horizon == 60);
  CHECK(retries<>::waits.empty());
  CHECK(retries<>::horizon == 0);
  CHECK(retries_every<3600, 3>::waits == std::array<std::int64_t, 3>{3600, 3600, 3600});
  CHECK(retries_every<3600, 3>::horizon == 10800);
  CHECK(retried_for<259200>::waits.empty());
  CHECK(retried_for<259200>::horizon == 259200);
}

TEST_CASE("the lesser parts keep their numbers and texts") {
  CHECK(acknowledge_codes<200, 202>::values == std::array<int, 2>{200, 202});
  CHECK(ack_within<5>::seconds == 5);
  CHECK(body_cap<4096>::bytes == 4096);
  CHECK(documentation<"https://example.com/webhooks">::url == "https://example.com/webhooks");
}

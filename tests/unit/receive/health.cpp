// SPDX-License-Identifier: MIT
#include <hooklatch/receive/health.hpp>

#include "support/catch.hpp"

#include <hooklatch/core/instant.hpp>

#include <nlohmann/json.hpp>

#include <chrono>
#include <string>

using namespace hooklatch;

TEST_CASE("the health check is the document's") {
  CHECK(health_json(instant(1774276200).to_time_point(), "1.4.0") ==
        R"({"status":"healthy","timestamp":"2026-03-23T14:30:00.000Z","version":"1.4.0"})");
  CHECK(health_json(instant(1774276200, 12'999'999).to_time_point(), "1.4.0") ==
        R"({"status":"healthy","timestamp":"2026-03-23T14:30:00.012Z","version":"1.4.0"})");
}

TEST_CASE("a health check without a version leaves it out") {
  CHECK(health_json(instant(0).to_time_point(), "") ==
        R"({"status":"healthy","timestamp":"1970-01-01T00:00:00.000Z"})");
}

TEST_CASE("a version of any bytes leaves the health check one line of JSON") {
  const std::string version = "1\"\\\n\x01 \xc3\xa9 \xff";
  const auto text = health_json(instant(0).to_time_point(), version);
  CHECK(text.find('\n') == std::string::npos);
  CHECK(nlohmann::json::parse(text).at("version").get<std::string>() == "1\"\\\n\x01 \xc3\xa9 \xef\xbf\xbd");
  CHECK(health_json(instant(0).to_time_point(), std::string(100000, 'v')).size() < 400);
}

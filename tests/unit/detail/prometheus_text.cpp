// SPDX-License-Identifier: MIT
#include <hooklatch/detail/prometheus_text.hpp>

#include "support/catch.hpp"

#include <cstdint>
#include <limits>

using namespace hooklatch;

TEST_CASE("a family has its help and its type, and each sample a line") {
  detail::prometheus_text text;
  text.family("seen_total", "counter", "What was seen.");
  text.sample("", {}, "3");
  text.sample("", {{"by", "me"}, {"as", ""}}, "1");
  text.family("took_seconds", "histogram", "How long.");
  text.sample("_bucket", {{"le", "+Inf"}}, "0");
  CHECK(text.take() ==
        "# HELP seen_total What was seen.\n# TYPE seen_total counter\n"
        "seen_total 3\nseen_total{by=\"me\",as=\"\"} 1\n"
        "# HELP took_seconds How long.\n# TYPE took_seconds histogram\n"
        "took_seconds_bucket{le=\"+Inf\"} 0\n");
}

TEST_CASE("a label's value is escaped") {
  detail::prometheus_text text;
  text.family("x", "gauge", "X.");
  text.sample("", {{"a", "q\" b\\ n\n e\xc3\xa9"}}, "1");
  CHECK(text.take() == "# HELP x X.\n# TYPE x gauge\nx{a=\"q\\\" b\\\\ n\\n e\xc3\xa9\"} 1\n");
}

TEST_CASE("nanoseconds are written as seconds, exactly") {
  CHECK(detail::seconds_text(0) == "0.000000000");
  CHECK(detail::seconds_text(1) == "0.000000001");
  CHECK(detail::seconds_text(12'345'678'901) == "12.345678901");
  CHECK(detail::seconds_text(std::numeric_limits<std::uint64_t>::max()) == "18446744073.709551615");
}

// SPDX-License-Identifier: MIT
#include <hooklatch/receive/outcome.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <hooklatch/http/response.hpp>

#include <cstddef>
#include <set>
#include <string_view>

using namespace hooklatch;
using namespace test_support;

static_assert(to_string(outcome_kind::handled) == "handled");

TEST_CASE("every kind of outcome has the name of its enumerator") {
  CHECK(to_string(outcome_kind::refused) == "refused");
  CHECK(to_string(outcome_kind::handshake) == "handshake");
  CHECK(to_string(outcome_kind::handled) == "handled");
  CHECK(to_string(outcome_kind::unhandled) == "unhandled");
  CHECK(to_string(outcome_kind::queued) == "queued");
  CHECK(to_string(outcome_kind::duplicate) == "duplicate");
  CHECK(to_string(outcome_kind::in_flight) == "in_flight");
  CHECK(to_string(outcome_kind::failed) == "failed");
  CHECK(to_string(outcome_kind::retry_later) == "retry_later");
}

TEST_CASE("there are as many kinds as the count says, each with another name") {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < outcome_kinds; ++i) names.insert(to_string(static_cast<outcome_kind>(i)));
  CHECK(names.size() == outcome_kinds);
  CHECK(names.count("unknown") == 0);
  CHECK(to_string(static_cast<outcome_kind>(outcome_kinds)) == "unknown");
  CHECK(to_string(static_cast<outcome_kind>(255)) == "unknown");
}

TEST_CASE("an outcome tells nothing that did not happen") {
  const outcome told(shipped::zuba::table(), outcome_kind::handled, acknowledgement(shipped::zuba::table()));
  CHECK(told.provider->name == "zuba");
  CHECK(told.kind == outcome_kind::handled);
  CHECK(told.response.status() == 200);
  CHECK_FALSE(told.reason.has_value());
  CHECK(told.event_id.empty());
  CHECK(told.event_type.empty());
  CHECK_FALSE(told.secret_index.has_value());
  CHECK_FALSE(told.handler_time.has_value());
  CHECK(told.failures.empty());
}

// SPDX-License-Identifier: MIT
#include <hooklatch/event/envelope_options.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <chrono>

using namespace hooklatch;
using namespace std::chrono_literals;
using test_support::accepted;

namespace {
errc verdict(const envelope_options& options) {
  const auto good = options.check();
  return good ? accepted : good.error().code();
}
}  // namespace

TEST_CASE("an envelope's options have the documented defaults") {
  const envelope_options options;
  CHECK(options.accepts_test_events());
  CHECK_FALSE(options.max_event_age_seconds().has_value());
  CHECK(options.max_events() == 1000);
  CHECK(options.json().max_depth == 64);
  CHECK(options.json().max_members == 256);
  CHECK_FALSE(options.json().unique_names_everywhere);
  CHECK(verdict(options) == accepted);
}

TEST_CASE("an envelope's options keep what they are told") {
  json_limits limits;
  limits.max_depth = 3;
  const auto options = envelope_options{}.json(limits).accept_test_events(false).max_event_age(2h).max_events(7);
  CHECK(options.json().max_depth == 3);
  CHECK_FALSE(options.accepts_test_events());
  CHECK(options.max_event_age_seconds() == 7200);
  CHECK(options.max_events() == 7);
  CHECK(verdict(options) == accepted);
  CHECK(envelope_options{}.max_event_age(0s).max_event_age_seconds() == 0);
}

TEST_CASE("an age that is negative and a batch of nothing are configuration errors") {
  CHECK(verdict(envelope_options{}.max_event_age(-1s)) == errc::config_error);
  CHECK(verdict(envelope_options{}.max_event_age(0s)) == accepted);
  CHECK(verdict(envelope_options{}.max_events(0)) == errc::config_error);
  CHECK(verdict(envelope_options{}.max_events(1)) == accepted);
}

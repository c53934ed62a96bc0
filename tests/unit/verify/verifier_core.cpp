// SPDX-License-Identifier: MIT
#include <hooklatch/detail/verifier_core.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <hooklatch/core/keyring.hpp>
#include <hooklatch/scheme/hmac_engine.hpp>

#include <chrono>
#include <string>

using namespace hooklatch;
using namespace test_support;
using namespace std::chrono_literals;
using detail::window;

namespace {

using core = detail::verifier_core<hmac_engine>;

result<core> make_core(const provider_table& provider, const verifier_options& options = {}) {
  return core::make(provider, keyring(secret("a secret of 24 bytes....")), options);
}

}  // namespace

TEST_CASE("a window judges the past before the future and both edges as inside") {
  constexpr window span{10, 5, 1'000'000'000};
  const auto judge = [&](std::int64_t moment, std::int64_t now) {
    return reason_of(span.judge(instant(moment), instant(now)));
  };
  CHECK(judge(100, 110) == accepted);
  CHECK(judge(100, 111) == errc::timestamp_too_old);
  CHECK(judge(100, 95) == accepted);
  CHECK(judge(100, 94) == errc::timestamp_too_new);
}

TEST_CASE("a window tells the skew with its sign and the side's own limit") {
  constexpr window span{10, 5, 1'000'000'000};
  const auto old = span.judge(instant(100), instant(4100));
  CHECK(old.error().skew() == 4000s);
  CHECK(old.error().limit() == 10);
  const auto ahead = span.judge(instant(4100), instant(100));
  CHECK(ahead.error().skew() == -4000s);
  CHECK(ahead.error().limit() == 5);
}

TEST_CASE("a window comes from the options, else from the provider, each side for itself") {
  const auto& zuba = shipped::zuba::table();
  const auto own = window::make(zuba, {}).value();
  CHECK(own.past == 300);
  CHECK(own.future == 300);
  CHECK(own.resolution == 1'000'000'000);

  const auto told = window::make(zuba, verifier_options{}.tolerance(20s, 0s)).value();
  CHECK(told.past == 20);
  CHECK(told.future == 0);

  CHECK(reason_of(window::make(shipped::github::table(), {})) == accepted);
  CHECK(reason_of(window::make(shipped::github::table(), verifier_options{}.tolerance(20s))) == errc::bad_tolerance);
}

TEST_CASE("a frame is a method, where it is known, and a body's size") {
  const auto made = make_core(shipped::zuba::table(), verifier_options{}.max_body(10));
  REQUIRE(made);
  CHECK(reason_of(made->check_frame("POST", 10)) == accepted);
  CHECK(reason_of(made->check_frame("", 10)) == accepted);
  CHECK(reason_of(made->check_frame("GET", 11)) == errc::bad_method);
  const auto large = made->check_frame("POST", 11);
  REQUIRE(reason_of(large) == errc::body_too_large);
  CHECK(large.error().limit() == 10);
}

TEST_CASE("a frame's cap is the provider's where the options name none") {
  const auto verdict = [](const provider_table& provider, std::size_t size) {
    return reason_of(make_core(provider).value().check_frame("POST", size));
  };
  CHECK(verdict(shipped::github::table(), 25U << 20) == accepted);
  CHECK(verdict(shipped::github::table(), (25U << 20) + 1) == errc::body_too_large);
  CHECK(verdict(shipped::zuba::table(), 1U << 20) == accepted);
  CHECK(verdict(shipped::zuba::table(), (1U << 20) + 1) == errc::body_too_large);
}

TEST_CASE("a core is made only where limits, window and secrets are all good, in this order") {
  limits bad;
  bad.max_id = 256;
  const keyring unreadable(secret("no base64, is it?"));
  const auto& provider = shipped::standard_webhooks::table();
  const auto make = [&](const verifier_options& options) {
    return reason_of(core::make(provider, unreadable, options));
  };
  CHECK(make(verifier_options{}.limits(bad).tolerance(-1s)) == errc::config_error);
  CHECK(make(verifier_options{}.tolerance(-1s)) == errc::bad_tolerance);
  CHECK(make({}) == errc::bad_secret_encoding);
}

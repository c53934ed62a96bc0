// SPDX-License-Identifier: MIT
// Every edge of the window, exact to the unit in which the provider writes its time.
#include <hooklatch/verify/verifier.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <hooklatch/http/request.hpp>
#include <hooklatch/testing/manual_clock.hpp>

#include <chrono>
#include <limits>
#include <string>

using namespace hooklatch;
using namespace std::chrono_literals;
using test_support::accepted;
using test_support::facts;
using test_support::hmac_hex;
using test_support::reason_of;
using test_support::signed_delivery;
using test_support::shipped::github;
using test_support::shipped::zuba;

namespace {

using testing::manual_clock;
constexpr std::int64_t sent_at = 1774276200;
const std::string key = facts{}.key;

struct in_milliseconds
    : provider<"ms", mac<hmac_sha256>, signature<"X-Sig", bare, hex>,
               timestamp<"X-Time", unix_milliseconds, tolerance<60>>, signed_content<"{timestamp}.{body}">> {};
struct in_text : provider<"text", mac<hmac_sha256>, signature<"X-Sig", bare, hex>,
                          timestamp<"X-Time", rfc3339, tolerance<60>>, signed_content<"{timestamp}|{body}">> {};
struct lopsided : provider<"lopsided", mac<hmac_sha256>, signature<"X-Sig", bare, hex>,
                           timestamp<"X-Time", unix_seconds, tolerance<600, 7>>, signed_content<"{timestamp}.{body}">> {
};

// Verifies at a clock `after` the signed time.
class at_clock {
 public:
  explicit at_clock(const verifier_options& options = {}) : verify_(key, options, clock_) {}

  result<verified_delivery> verify(std::chrono::nanoseconds after) {
    clock_.set(time_point(std::chrono::seconds(sent_at)) + after);
    return verify_.verify(delivery_);
  }
  errc operator()(std::chrono::nanoseconds after) { return reason_of(verify(after)); }

 private:
  manual_clock clock_;
  verifier<zuba, manual_clock> verify_;
  const request delivery_ = signed_delivery<zuba>({});
};

template <class Provider>
errc verdict(const std::string& time, const std::string& separator, time_point now,
             const verifier_options& options = {}) {
  const request delivery("POST", "/", {{"X-Time", time}, {"X-Sig", hmac_hex(key, time + separator + "{}")}}, "{}");
  manual_clock clock;
  clock.set(now);
  return reason_of(verifier<Provider, manual_clock>(key, options, clock).verify(delivery));
}

template <class Provider = zuba>
errc construction(const verifier_options& options) {
  return reason_of(verifier<Provider>::make(key, options));
}

}  // namespace

TEST_CASE("a window of 300 seconds holds both of its edges and nothing beyond them") {
  at_clock verdict_at;
  CHECK(verdict_at(0s) == accepted);
  CHECK(verdict_at(300s) == accepted);
  CHECK(verdict_at(301s) == errc::timestamp_too_old);
  CHECK(verdict_at(-300s) == accepted);
  CHECK(verdict_at(-301s) == errc::timestamp_too_new);
}

TEST_CASE("the clock is floored to the provider's second, so an edge lasts a whole second") {
  at_clock verdict_at;
  CHECK(verdict_at(300s + 1ns) == accepted);
  CHECK(verdict_at(301s - 1ns) == accepted);
  CHECK(verdict_at(301s) == errc::timestamp_too_old);
  CHECK(verdict_at(-300s + 999ms) == accepted);
  CHECK(verdict_at(-300s - 1ns) == errc::timestamp_too_new);
  CHECK(verdict_at(-301s + 1ns) == errc::timestamp_too_new);
}

TEST_CASE("a refusal of the window tells the skew and the side that was passed") {
  at_clock verdict_at(verifier_options{}.tolerance(120s, 45s));
  const auto old = verdict_at.verify(121s);
  REQUIRE(reason_of(old) == errc::timestamp_too_old);
  CHECK(old.error().skew() == 121000ms);
  CHECK(old.error().limit() == 120);
  CHECK_FALSE(old.error().offset().has_value());

  const auto ahead = verdict_at.verify(-46s);
  REQUIRE(reason_of(ahead) == errc::timestamp_too_new);
  CHECK(ahead.error().skew() == -46000ms);
  CHECK(ahead.error().limit() == 45);
}

TEST_CASE("a tolerance of zero takes the very second and no other") {
  at_clock verdict_at(verifier_options{}.tolerance(0s));
  CHECK(verdict_at(0s) == accepted);
  CHECK(verdict_at(999ms) == accepted);
  CHECK(verdict_at(1s) == errc::timestamp_too_old);
  CHECK(verdict_at(-1ns) == errc::timestamp_too_new);
  CHECK(verdict_at(-1s) == errc::timestamp_too_new);
}

TEST_CASE("a tolerance's sides are set apart") {
  SECTION("none behind") {
    at_clock verdict_at(verifier_options{}.tolerance(0s, 60s));
    CHECK(verdict_at(1s) == errc::timestamp_too_old);
    CHECK(verdict_at(-60s) == accepted);
    CHECK(verdict_at(-61s) == errc::timestamp_too_new);
  }
  SECTION("none ahead") {
    at_clock verdict_at(verifier_options{}.tolerance(60s, 0s));
    CHECK(verdict_at(60s) == accepted);
    CHECK(verdict_at(61s) == errc::timestamp_too_old);
    CHECK(verdict_at(-1s) == errc::timestamp_too_new);
  }
  SECTION("a whole day") {
    at_clock verdict_at(verifier_options{}.tolerance(24h));
    CHECK(verdict_at(24h) == accepted);
    CHECK(verdict_at(24h + 1s) == errc::timestamp_too_old);
    CHECK(verdict_at(-24h) == accepted);
    CHECK(verdict_at(-24h - 1s) == errc::timestamp_too_new);
  }
}

TEST_CASE("a provider may have two unlike sides of its own") {
  const auto at = [](std::int64_t now) {
    return verdict<lopsided>("1774276200", ".", time_point(std::chrono::seconds(now)));
  };
  CHECK(at(sent_at + 600) == accepted);
  CHECK(at(sent_at + 601) == errc::timestamp_too_old);
  CHECK(at(sent_at - 7) == accepted);
  CHECK(at(sent_at - 8) == errc::timestamp_too_new);
}

TEST_CASE("milliseconds have edges of a millisecond") {
  const time_point sent{std::chrono::milliseconds(1774276200123)};
  const auto at = [&](std::chrono::nanoseconds after) {
    return verdict<in_milliseconds>("1774276200123", ".", sent + after);
  };
  CHECK(at(60s) == accepted);
  CHECK(at(60s + 999us) == accepted);
  CHECK(at(60s + 1ms) == errc::timestamp_too_old);
  CHECK(at(-60s) == accepted);
  CHECK(at(-60s - 1ns) == errc::timestamp_too_new);
}

TEST_CASE("a time in text has edges of a nanosecond") {
  const time_point sent{1774276200s + 250ns};
  const auto at = [&](std::chrono::nanoseconds after) {
    return verdict<in_text>("2026-03-23T14:30:00.000000250Z", "|", sent + after);
  };
  CHECK(at(60s) == accepted);
  CHECK(at(60s + 1ns) == errc::timestamp_too_old);
  CHECK(at(-60s) == accepted);
  CHECK(at(-60s - 1ns) == errc::timestamp_too_new);
}

TEST_CASE("times far from the clock are judged without overflow") {
  const time_point now{std::chrono::seconds(sent_at)};
  CHECK(verdict<lopsided>("0", ".", now) == errc::timestamp_too_old);
  CHECK(verdict<lopsided>("999999999999", ".", now) == errc::timestamp_too_new);
  CHECK(verdict<lopsided>("1000000000000", ".", now) == errc::malformed_timestamp);
  CHECK(verdict<lopsided>("999999999999", ".", time_point::min() + 1s) == errc::timestamp_too_new);
  CHECK(verdict<lopsided>("0", ".", time_point::max()) == errc::timestamp_too_old);
  CHECK(verdict<in_milliseconds>("999999999999999", ".", now) == errc::timestamp_too_new);
  CHECK(verdict<in_milliseconds>("1000000000000000", ".", now) == errc::malformed_timestamp);
}

TEST_CASE("a clock before 1970 is floored downwards as well") {
  const auto at = [](std::chrono::nanoseconds now) { return verdict<lopsided>("0", ".", time_point(now)); };
  CHECK(at(-7s) == accepted);
  CHECK(at(-7s - 1ns) == errc::timestamp_too_new);
  CHECK(at(-1ns) == accepted);
}

TEST_CASE("a tolerance that is none is refused when the verifier is made") {
  using real = std::chrono::duration<double>;
  CHECK(construction(verifier_options{}.tolerance(-1s)) == errc::bad_tolerance);
  CHECK(construction(verifier_options{}.tolerance(-1s, 5s)) == errc::bad_tolerance);
  CHECK(construction(verifier_options{}.tolerance(5s, -1s)) == errc::bad_tolerance);
  CHECK(construction(verifier_options{}.tolerance(86401s)) == errc::bad_tolerance);
  CHECK(construction(verifier_options{}.tolerance(86401s, 5s)) == errc::bad_tolerance);
  CHECK(construction(verifier_options{}.tolerance(5s, 86401s)) == errc::bad_tolerance);
  CHECK(construction(verifier_options{}.tolerance(std::chrono::seconds(1'000'000'000'000))) == errc::bad_tolerance);
  CHECK(construction(verifier_options{}.tolerance(1500ms)) == errc::bad_tolerance);
  CHECK(construction(verifier_options{}.tolerance(real(std::numeric_limits<double>::quiet_NaN()))) ==
        errc::bad_tolerance);
  CHECK(construction(verifier_options{}.tolerance(real(std::numeric_limits<double>::infinity()))) ==
        errc::bad_tolerance);
  CHECK(construction(verifier_options{}.tolerance(86400s)) == accepted);
  CHECK(construction(verifier_options{}.tolerance(0s)) == accepted);

  const auto refused = verifier<zuba>::make(key, verifier_options{}.tolerance(-1s));
  CHECK(refused.error().limit() == 86400);
}

TEST_CASE("a tolerance for a provider that signs no time is refused, because nobody could keep it") {
  CHECK(construction<github>(verifier_options{}.tolerance(300s)) == errc::bad_tolerance);
  CHECK(construction<github>(verifier_options{}.tolerance(0s)) == errc::bad_tolerance);
  CHECK(construction<github>({}) == accepted);
}

// SPDX-License-Identifier: MIT
#include <hooklatch/receive/receiver_options.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/events.hpp"
#include "support/scripted_store.hpp"

#include <hooklatch/dedup/memory_store.hpp>
#include <hooklatch/receive/receiver.hpp>

#include <chrono>
#include <system_error>
#include <utility>

using namespace hooklatch;
using namespace test_support;
using namespace std::chrono_literals;

namespace {

template <class Provider>
errc verdict(const receiver_options& options) {
  return reason_of(options.check(Provider::table()));
}

}  // namespace

TEST_CASE("the default options suit every shipped provider") {
  CHECK(verdict<shipped::rukkyhub>({}) == accepted);
  CHECK(verdict<shipped::simpu>({}) == accepted);
  CHECK(verdict<shipped::venshack>({}) == accepted);
  CHECK(verdict<shipped::hackmamba>({}) == accepted);
  CHECK(verdict<shipped::zuba>({}) == accepted);
  CHECK(verdict<shipped::stripe>({}) == accepted);
  CHECK(verdict<shipped::github>({}) == accepted);
  CHECK(verdict<shipped::slack>({}) == accepted);
  CHECK(verdict<shipped::standard_webhooks>({}) == accepted);
}

TEST_CASE("retention is at least a day, twice the provider's retries and both sides of the window") {
  // Zuba retries for 31 minutes: a day is the floor.
  CHECK(verdict<shipped::zuba>(receiver_options{}.retention(24h)) == accepted);
  const auto short_one = receiver_options{}.retention(24h - 1s).check(shipped::zuba::table());
  CHECK(reason_of(short_one) == errc::config_error);
  CHECK(short_one.error().limit() == 86400);
  // Venshack: 60 + 300 + 1800 + 7200 + 86400 = 95760 s of retries.
  CHECK(verdict<shipped::venshack>(receiver_options{}.retention(191520s)) == accepted);
  CHECK(verdict<shipped::venshack>(receiver_options{}.retention(191519s)) == errc::config_error);
  // A window of a day on each side.
  const auto wide = verifier_options{}.tolerance(24h);
  CHECK(verdict<shipped::zuba>(receiver_options{}.verify(wide).retention(48h)) == accepted);
  CHECK(verdict<shipped::zuba>(receiver_options{}.verify(wide).retention(48h - 1s)) == errc::config_error);
  CHECK(verdict<shipped::zuba>(receiver_options{}.retention(-1s)) == errc::config_error);
}

TEST_CASE("without a retention it is seven days, or what a longer retry horizon wants") {
  CHECK(receiver_options{}.retention(shipped::zuba::table()) == 168h);
  struct patient : provider<"patient", mac<hmac_sha256>, signature<"X-Signature", bare, hex>, retried_for<604800>> {};
  CHECK(receiver_options{}.retention(patient::table()) == 336h);
  CHECK(verdict<patient>({}) == accepted);
}

TEST_CASE("a lease is at most half the provider's retry horizon, where there is one") {
  // RukkyHub: 10 + 60 + 300 = 370 s.
  CHECK(verdict<shipped::rukkyhub>(receiver_options{}.lease(185s)) == accepted);
  CHECK(verdict<shipped::rukkyhub>(receiver_options{}.lease(185001ms)) == errc::config_error);
  CHECK(verdict<shipped::rukkyhub>(receiver_options{}.lease(0ms)) == errc::config_error);
  CHECK(verdict<shipped::rukkyhub>(receiver_options{}.lease(-1ms)) == errc::config_error);
  struct silent : provider<"silent", mac<hmac_sha256>, signature<"X-Signature", bare, hex>> {};
  CHECK(verdict<silent>(receiver_options{}.lease(24h)) == accepted);
}

TEST_CASE("an acknowledgement that the provider does not take is refused: Simpu's 204 and 203") {
  for (const int status : {203, 204, 206, 299, 301, 400, 0}) {
    INFO(status);
    CHECK(verdict<shipped::simpu>(receiver_options{}.acknowledge_with(status)) == errc::config_error);
  }
  for (const int status : {200, 201, 202}) {
    CHECK(verdict<shipped::simpu>(receiver_options{}.acknowledge_with(status)) == accepted);
  }
  CHECK(verdict<shipped::zuba>(receiver_options{}.acknowledge_with(204)) == accepted);
  CHECK(verdict<shipped::zuba>(receiver_options{}.acknowledge_with(500)) == errc::config_error);
}

TEST_CASE("the acknowledgement that was asked for is what is sent") {
  const auto made = receiver<shipped::github, no_store>(
      facts{}.key, dispatcher(), receiver_options{}.acknowledge_with(204))(signed_delivery<shipped::github>({}));
  CHECK(made.response.status() == 204);
  CHECK(made.response.body().empty());
}

TEST_CASE("envelope options are checked with the others") {
  CHECK(verdict<shipped::zuba>(receiver_options{}.envelope(envelope_options{}.max_event_age(-1s))) ==
        errc::config_error);
  CHECK(verdict<shipped::zuba>(receiver_options{}.envelope(envelope_options{}.max_events(0))) == errc::config_error);
}

TEST_CASE("a receiver with bad options is not built, and the exception says why") {
  memory_store<> store;
  using receiver_type = receiver<shipped::zuba, memory_store<>, accept_volatile_store>;
  CHECK(reason_of(receiver_type::make(secret_text(facts{}.key), store, {}, receiver_options{}.retention(1h))) ==
        errc::config_error);
  CHECK_THROWS_AS(receiver_type(facts{}.key, store, {}, receiver_options{}.lease(1h)), std::system_error);
  CHECK(reason_of(receiver_type::make(secret_text(""), store, {})) == errc::empty_secret);
  CHECK(reason_of(receiver_type::make(secret_text(facts{}.key), store, {},
                                      receiver_options{}.verify(verifier_options{}.tolerance(-1s)))) ==
        errc::bad_tolerance);
}

TEST_CASE("a retention or lease of nearly for ever is refused, as it would wrap around") {
  CHECK(verdict<shipped::zuba>(receiver_options{}.retention(87600h)) == accepted);
  CHECK(verdict<shipped::zuba>(receiver_options{}.retention(87600h + 1s)) == errc::config_error);
  CHECK(verdict<shipped::zuba>(receiver_options{}.retention(std::chrono::seconds::max())) == errc::config_error);
  CHECK(verdict<shipped::zuba>(receiver_options{}.lease(std::chrono::milliseconds::max())) == errc::config_error);
  struct silent : provider<"silent", mac<hmac_sha256>, signature<"X-Signature", bare, hex>> {};
  CHECK(verdict<silent>(receiver_options{}.lease(24h + 1ms)) == errc::config_error);
}

TEST_CASE("where the provider retries for a short time only, the default lease is half of that") {
  struct hasty : provider<"hasty", mac<hmac_sha256>, signature<"X-Signature", bare, hex>, retries<5, 10>> {};
  CHECK(verdict<hasty>({}) == accepted);
  CHECK(receiver_options{}.lease(hasty::table()) == 7500ms);
  CHECK(receiver_options{}.lease(shipped::zuba::table()) == 60s);
}

TEST_CASE("Hackmamba's failures need somebody who has them") {
  memory_store<> store;
  using volatile_one = receiver<shipped::hackmamba, memory_store<>, accept_volatile_store>;
  CHECK(reason_of(volatile_one::make(secret_text(facts{}.key), store, {})) == errc::config_error);
  CHECK(reason_of(volatile_one::make(secret_text(facts{}.key), store, {},
                                     receiver_options{}.on_final_failure([](const event_view&, const auto&) {}))) ==
        accepted);
  // A store that lasts knows only that the event is dealt with, not what it was.
  scripted_store lasting{testing::manual_clock(sent_at)};
  const auto refused = receiver<shipped::hackmamba, scripted_store>::make(secret_text(facts{}.key), lasting, {});
  CHECK(reason_of(refused) == errc::config_error);
  CHECK(refused.error().message().find("on_final_failure") != std::string::npos);
  using lossy = receiver<shipped::hackmamba, memory_store<>, accept_volatile_store, events_can_be_lost>;
  CHECK(reason_of(lossy::make(secret_text(facts{}.key), store, {})) == accepted);
}

TEST_CASE("handlers for a type that only an unsigned header tells are refused unless that is trusted by name") {
  using github = receiver<shipped::github, no_store>;
  const auto on_push = [] { return dispatcher().on("push", [](const event_view&) {}); };
  CHECK(reason_of(github::make(secret_text(facts{}.key), on_push())) == errc::config_error);
  CHECK(reason_of(github::make(secret_text(facts{}.key), on_push().trust_unsigned_type())) == accepted);
  CHECK(reason_of(github::make(secret_text(facts{}.key), dispatcher().any([](const event_view&) {}))) == accepted);
}

TEST_CASE("a handshake that needs the application's settings is refused without them") {
  struct subscribed
      : provider<"subscribed", mac<hmac_sha256>, signature<"X-Signature", bare, hex>,
                 handshakes<handshake<with_method<"GET">, verification_token<query<"t">>, echo<query<"c">>>>> {};
  CHECK(verdict<subscribed>({}) == errc::config_error);
  handshake_settings settings;
  settings.verification_token = secret("a token that was chosen, long enough");
  CHECK(verdict<subscribed>(receiver_options{}.handshake(settings)) == accepted);
}

TEST_CASE("of a window with two sides the larger one counts, twice") {
  const auto lopsided = verifier_options{}.tolerance(24h, 1h);
  CHECK(verdict<shipped::zuba>(receiver_options{}.verify(lopsided).retention(48h)) == accepted);
  CHECK(verdict<shipped::zuba>(receiver_options{}.verify(lopsided).retention(48h - 1s)) == errc::config_error);
}

// SPDX-License-Identifier: MIT
#include <hooklatch/verify/verified_delivery.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <hooklatch/testing/manual_clock.hpp>
#include <hooklatch/verify/verifier.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

using namespace hooklatch;
using namespace test_support;
using namespace std::chrono_literals;

namespace {

using testing::manual_clock;
constexpr std::int64_t sent_at = 1774276200;

// Nobody but a verifier makes one, so that a function that takes one cannot be called with anything else.
static_assert(!std::is_default_constructible_v<verified_delivery>);
static_assert(!std::is_aggregate_v<verified_delivery>);
static_assert(!std::is_constructible_v<verified_delivery, const provider_table&>);
static_assert(!std::is_constructible_v<verified_delivery, const provider_table&, byte_view>);
static_assert(!std::is_constructible_v<verified_delivery, request>);
static_assert(!std::is_constructible_v<verified_delivery, byte_view>);
static_assert(std::is_copy_constructible_v<verified_delivery> &&
              std::is_nothrow_move_constructible_v<verified_delivery>);

// Views into a temporary would dangle at once.
template <class D>
concept tells_signed_id = requires(D&& delivery) { std::forward<D>(delivery).signed_id(); };
template <class D>
concept tells_delivery_id = requires(D&& delivery) { std::forward<D>(delivery).untrusted_delivery_id(); };
template <class D>
concept tells_event_type = requires(D&& delivery) { std::forward<D>(delivery).untrusted_event_type(); };
static_assert(tells_signed_id<verified_delivery&> && !tells_signed_id<verified_delivery>);
static_assert(tells_delivery_id<verified_delivery&> && !tells_delivery_id<verified_delivery>);
static_assert(tells_event_type<verified_delivery&> && !tells_event_type<verified_delivery>);

template <class Provider>
verifier<Provider, manual_clock> make_verifier(manual_clock clock = manual_clock(sent_at)) {
  return verifier<Provider, manual_clock>(shown_secret<Provider>(facts{}.key), {}, std::move(clock));
}

}  // namespace

TEST_CASE("a verified delivery owns its id and its time, and outlives request and verifier") {
  std::optional<verified_delivery> kept;
  {
    const auto delivery =
        std::make_unique<request>(signed_delivery<shipped::standard_webhooks>({.id = "msg_0123456789"}));
    const auto verify = make_verifier<shipped::standard_webhooks>();
    kept = verify.verify(*delivery).value();
  }
  CHECK(kept->signed_id() == "msg_0123456789");
  CHECK(kept->timestamp() == instant(sent_at));
  CHECK(kept->skew() == 0ms);
  CHECK(kept->secret_index() == 0);
  CHECK(kept->provider().name == "standard-webhooks");
}

TEST_CASE("a verified delivery owns its untrusted texts too") {
  std::optional<verified_delivery> kept;
  {
    const auto delivery = signed_delivery<shipped::venshack>({.id = "dlv_1", .type = "vending.failed"});
    kept = make_verifier<shipped::venshack>().verify(delivery).value();
  }
  CHECK(kept->untrusted_delivery_id() == "dlv_1");
  CHECK(kept->untrusted_event_type() == "vending.failed");
  CHECK_FALSE(kept->signed_id().has_value());
}

TEST_CASE("a verified delivery's copies are independent of it") {
  const auto delivery = signed_delivery<shipped::standard_webhooks>({.id = std::string(255, 'a')});
  const auto other = signed_delivery<shipped::standard_webhooks>({.id = "msg_2"});
  const auto verify = make_verifier<shipped::standard_webhooks>();
  auto first = verify.verify(delivery).value();
  const auto copy = first;
  first = verify.verify(other).value();
  CHECK(copy.signed_id() == std::string(255, 'a'));
  CHECK(first.signed_id() == "msg_2");
  const auto moved = std::move(first);
  CHECK(moved.signed_id() == "msg_2");
}

TEST_CASE("a verified delivery's body is a view of the request, not a copy") {
  const auto delivery = signed_delivery<shipped::github>({});
  const auto verified = make_verifier<shipped::github>().verify(delivery).value();
  CHECK(static_cast<const void*>(verified.body().data()) == static_cast<const void*>(delivery.body.data()));
  CHECK(verified.body().size() == delivery.body.size());
  CHECK(verified.body_text() == delivery.body);
}

TEST_CASE("a verified delivery says what is under the MAC") {
  const auto coverage = []<class Provider>(Provider) {
    const auto delivery = signed_delivery<Provider>({});
    const auto verified = make_verifier<Provider>().verify(delivery).value();
    return std::array{verified.timestamp_is_signed(), verified.id_is_signed(), verified.type_is_signed()};
  };
  using answer = std::array<bool, 3>;  // time, id, type
  CHECK(coverage(shipped::rukkyhub{}) == answer{false, false, true});
  CHECK(coverage(shipped::simpu{}) == answer{false, true, true});
  CHECK(coverage(shipped::venshack{}) == answer{true, false, true});
  CHECK(coverage(shipped::hackmamba{}) == answer{false, true, true});
  CHECK(coverage(shipped::zuba{}) == answer{true, true, true});
  CHECK(coverage(shipped::stripe{}) == answer{true, true, true});
  CHECK(coverage(shipped::github{}) == answer{false, false, false});
  CHECK(coverage(shipped::slack{}) == answer{true, true, true});
  CHECK(coverage(shipped::standard_webhooks{}) == answer{true, true, true});
}

TEST_CASE("a verified delivery's skew is the receiver's clock minus the signed time") {
  const auto delivery = signed_delivery<shipped::zuba>({});
  const auto skew_at = [&](std::chrono::nanoseconds after) {
    manual_clock clock(sent_at);
    clock.advance(after);
    return make_verifier<shipped::zuba>(clock).verify(delivery).value().skew().value();
  };
  CHECK(skew_at(0s) == 0ms);
  CHECK(skew_at(42s) == 42000ms);
  CHECK(skew_at(1500ms) == 1500ms);
  CHECK(skew_at(1999999us) == 1999ms);
  CHECK(skew_at(-7s) == -7000ms);
}

TEST_CASE("a header that is there and empty is no untrusted text") {
  auto delivery = signed_delivery<shipped::venshack>({});
  header_of(delivery, "X-Venshack-Delivery-Id").clear();
  header_of(delivery, "X-Venshack-Event") = " \t ";
  const auto verified = make_verifier<shipped::venshack>().verify(delivery).value();
  CHECK_FALSE(verified.untrusted_delivery_id().has_value());
  CHECK_FALSE(verified.untrusted_event_type().has_value());
}

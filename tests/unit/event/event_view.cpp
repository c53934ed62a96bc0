// SPDX-License-Identifier: MIT
#include <hooklatch/event/event_view.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/events.hpp"

#include <hooklatch/event/read_event.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

using namespace hooklatch;
using namespace test_support;
using shipped::zuba;

namespace {

struct payout {
  std::string json;
};
struct never {};

template <class E>
concept gives_id = requires(E&& e) {
  static_cast<E&&>(e).id();
};
template <class E>
concept gives_type = requires(E&& e) {
  static_cast<E&&>(e).type();
};
template <class E>
concept gives_tenant = requires(E&& e) {
  static_cast<E&&>(e).tenant();
};
template <class E>
concept gives_untrusted_type = requires(E&& e) {
  static_cast<E&&>(e).untrusted_type();
};
template <class E>
concept gives_untrusted_id = requires(E&& e) {
  static_cast<E&&>(e).untrusted_delivery_id();
};
template <class E>
concept gives_data = requires(E&& e) {
  static_cast<E&&>(e).data();
};

}  // namespace

template <>
struct hooklatch::json_reader<payout> {
  static payout read(std::string_view json) { return {std::string(json)}; }
};
template <>
struct hooklatch::json_reader<never> {
  static never read(std::string_view) { throw std::runtime_error("not to be read"); }
};

// Short texts stand in the view itself; slices stand in the body, which outlives it.
static_assert(gives_id<const event_view&> && !gives_id<event_view>);
static_assert(gives_type<const event_view&> && !gives_type<event_view>);
static_assert(gives_tenant<const event_view&> && !gives_tenant<event_view>);
static_assert(gives_untrusted_type<const event_view&> && !gives_untrusted_type<event_view>);
static_assert(gives_untrusted_id<const event_view&> && !gives_untrusted_id<event_view>);
static_assert(gives_data<event_view>);
// Nobody but the library makes one out of something that was not verified.
static_assert(!std::is_default_constructible_v<event_view>);
static_assert(!std::is_constructible_v<event_view, const detail::event_facts&, std::string_view>);

TEST_CASE("a view's fields are found by pointer, in the whole event") {
  const delivered<zuba> sent(signed_delivery<zuba>(
      {.body = R"({"id":"evt_1","type":"a.b","data":{"list":[1,{"x":120.00}],"a/b":true,"":null},"extra":"e"})"}));
  const auto event = read_event(*sent);
  REQUIRE(event);
  CHECK(event->find("/data/list/1/x").text() == "120.00");
  CHECK(event->find("/data/a~1b").is_true());
  CHECK(event->find("/data/").is_null());
  CHECK(event->find("/extra").raw_content() == "e");
  CHECK(event->find("").is_object());
  CHECK_FALSE(event->find("/data/list/2").present());
  CHECK_FALSE(event->find("extra").present());
  CHECK_FALSE(event->find("/data/~2").present());
}

TEST_CASE("a copy of a view is a view of the same body") {
  const delivered<zuba> sent(signed_delivery<zuba>({.body = R"({"id":"evt_1","type":"a.b","data":[1]})"}));
  const auto event = read_event(*sent);
  REQUIRE(event);
  const event_view copy = *event;
  CHECK(copy.id() == "evt_1");
  CHECK(copy.id().data() != event->id().data());
  CHECK(copy.data().text().data() == event->data().text().data());
}

TEST_CASE("a view's data is read by the application's reader, whose exceptions are the application's") {
  const delivered<zuba> sent(signed_delivery<zuba>({.body = R"({"id":"evt_1","type":"a.b","data":{"n":120.00}})"}));
  const auto event = read_event(*sent);
  REQUIRE(event);
  CHECK(event->data_as<payout>().json == R"({"n":120.00})");
  CHECK_THROWS_AS(event->data_as<never>(), std::runtime_error);
}

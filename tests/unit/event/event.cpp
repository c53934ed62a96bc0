// SPDX-License-Identifier: MIT
#include <hooklatch/event/event.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/events.hpp"

#include <hooklatch/event/read_event.hpp>
#include <hooklatch/event/read_events.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

using namespace hooklatch;
using namespace test_support;
using shipped::venshack;
using shipped::zuba;

namespace {

struct amount_of {
  std::string text;
};

const std::string body = R"({"id":"evt_1","type":"a.b","createdAt":"2026-03-23T14:30:00Z","test":true,)"
                         R"("data":{"amount":120.00},"note":"caf\u00e9"})";

// An event whose delivery and body are gone.
event kept_event(const std::string& text = body) {
  const delivered<zuba> sent(signed_delivery<zuba>({.body = text}));
  const auto seen = read_event(*sent);
  return event(*seen);
}

void check_all(const event& kept) {
  CHECK(kept.provider().name == "zuba");
  CHECK(kept.id() == "evt_1");
  CHECK(kept.type() == "a.b");
  CHECK(kept.time() == event_moment(instant(1774276200), true));
  CHECK(kept.is_test() == true);
  CHECK(kept.tenant().empty());
  CHECK(kept.data().text() == R"({"amount":120.00})");
  CHECK(kept.data().is_object());
  CHECK(kept.find("/data/amount").text() == "120.00");
  CHECK(kept.find("/note").unescaped() == "caf\xc3\xa9");
  CHECK(kept.text() == body);
  CHECK(kept.data().text().data() == kept.text().data() + body.find(R"({"amount")"));
  const auto view = kept.view();
  CHECK(view.id() == "evt_1");
  CHECK(view.data().text() == R"({"amount":120.00})");
}

// What hands out views is not for temporaries.
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
concept gives_data = requires(E&& e) {
  static_cast<E&&>(e).data();
};
template <class E>
concept gives_text = requires(E&& e) {
  static_cast<E&&>(e).text();
};
template <class E>
concept gives_view = requires(E&& e) {
  static_cast<E&&>(e).view();
};
template <class E>
concept gives_field = requires(E&& e) {
  static_cast<E&&>(e).find("/a");
};
template <class E>
concept gives_own_data = requires(E&& e) {
  static_cast<E&&>(e).template data_as<amount_of>();
};

}  // namespace

template <>
struct hooklatch::json_reader<amount_of> {
  static amount_of read(std::string_view json) { return {std::string(json)}; }
};

static_assert(gives_id<const event&> && !gives_id<event>);
static_assert(gives_type<const event&> && !gives_type<event>);
static_assert(gives_tenant<const event&> && !gives_tenant<event>);
static_assert(gives_data<const event&> && !gives_data<event>);
static_assert(gives_text<const event&> && !gives_text<event>);
static_assert(gives_view<const event&> && !gives_view<event>);
static_assert(gives_field<const event&> && !gives_field<event>);
static_assert(gives_own_data<const event&> && gives_own_data<event>);
static_assert(std::is_nothrow_move_constructible_v<event>);
static_assert(!std::is_convertible_v<event_view, event>);  // copying the text has to be seen in the code

TEST_CASE("an event owns its text, so the delivery may go") { check_all(kept_event()); }

TEST_CASE("an event can be moved about") {
  event first = kept_event();
  const event second = std::move(first);
  check_all(second);

  std::vector<event> many;
  for (int i = 0; i < 20; ++i) many.push_back(kept_event());  // moved whenever the vector grows
  for (const auto& each : many) check_all(each);

  event other = kept_event(R"({"id":"evt_2","type":"c.d"})");
  other = kept_event();
  check_all(other);
}

TEST_CASE("a short event, whose text stands in the object itself, can be moved") {
  // No longer than what std::string keeps in itself.
  using small = acme<event_data<json<"/d">>>;
  const delivered<small> sent(acme_delivery(R"({"d":"120.00"})"));
  const auto seen = read_event(*sent);
  REQUIRE(seen);
  auto first = std::make_unique<event>(*seen);
  const event second = std::move(*first);
  first.reset();
  CHECK(second.data().text() == R"("120.00")");
  CHECK(second.text() == R"({"d":"120.00"})");
}

TEST_CASE("an event that was moved from has no data, and says so") {
  event first = kept_event();
  const event second = std::move(first);
  CHECK_FALSE(first.data().present());  // NOLINT(bugprone-use-after-move): that is the question
  CHECK_FALSE(first.find("/data").present());
  check_all(second);
}

TEST_CASE("a copy of an event does not depend on the event") {
  auto first = std::make_unique<event>(kept_event());
  const event second = *first;
  CHECK(second.text().data() != first->text().data());
  first.reset();
  check_all(second);
}

TEST_CASE("an event's data is read into the application's own type") {
  CHECK(kept_event().data_as<amount_of>().text == R"({"amount":120.00})");
  CHECK(kept_event(R"({"id":"evt_1","type":"a.b"})").data_as<amount_of>().text.empty());
}

TEST_CASE("what is untrusted of an event is kept under that name") {
  const delivered<venshack> sent(signed_delivery<venshack>({.type = "a.b", .body = R"({"event":"a.b"})"}));
  const auto seen = read_event(*sent);
  REQUIRE(seen);
  const event kept(*seen);
  const auto view = kept.view();
  CHECK(view.untrusted_delivery_id() == "evt_1");
  CHECK(view.untrusted_type() == "a.b");
}

TEST_CASE("an event of a batch keeps its own text alone") {
  using batched = acme<event_batch<json<"">>, event_id<json<"/id">>, event_data<json<"/data">>>;
  std::vector<event> kept;
  {
    const delivered<batched> sent(acme_delivery(R"([{"id":"a","data":1}, {"id":"b","data":22}])"));
    const auto events = read_events(*sent);
    REQUIRE(events);
    for (const auto& each : *events) kept.emplace_back(each);
  }
  REQUIRE(kept.size() == 2);
  CHECK(kept[1].id() == "b");
  CHECK(kept[1].data().text() == "22");
  CHECK(kept[1].text() == R"({"id":"b","data":22})");
}

// SPDX-License-Identifier: MIT
#include <hooklatch/event/read_events.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/events.hpp"

#include <concepts>
#include <iterator>
#include <ranges>
#include <string>
#include <vector>

using namespace hooklatch;
using namespace test_support;
using namespace std::chrono_literals;
using shipped::zuba;

namespace {

// Many events under a name, and many as the whole body.
using named = acme<event_batch<json<"/events">>, event_id<json<"/id">>, event_type<json<"/type">>,
                   event_time<json<"/at">, unix_seconds>, event_data<json<"/data">>, test_flag<json<"/test">>>;
using whole = acme<event_batch<json<"">>, event_id<json<"/id">>, event_type<json<"/type">, header<"X-Acme-Event">>>;

template <class Provider>
std::vector<std::string> ids_of(const std::string& body, const envelope_options& options = {}) {
  const delivered<Provider> sent(acme_delivery(body));
  const auto events = read_events(*sent, options);
  if (!events) return {"refused: " + std::string(to_string(events.error().code()))};
  std::vector<std::string> ids;
  for (const auto& event : *events) ids.emplace_back(event.id());
  if (ids.size() != events->size()) return {"size() is wrong"};
  return ids;
}

template <class Provider>
error refusal_of(const std::string& body, const envelope_options& options = {}) {
  const delivered<Provider> sent(acme_delivery(body));
  const auto events = read_events(*sent, options);
  return events ? error(accepted) : events.error();
}

std::vector<std::string> refused_for(const char* reason) { return {std::string("refused: ") + reason}; }

template <class D>
concept events_of = requires(D&& delivery) {
  read_events(static_cast<D&&>(delivery));
};
template <class E>
concept iterable = requires(E&& events) {
  static_cast<E&&>(events).begin();
};

}  // namespace

static_assert(std::ranges::input_range<const delivered_events&>);
static_assert(std::same_as<std::ranges::range_value_t<const delivered_events&>, event_view>);
static_assert(std::sentinel_for<std::default_sentinel_t, delivered_events::iterator>);

// Views of a temporary would be left behind.
static_assert(events_of<const verified_delivery&> && events_of<verified_delivery&>);
static_assert(!events_of<verified_delivery>);
static_assert(iterable<const delivered_events&> && !iterable<delivered_events>);

TEMPLATE_LIST_TEST_CASE("a provider without batches brings one event a delivery", "", nine_providers) {
  // A body that has whatever any of them wants.
  const delivered<TestType> sent(signed_delivery<TestType>(
      {.type = "thing.done",
       .body = R"({"id":"evt_1","event_id":"evt_1","type":"thing.done","event":"thing.done","thing":{}})"}));
  const auto events = read_events(*sent);
  if (TestType::name == "slack") {
    CHECK(reason_of(events) == errc::payload_missing_field);  // its type is in an object called event
    return;
  }
  REQUIRE(events);
  CHECK(events->size() == 1);
  std::size_t seen = 0;
  for (const auto& event : *events) {
    ++seen;
    CHECK(event.provider().name == TestType::name);
    CHECK(event.text() == (*sent).body_text());
  }
  CHECK(seen == 1);
}

TEST_CASE("each element of a batch is an event") {
  const std::string body =
      R"({"events": [ {"id":"a","type":"t.1","data":120.00} , {"id":"b","type":"t.2","at":1640995200,"test":true} ]})";
  const delivered<named> sent(acme_delivery(body));
  const auto events = read_events(*sent);
  REQUIRE(events);
  CHECK(events->size() == 2);
  auto at = events->begin();
  REQUIRE(at != events->end());
  {
    const event_view first = *at;
    CHECK(first.id() == "a");
    CHECK(first.type() == "t.1");
    CHECK(first.data().text() == "120.00");
    CHECK(first.text() == R"({"id":"a","type":"t.1","data":120.00})");
    CHECK_FALSE(first.find("/events").present());
    CHECK_FALSE(first.time().has_value());
  }
  ++at;
  REQUIRE(at != events->end());
  const event_view second = *at;
  CHECK(second.id() == "b");
  CHECK(second.time() == event_moment(instant(1640995200), true));
  CHECK(second.is_test() == true);
  CHECK_FALSE(second.data().present());
  at++;
  CHECK(at == events->end());
}

TEST_CASE("the body itself can be the array of events") {
  CHECK(ids_of<whole>(R"([{"id":"a","type":"t"},{"id":"b","type":"t"},{"id":"c","type":"t"}])") ==
        std::vector<std::string>{"a", "b", "c"});
  CHECK(ids_of<whole>(R"({"id":"a","type":"t"})") == refused_for("payload_wrong_type"));
}

TEST_CASE("a batch without events is a delivery of none") {
  CHECK(ids_of<named>(R"({"events":[]})").empty());
  CHECK(ids_of<named>(R"({"events":[ ]})").empty());
  CHECK(ids_of<whole>("[]").empty());
}

TEST_CASE("a batch can be gone through twice") {
  const delivered<whole> sent(acme_delivery(R"([{"id":"a","type":"t"},{"id":"b","type":"t"}])"));
  const auto events = read_events(*sent);
  REQUIRE(events);
  for (int round = 0; round < 2; ++round) {
    std::string ids;
    for (const auto& event : *events) ids += event.id();
    CHECK(ids == "ab");
  }
}

TEST_CASE("equal events of a batch are both told; what counts as one is the store's to say") {
  CHECK(ids_of<whole>(R"([{"id":"a","type":"t"},{"id":"a","type":"t"}])") == std::vector<std::string>{"a", "a"});
}

TEST_CASE("a batch is refused where its array is missing or something else") {
  CHECK(ids_of<named>("{}") == refused_for("payload_missing_field"));
  CHECK(ids_of<named>("[]") == refused_for("payload_missing_field"));
  for (const std::string other : {"{}", "null", "1", "\"[]\"", "true"}) {
    INFO(other);
    CHECK(ids_of<named>("{\"events\":" + other + "}") == refused_for("payload_wrong_type"));
  }
  CHECK(ids_of<named>("") == refused_for("payload_malformed"));
  CHECK(ids_of<named>(R"({"events":[],"events":[{"id":"a","type":"t"}]})") == refused_for("payload_duplicate_key"));
  CHECK(ids_of<named>(R"({"events":[{"id":"a","type":"t"},]})") == refused_for("payload_malformed"));
  CHECK(ids_of<named>(R"({"events":[{"id":"a","type":"t"}]}])") == refused_for("payload_malformed"));
}

TEST_CASE("one bad event refuses the whole batch, wherever it stands") {
  const std::string good = R"({"id":"a","type":"t"})";
  for (const std::string bad :
       {R"({"type":"t"})", R"({"id":"","type":"t"})", R"({"id":"b"})", "1", "null", "[]", "{}", "\"a\""}) {
    INFO(bad);
    CHECK(ids_of<whole>("[" + bad + "]") == refused_for("payload_missing_field"));
    CHECK(ids_of<whole>("[" + bad + "," + good + "]") == refused_for("payload_missing_field"));
    CHECK(ids_of<whole>("[" + good + "," + good + "," + bad + "]") == refused_for("payload_missing_field"));
  }
  CHECK(ids_of<whole>("[" + good + R"(,{"id":1,"type":"t"}])") == refused_for("payload_wrong_type"));
  CHECK(ids_of<whole>("[" + good + R"(,{"id":"b","type":"t","x":1,"x":2}])") == refused_for("payload_duplicate_key"));
}

TEST_CASE("the offset of what is wrong counts from the start of the body") {
  const std::string first = R"({"events":[{"id":"a","type":"t"}, )";
  REQUIRE(first.size() == 34);
  // The number behind {"id":
  const auto wrong = refusal_of<named>(first + R"({"id":1,"type":"t"}]})");
  CHECK(wrong == errc::payload_wrong_type);
  CHECK(wrong.offset() == 34U + 6U);
  // The second id's name.
  const auto twice = refusal_of<named>(first + R"({"id":"b","id":"c"}]})");
  CHECK(twice == errc::payload_duplicate_key);
  CHECK(twice.offset() == 34U + 10U);
  // The comma behind which no event stands.
  const auto malformed = refusal_of<named>(R"({"events":[1,]})");
  CHECK(malformed == errc::payload_malformed);
  CHECK(malformed.offset() == 13U);
}

TEST_CASE("a batch has at most max_events events") {
  const auto batch = [](std::size_t count) {
    std::string body = "[";
    for (std::size_t i = 0; i < count; ++i) body += (i == 0 ? "" : ",") + std::string(R"({"id":"a","type":"t"})");
    return body + "]";
  };
  const auto two = envelope_options{}.max_events(2);
  CHECK(refusal_of<whole>(batch(0), two) == accepted);
  CHECK(refusal_of<whole>(batch(2), two) == accepted);
  const auto refused = refusal_of<whole>(batch(3), two);
  CHECK(refused == errc::payload_too_many_members);
  CHECK(refused.limit() == 2);
  CHECK(refusal_of<whole>(batch(1000)) == accepted);
  CHECK(refusal_of<whole>(batch(1001)) == errc::payload_too_many_members);
}

TEST_CASE("flags, ages and headers are judged for each event of a batch") {
  const auto live_only = envelope_options{}.accept_test_events(false);
  CHECK(refusal_of<named>(R"({"events":[{"id":"a","type":"t","test":false}]})", live_only) == accepted);
  CHECK(refusal_of<named>(R"({"events":[{"id":"a","type":"t","test":false},{"id":"b","type":"t","test":true}]})",
                          live_only) == errc::test_event);

  const auto fresh = envelope_options{}.max_event_age(600s);
  CHECK(refusal_of<named>(R"({"events":[{"id":"a","type":"t","at":1774275600}]})", fresh) == accepted);
  CHECK(refusal_of<named>(R"({"events":[{"id":"a","type":"t","at":1774275600},{"id":"b","type":"t","at":1774275599}]})",
                          fresh) == errc::event_too_old);

  const delivered<whole> sent(
      acme_delivery(R"([{"id":"a","type":"t"},{"id":"b","type":"u"}])", {{"X-Acme-Event", "t"}}));
  CHECK(reason_of(read_events(*sent)) == errc::event_mismatch);
}

TEST_CASE("a compressed batch is refused by that name") {
  const delivered<whole> sent(acme_delivery("[]", {{"Content-Encoding", "gzip"}}));
  CHECK(reason_of(read_events(*sent)) == errc::unsupported_content_encoding);
}

TEST_CASE("depth counts from the body, of which an event is a part") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  // The array, the event and 62 more are 64.
  CHECK(refusal_of<whole>(R"([{"id":"a","type":"t","x":)" + nested(62) + "}]") == accepted);
  CHECK(refusal_of<whole>(R"([{"id":"a","type":"t","x":)" + nested(63) + "}]") == errc::payload_too_deep);
}

TEST_CASE("read_event does not take a batch for one event") {
  const delivered<named> sent(acme_delivery(R"({"id":"x","type":"t","events":[{"id":"a","type":"t"}]})"));
  CHECK(read_event(*sent).error() == errc::config_error);
}

// SPDX-License-Identifier: MIT
#include <hooklatch/testing/event_body.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <nlohmann/json.hpp>

#include <string>

using hooklatch::event_time_format;
using hooklatch::instant;
using hooklatch::detail::body_builder;
using hooklatch::detail::format_en_us;
using hooklatch::detail::format_event_time;
using hooklatch::detail::json_quote;
using hooklatch::detail::make_event_body;
using parsed = nlohmann::json;
namespace shipped = test_support::shipped;

namespace {

constexpr instant moment(1774276200, 5'000'000);  // 2026-03-23T14:30:00.005Z

parsed body_of(const hooklatch::provider_table& provider, const hooklatch::testing::test_event& event) {
  return parsed::parse(make_event_body(provider, event, "evt_1", moment));
}

}  // namespace

TEST_CASE("a quoted text reads back as itself, whatever it holds") {
  CHECK(json_quote("") == "\"\"");
  CHECK(json_quote("a\"b\\c") == R"("a\"b\\c")");
  CHECK(json_quote("\n") == R"("\u000a")");
  CHECK(json_quote("\x1f") == R"("\u001f")");
  std::string every;
  for (char c = 0; c < 127; ++c) every += c;
  every += "\x7f\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
  CHECK(parsed::parse(json_quote(every)).get<std::string>() == every);
}

TEST_CASE("an American date has a twelve-hour clock with two noons") {
  // The first is the example of Simpu's page.
  CHECK(format_en_us(instant(1727122801)) == "Sep 23, 2024, 8:20:01 PM");
  CHECK(format_en_us(instant(1704067200)) == "Jan 1, 2024, 12:00:00 AM");
  CHECK(format_en_us(instant(1704067200 + 43200)) == "Jan 1, 2024, 12:00:00 PM");
  CHECK(format_en_us(instant(1704067200 + 43199)) == "Jan 1, 2024, 11:59:59 AM");
  CHECK(format_en_us(instant(1704067200 + 46800)) == "Jan 1, 2024, 1:00:00 PM");
  CHECK(format_en_us(instant(1735689599)) == "Dec 31, 2024, 11:59:59 PM");
}

TEST_CASE("an event's time is written in the provider's form") {
  CHECK(format_event_time(event_time_format::iso8601, moment) == "\"2026-03-23T14:30:00.005Z\"");
  CHECK(format_event_time(event_time_format::iso8601, instant(1774276200)) == "\"2026-03-23T14:30:00.000Z\"");
  CHECK(format_event_time(event_time_format::unix_seconds, moment) == "1774276200");
  CHECK(format_event_time(event_time_format::unix_milliseconds, moment) == "1774276200005");
  CHECK(format_event_time(event_time_format::en_us_date_time, moment) == "\"Mar 23, 2026, 2:30:00 PM\"");
  CHECK(format_event_time(event_time_format::none, moment) == "null");
}

TEST_CASE("a builder writes nothing as an empty object") { CHECK(body_builder().build() == "{}"); }

TEST_CASE("a builder nests by pointer and keeps the order in which values were put") {
  body_builder body;
  body.put("/b", "1");
  body.put("/a/x", "2");
  body.put("/c", "3");
  body.put("/a/y/z", "\"4\"");
  CHECK(body.build() == R"({"b":1,"a":{"x":2,"y":{"z":"4"}},"c":3})");
}

TEST_CASE("a builder reads the escapes of a pointer (RFC 6901)") {
  body_builder body;
  body.put("/a~1b/c~0d/~01", "1");
  CHECK(body.build() == R"({"a/b":{"c~d":{"~1":1}}})");
}

TEST_CASE("a builder puts a value into an object that is there, in front of what it holds") {
  const auto built = [](const char* object) {
    body_builder body;
    body.put("/event/type", "\"message\"");
    body.put("/event", object);
    return body.build();
  };
  CHECK(built(R"({"text":"hi"})") == R"({"event":{"type":"message","text":"hi"}})");
  CHECK(built("{}") == R"({"event":{"type":"message"}})");
  CHECK(parsed::parse(built("{ \n }")) == parsed::parse(R"({"event":{"type":"message"}})"));
  CHECK(parsed::parse(built("{ \"a\": [1, {\"b\": 2}] }")) ==
        parsed::parse(R"({"event":{"type":"message","a":[1,{"b":2}]}})"));
}

TEST_CASE("a builder takes the whole body as the value of the empty pointer") {
  body_builder body;
  body.put("", R"({"ref":"main"})");
  CHECK(body.build() == R"({"ref":"main"})");
  body.put("/id", "7");
  CHECK(body.build() == R"({"id":7,"ref":"main"})");
}

TEST_CASE("each provider's body holds what its page names, and nothing else") {
  const hooklatch::testing::test_event event{"payout.paid", R"({"id":"pay_1"})"};
  const parsed data = parsed::parse(R"({"id":"pay_1"})");
  CHECK(body_of(shipped::rukkyhub::table(), event) ==
        parsed{{"event", "payout.paid"}, {"occurred_at", "2026-03-23T14:30:00.005Z"}, {"payout", data}});
  CHECK(body_of(shipped::simpu::table(), event) == parsed{{"id", "evt_1"},
                                                          {"type", "payout.paid"},
                                                          {"timestamp", "Mar 23, 2026, 2:30:00 PM"},
                                                          {"data", {{"object", data}}}});
  CHECK(body_of(shipped::venshack::table(), event) ==
        parsed{{"event", "payout.paid"}, {"timestamp", "2026-03-23T14:30:00.005Z"}, {"data", data}});
  CHECK(body_of(shipped::hackmamba::table(), event) ==
        parsed{
            {"id", "evt_1"}, {"type", "payout.paid"}, {"created", 1774276200}, {"livemode", false}, {"data", data}});
  CHECK(body_of(shipped::zuba::table(), event) == parsed{{"id", "evt_1"},
                                                         {"type", "payout.paid"},
                                                         {"createdAt", "2026-03-23T14:30:00.005Z"},
                                                         {"test", true},
                                                         {"data", data}});
  CHECK(body_of(shipped::stripe::table(), event) == parsed{{"id", "evt_1"},
                                                           {"type", "payout.paid"},
                                                           {"created", 1774276200},
                                                           {"livemode", false},
                                                           {"data", {{"object", data}}}});
  CHECK(body_of(shipped::github::table(), event) == data);
  CHECK(body_of(shipped::slack::table(), event) ==
        parsed{{"event_id", "evt_1"},
               {"event", {{"type", "payout.paid"}, {"id", "pay_1"}}},
               {"event_time", 1774276200}});
  CHECK(body_of(shipped::standard_webhooks::table(), event) ==
        parsed{{"type", "payout.paid"}, {"timestamp", "2026-03-23T14:30:00.005Z"}, {"data", data}});
}

TEST_CASE("a test flag is true for a test event and a live flag is its opposite") {
  hooklatch::testing::test_event event{"payout.paid"};
  CHECK(body_of(shipped::zuba::table(), event)["test"] == true);
  CHECK(body_of(shipped::hackmamba::table(), event)["livemode"] == false);
  event.test = false;
  CHECK(body_of(shipped::zuba::table(), event)["test"] == false);
  CHECK(body_of(shipped::hackmamba::table(), event)["livemode"] == true);
}

TEST_CASE("a category is the type before its first full stop") {
  const auto key = [](const char* type) {
    const auto body = body_of(shipped::rukkyhub::table(), {type, R"({"mark":1})"});
    for (const auto& [name, value] : body.items()) {
      if (value.is_object()) return name;
    }
    return std::string("none");
  };
  CHECK(key("vtu.success") == "vtu");
  CHECK(key("vtu") == "vtu");
  CHECK(key("vtu.data.success") == "vtu");
}

TEST_CASE("data is copied as it stands, numbers and white space included") {
  const auto body = make_event_body(shipped::zuba::table(), {"payout.paid", R"({ "amount": 120.00 })"}, "evt_1", moment);
  CHECK(body.find(R"({ "amount": 120.00 })") != std::string::npos);
}

TEST_CASE("texts of an event are quoted in the body") {
  const auto body = parsed::parse(make_event_body(shipped::zuba::table(), {"a\"b\n"}, "id\\1", moment));
  CHECK(body["type"] == "a\"b\n");
  CHECK(body["id"] == "id\\1");
}

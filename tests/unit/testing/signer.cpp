// SPDX-License-Identifier: MIT
#include <hooklatch/testing/signer.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/events.hpp"

#include <hooklatch/event/read_events.hpp>
#include <hooklatch/testing/manual_clock.hpp>
#include <hooklatch/verify/verifier.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

using namespace hooklatch;
using namespace test_support;
using testing::delivery_fields;
using testing::manual_clock;
using testing::signer;

namespace {

constexpr std::int64_t clock_second = 1774276200;
const std::string key = facts{}.key;

template <class Provider>
signer<Provider, manual_clock> make_signer(std::int64_t now = clock_second) {
  return signer<Provider, manual_clock>(shown_secret<Provider>(key), manual_clock(now));
}

// As a receiver sees them: in no order that matters.
auto sorted(std::vector<std::pair<std::string, std::string>> headers) {
  std::sort(headers.begin(), headers.end());
  return headers;
}

bool has_header(const request& made, std::string_view name) {
  return std::any_of(made.headers.begin(), made.headers.end(), [&](const auto& pair) { return pair.first == name; });
}

template <class Provider>
errc refusal_of(const delivery_fields& fields) {
  return reason_of(make_signer<Provider>().sign("{}", fields));
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("the signer sends what the provider's page says, to the byte", "", nine_providers) {
  for (const std::string& body : {std::string("{\"a\":120.00}"), std::string(), std::string("\0\xff\r\n", 4)}) {
    const auto expected =
        signed_delivery<TestType>({.key = key, .time = "1774276200", .id = "evt-7", .type = "a.b", .body = body});
    const auto made = make_signer<TestType>().sign(body, {.id = "evt-7", .type = "a.b"});
    REQUIRE(made);
    CHECK(made->method == "POST");
    CHECK(sorted(made->headers) == sorted(expected.headers));
    CHECK(made->body == body);
  }
}

TEST_CASE("the signer makes up an id from the clock and sends no event header that it was not told") {
  auto standard = make_signer<shipped::standard_webhooks>().sign("{}").value();
  CHECK(header_of(standard, "webhook-id") == "test-1774276200000");

  auto venshack = make_signer<shipped::venshack>().sign("{}").value();
  CHECK(header_of(venshack, "X-Venshack-Delivery-Id") == "test-1774276200000");
  CHECK_FALSE(has_header(venshack, "X-Venshack-Event"));
}

TEST_CASE("the unsigned delivery id follows the id until it is told another") {
  auto same = make_signer<shipped::github>().sign("{}", {.id = "evt_1"}).value();
  CHECK(header_of(same, "X-GitHub-Delivery") == "evt_1");
  auto other = make_signer<shipped::github>().sign("{}", {.id = "evt_1", .delivery_id = "dlv_2"}).value();
  CHECK(header_of(other, "X-GitHub-Delivery") == "dlv_2");
}

TEST_CASE("the signed time is the clock's, or the one that is told") {
  auto now = make_signer<shipped::zuba>().sign("{}").value();
  CHECK(header_of(now, "X-Zuba-Timestamp") == "1774276200");
  auto told = make_signer<shipped::zuba>().sign("{}", {.at = instant(5)}).value();
  CHECK(header_of(told, "X-Zuba-Timestamp") == "5");
  auto epoch = make_signer<shipped::stripe>().sign("{}", {.at = instant(0)}).value();
  CHECK(header_of(epoch, "Stripe-Signature").substr(0, 4) == "t=0,");
  CHECK(reason_of(make_signer<shipped::zuba>().sign("{}", {.at = instant(999'999'999'999)})) == accepted);
}

TEST_CASE("the signer refuses control bytes in every field, CR and LF among them") {
  for (const std::string& bad :
       {std::string("a\r\nX-Evil: 1"), std::string("\n"), std::string("a\r"), std::string("a\0b", 3),
        std::string("a\tb"), std::string("a\x7f"), std::string("\x1b[0m")}) {
    CHECK(refusal_of<shipped::venshack>({.id = bad}) == errc::invalid_header);
    CHECK(refusal_of<shipped::venshack>({.type = bad}) == errc::invalid_header);
    CHECK(refusal_of<shipped::venshack>({.delivery_id = bad}) == errc::invalid_header);
    CHECK(refusal_of<shipped::standard_webhooks>({.id = bad}) == errc::invalid_header);
    CHECK(refusal_of<shipped::github>({.type = bad}) == errc::invalid_header);
    CHECK(refusal_of<shipped::zuba>({.id = bad}) == errc::invalid_header);
  }
}

TEST_CASE("the signer refuses an id that the recipe could not keep apart") {
  for (const char* bad : {"msg.1", ".", "msg 1", "msg\xc3\xa9"}) {
    INFO(bad);
    CHECK(refusal_of<shipped::standard_webhooks>({.id = bad}) == errc::malformed_id);
  }
  CHECK(refusal_of<shipped::standard_webhooks>({.id = "msg_1"}) == accepted);
  CHECK(refusal_of<shipped::venshack>({.id = "msg.1"}) == accepted);  // not spliced, so it may hold anything visible
}

TEST_CASE("the signer refuses a time before 1970 or longer than the format") {
  CHECK(refusal_of<shipped::zuba>({.at = instant(-1)}) == errc::malformed_timestamp);
  CHECK(refusal_of<shipped::zuba>({.at = instant(1'000'000'000'000)}) == errc::malformed_timestamp);
  CHECK(refusal_of<shipped::stripe>({.at = instant(-1, 999'999'999)}) == errc::malformed_timestamp);
  CHECK(refusal_of<shipped::stripe>({.at = instant(1'000'000'000'000)}) == errc::malformed_timestamp);
  CHECK(reason_of(make_signer<shipped::slack>(-1).sign("{}")) == errc::malformed_timestamp);
  CHECK(reason_of(make_signer<shipped::slack>(-1).sign("{}", {.at = instant(1)})) == accepted);
  CHECK(refusal_of<shipped::github>({.at = instant(-1)}) == errc::malformed_timestamp);
  CHECK(reason_of(make_signer<shipped::github>().event({"push"}, {.at = instant(-1)})) == errc::malformed_timestamp);
}

TEST_CASE("the signer refuses a secret that is none") {
  const auto reason = [](secret_text text) { return reason_of(signer<shipped::zuba>::make(text)); };
  CHECK(reason("") == errc::empty_secret);
  CHECK(reason(static_cast<const char*>(nullptr)) == errc::empty_secret);
  CHECK(reason(" \t\r\n            ") == errc::empty_secret);
  CHECK(reason(std::string(16, '\0')) == errc::empty_secret);
  CHECK(reason("fifteen bytes..") == errc::weak_secret);
  CHECK(reason("sixteen bytes...") == accepted);
  CHECK(reason_of(signer<shipped::standard_webhooks>::make("whsec_no base64 at all..")) == errc::bad_secret_encoding);
  CHECK(reason_of(signer<shipped::zuba>::make(secret("short", allow_weak_secret))) == accepted);
  CHECK_THROWS_AS(signer<shipped::zuba>(""), std::system_error);
  CHECK_THROWS_AS(signer<shipped::standard_webhooks>(secret("whsec_no base64 at all..")), std::system_error);
}

TEST_CASE("an event is a body as the provider lays it out, and signed") {
  const auto event_of = []<class Provider>(Provider) {
    auto made = make_signer<Provider>().event({"payout.paid", R"({"id":"pay_1"})", "evt_42", false}).value();
    const verifier<Provider, manual_clock> verify(shown_secret<Provider>(key), {}, manual_clock(clock_second));
    REQUIRE(reason_of(verify.verify(made)) == accepted);
    return made;
  };
  using nlohmann::json;
  const auto body_of = [&](auto provider) { return json::parse(event_of(provider).body); };

  auto venshack = event_of(shipped::venshack{});
  CHECK(header_of(venshack, "X-Venshack-Event") == "payout.paid");
  CHECK(header_of(venshack, "X-Venshack-Delivery-Id") == "evt_42");
  CHECK(json::parse(venshack.body)["event"] == "payout.paid");

  const auto rukkyhub = body_of(shipped::rukkyhub{});
  CHECK(rukkyhub["event"] == "payout.paid");
  CHECK(rukkyhub["payout"]["id"] == "pay_1");
  CHECK(rukkyhub["occurred_at"] == "2026-03-23T14:30:00.000Z");

  const auto zuba = body_of(shipped::zuba{});
  CHECK(zuba["id"] == "evt_42");
  CHECK(zuba["type"] == "payout.paid");
  CHECK(zuba["test"] == false);
  CHECK(zuba["createdAt"] == "2026-03-23T14:30:00.000Z");
  CHECK(zuba["data"]["id"] == "pay_1");

  const auto simpu = body_of(shipped::simpu{});
  CHECK(simpu["id"] == "evt_42");
  CHECK(simpu["data"]["object"]["id"] == "pay_1");
  CHECK(simpu["timestamp"] == "Mar 23, 2026, 2:30:00 PM");

  CHECK(body_of(shipped::hackmamba{})["livemode"] == true);
  CHECK(body_of(shipped::hackmamba{})["created"] == 1774276200);
  CHECK(body_of(shipped::stripe{})["livemode"] == true);
  CHECK(body_of(shipped::stripe{})["data"]["object"]["id"] == "pay_1");
  CHECK(body_of(shipped::slack{})["event"]["type"] == "payout.paid");
  CHECK(body_of(shipped::slack{})["event_id"] == "evt_42");

  auto github = event_of(shipped::github{});
  CHECK(github.body == R"({"id":"pay_1"})");
  CHECK(header_of(github, "X-GitHub-Event") == "payout.paid");
  CHECK(header_of(github, "X-GitHub-Delivery") == "evt_42");

  auto standard = event_of(shipped::standard_webhooks{});
  CHECK(header_of(standard, "webhook-id") == "evt_42");
  CHECK(json::parse(standard.body)["type"] == "payout.paid");
}

TEST_CASE("an event is a test event with an id from the clock until it is told otherwise") {
  using nlohmann::json;
  const auto made = make_signer<shipped::zuba>().event({"payout.paid"}).value();
  const auto body = json::parse(made.body);
  CHECK(body["test"] == true);
  CHECK(body["id"] == "test-1774276200000");
  CHECK(body["data"] == json::object());

  const auto told =
      make_signer<shipped::zuba>().event({"payout.paid", "{}", "evt_1"}, {.id = "evt_2", .at = instant(60)});
  const auto told_body = json::parse(told.value().body);
  CHECK(told_body["id"] == "evt_2");
  CHECK(told_body["createdAt"] == "1970-01-01T00:01:00.000Z");
}

TEST_CASE("an event's header may disagree with its body where a test wants that") {
  auto made = make_signer<shipped::rukkyhub>().event({"vtu.success"}, {.type = "vtu.failed"}).value();
  CHECK(header_of(made, "X-Webhook-Event") == "vtu.failed");
  CHECK(nlohmann::json::parse(made.body)["event"] == "vtu.success");
}

TEST_CASE("an event happens until the end of the year 9999, which is as far as every format goes") {
  const auto at = [](std::int64_t second) {
    return reason_of(make_signer<shipped::zuba>().event({"payout.paid"}, {.at = instant(second)}));
  };
  CHECK(at(253402300799) == accepted);
  CHECK(at(253402300800) == errc::malformed_timestamp);
  CHECK(at(std::numeric_limits<std::int64_t>::max()) == errc::malformed_timestamp);
}

TEST_CASE("an event with a control byte in its type or id is refused") {
  CHECK(reason_of(make_signer<shipped::zuba>().event({"a\r\nb"})) == errc::invalid_header);
  CHECK(reason_of(make_signer<shipped::zuba>().event({"a", "{}", "i\nd"})) == errc::invalid_header);
}

TEST_CASE("events that are given no id never share one, though the clock stands or goes back") {
  const manual_clock clock(clock_second);
  manual_clock moved = clock;
  const signer<shipped::zuba, manual_clock> sign(shown_secret<shipped::zuba>(key), clock);
  const auto id_of = [](const auto& from) {
    return nlohmann::json::parse(from.event({"payout.paid"}).value().body)["id"].template get<std::string>();
  };
  CHECK(id_of(sign) == "test-1774276200000");
  CHECK(id_of(sign) == "test-1774276200001");
  CHECK(id_of(sign) == "test-1774276200002");
  auto first = signer<shipped::zuba, manual_clock>(shown_secret<shipped::zuba>(key), clock);
  CHECK(id_of(first) == "test-1774276200000");  // another signer counts for itself
  const auto moved_to = std::move(first);
  CHECK(id_of(moved_to) == "test-1774276200001");
  moved.advance(std::chrono::seconds(-5));
  CHECK(id_of(sign) == "test-1774276200003");
  moved.advance(std::chrono::seconds(6));
  CHECK(id_of(sign) == "test-1774276201000");
  moved.advance(std::chrono::microseconds(1999));
  CHECK(id_of(sign) == "test-1774276201001");
}

TEST_CASE("signed bodies that are given no id get the next one too, and an id that is given uses none up") {
  const auto sign = make_signer<shipped::standard_webhooks>();
  const auto id_of = [](result<request> made) { return header_of(made.value(), "webhook-id"); };
  CHECK(id_of(sign.sign("{}")) == "test-1774276200000");
  CHECK(id_of(sign.sign("{}", {.id = "msg_1"})) == "msg_1");
  CHECK(id_of(sign.event({"payout.paid", "{}", "msg_2"})) == "msg_2");
  CHECK(id_of(sign.event({"payout.paid"})) == "test-1774276200001");
  CHECK(id_of(sign.sign("{}")) == "test-1774276200002");
}

TEST_CASE("many threads that share a signer never get an id twice") {
  const auto sign = make_signer<shipped::standard_webhooks>();
  constexpr std::size_t threads = 4;
  constexpr std::size_t rounds = 200;
  std::vector<std::vector<std::string>> made(threads);
  {
    std::vector<std::jthread> all;
    for (auto& mine : made) {
      all.emplace_back([&mine, &sign] {
        for (std::size_t i = 0; i < rounds; ++i) {
          auto one = sign.sign("{}").value();
          mine.push_back(header_of(one, "webhook-id"));
        }
      });
    }
  }
  std::set<std::string> different;
  for (const auto& mine : made) different.insert(mine.begin(), mine.end());
  CHECK(different.size() == threads * rounds);
}

TEST_CASE("an event of a provider that sends batches is a batch of one, which reads back") {
  using named = acme<event_batch<json<"/events">>, event_id<json<"/id">>, event_type<json<"/type">>,
                     event_data<json<"/data">>, test_flag<json<"/test">>>;
  using whole = acme<event_batch<json<"">>, event_id<json<"/id">>, event_type<json<"/type">>, event_data<json<"/data">>,
                     test_flag<json<"/test">>>;
  const auto check = []<class Provider>(Provider, const std::string& body) {
    const auto made = make_signer<Provider>().event({"payout.paid", R"({"amount":120.00})"}).value();
    CHECK(made.body == body);
    const delivered<Provider> sent(made);
    const auto events = read_events(*sent);
    REQUIRE(events);
    REQUIRE(events->size() == 1);
    for (const auto event : *events) {
      CHECK(event.id() == "test-1774276200000");
      CHECK(event.type() == "payout.paid");
      CHECK(event.data().text() == R"({"amount":120.00})");
      CHECK(event.is_test() == true);
    }
  };
  const std::string element =
      R"({"id":"test-1774276200000","type":"payout.paid","test":true,"data":{"amount":120.00}})";
  check(named{}, R"({"events":[)" + element + "]}");
  check(whole{}, "[" + element + "]");
}

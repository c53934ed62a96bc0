// SPDX-License-Identifier: MIT
#include <hooklatch/event/dispatcher.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/events.hpp"

#include <hooklatch/event/read_event.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

using namespace hooklatch;
using namespace test_support;
using namespace std::chrono_literals;
using shipped::github;
using shipped::simpu;
using shipped::zuba;

namespace {

struct payout {
  std::string amount;
};

// Sends one event of this type through the handlers.
template <class Provider = zuba>
dispatch_result send(const dispatcher& handlers, const std::string& type, const std::string& data = "{}") {
  const delivered<Provider> sent(signed_delivery<Provider>(
      {.type = type, .body = R"({"id":"evt_1","type":")" + type + R"(","data":)" + data + "}"}));
  const auto event = read_event(*sent);
  if (!event) throw std::runtime_error(event.error().message());
  return handlers.dispatch(*event);
}

// Whether a handler for this pattern gets an event of this type.
bool matches(const std::string& pattern, const std::string& type) {
  bool called = false;
  dispatcher handlers;
  handlers.on(pattern, [&](const event_view&) { called = true; });
  const auto done = send(handlers, type);
  CHECK(done.handled() == called);
  CHECK(done.handlers() == (called ? 1U : 0U));
  return called;
}

template <class F>
concept is_handler = detail::event_handler<F, const event_view&>;
template <class F>
concept is_typed_handler =
    detail::event_handler<F, const payout&> || detail::event_handler<F, const payout&, const event_view&>;

}  // namespace

template <>
struct hooklatch::json_reader<payout> {
  static payout read(std::string_view json) {
    if (json.empty()) throw std::invalid_argument("an event without data");
    json_query wanted[]{{"/amount"}};
    if (json_scan(json, wanted) || !wanted[0].value.is_number()) throw std::invalid_argument("no amount");
    return {std::string(wanted[0].value.text())};
  }
};

static_assert(is_handler<void (*)(const event_view&)>);
static_assert(is_handler<handler_result (*)(const event_view&)>);
static_assert(!is_handler<bool (*)(const event_view&)>);  // which of its values would be a failure?
static_assert(!is_handler<int (*)(const event_view&)>);
static_assert(!is_handler<void (*)()>);
static_assert(is_typed_handler<void (*)(const payout&)>);
static_assert(is_typed_handler<handler_result (*)(const payout&, const event_view&)>);
static_assert(!is_typed_handler<bool (*)(const payout&)>);

TEST_CASE("a pattern without a star is one type, to the letter") {
  CHECK(matches("payout.paid", "payout.paid"));
  for (const std::string type : {"payout.pai", "payout.paid2", "payout", "Payout.paid", "payout.paid.late", "paid"}) {
    INFO(type);
    CHECK_FALSE(matches("payout.paid", type));
  }
}

TEST_CASE("a pattern that ends in .* is all types that begin alike and go on") {
  CHECK(matches("payout.*", "payout.paid"));
  CHECK(matches("payout.*", "payout.paid.late"));
  CHECK(matches("payout.paid.*", "payout.paid.late"));
  CHECK(matches("payout.*", "payout.*"));
  CHECK_FALSE(matches("payout.*", "payout"));
  CHECK_FALSE(matches("payout.*", "payout."));
  CHECK_FALSE(matches("payout.*", "payouts.paid"));
  CHECK_FALSE(matches("payout.*", "a.payout.paid"));
  CHECK_FALSE(matches("payout.*", "Payout.paid"));
}

TEST_CASE("a star alone is every type") {
  CHECK(matches("*", "payout.paid"));
  CHECK(matches("*", "x"));
}

TEST_CASE("every handler that matches runs, in the order in which they were added") {
  std::string ran;
  dispatcher handlers;
  handlers.any([&](const event_view&) { ran += "1"; })
      .on("payout.*", [&](const event_view&) { ran += "2"; })
      .on("payout.failed", [&](const event_view&) { ran += "no"; })
      .on("payout.paid", [&](const event_view&) { ran += "3"; })
      .on("payout.paid", [&](const event_view&) { ran += "4"; })
      .otherwise([&](const event_view&) { ran += "no"; });
  const auto done = send(handlers, "payout.paid");
  CHECK(ran == "1234");
  CHECK(done.handlers() == 4);
  CHECK(done.done());
}

TEST_CASE("an event that nobody takes goes to otherwise, or is left unhandled") {
  std::string ran;
  dispatcher handlers;
  handlers.on("payout.paid", [&](const event_view&) { ran += "paid"; });
  const auto nobody = send(handlers, "payout.new");
  CHECK_FALSE(nobody.handled());
  CHECK(nobody.done());
  handlers.otherwise([&](const event_view& event) { ran += "otherwise:" + std::string(event.type()); });
  const auto other = send(handlers, "payout.new");
  CHECK(ran == "otherwise:payout.new");
  CHECK(other.handlers() == 1);

  dispatcher refuses;
  refuses.otherwise([](const event_view&) { return handler_result::failed("an unknown type"); });
  CHECK(send(refuses, "payout.new").failures() == std::vector<std::string>{"an unknown type"});
}

TEST_CASE("what a handler throws is its failure, and the others run all the same") {
  std::string ran;
  dispatcher handlers;
  handlers.on("a.b", [](const event_view&) { throw std::runtime_error("the database is down"); })
      .on("a.b", [&](const event_view&) { ran += "2"; })
      .on("a.b", [](const event_view&) { throw 7; })
      .on("a.b", [](const event_view&) { return handler_result::failed("no such account"); })
      .on("a.b", [&](const event_view&) { ran += "5"; })
      .otherwise([&](const event_view&) { ran += "no"; });
  const auto done = send(handlers, "a.b");
  CHECK(ran == "25");
  CHECK_FALSE(done.done());
  CHECK(done.handlers() == 5);
  CHECK(done.failures() == std::vector<std::string>{"the database is down",
                                                    "the handler threw something that is no std::exception",
                                                    "no such account"});
}

TEST_CASE("otherwise may throw too") {
  dispatcher handlers;
  handlers.otherwise([](const event_view&) { throw std::runtime_error("no"); });
  CHECK(send(handlers, "a.b").failures() == std::vector<std::string>{"no"});
  handlers.otherwise([](const event_view&) { throw "text"; });
  CHECK(send(handlers, "a.b").failures().size() == 1);
}

TEST_CASE("an empty function that was added as a handler is a failure, not a crash") {
  dispatcher handlers;
  handlers.on("a.b", std::function<void(const event_view&)>());
  CHECK_FALSE(send(handlers, "a.b").done());
}

TEST_CASE("handlers that ask for another time are gathered to the longest wait") {
  dispatcher handlers;
  handlers.on("a.b", [](const event_view&) { return handler_result::retry_later(5s); })
      .on("a.b", [](const event_view&) { return handler_result::retry_later(90s); })
      .on("a.b", [](const event_view&) { return handler_result::retry_later(1h - 3599s); })
      .on("a.b", [](const event_view&) { return handler_result::done(); });
  const auto done = send(handlers, "a.b");
  CHECK(done.wants_retry());
  CHECK(done.retry_after() == 90s);
  CHECK_FALSE(done.done());
  CHECK(done.failures().empty());
}

TEST_CASE("queued work is told") {
  dispatcher handlers;
  handlers.on("a.b", [](const event_view&) { return handler_result::queued(); });
  const auto done = send(handlers, "a.b");
  CHECK(done.queued());
  CHECK(done.done());
}

TEST_CASE("a handler may take the event's data in the application's own type") {
  std::string seen;
  dispatcher handlers;
  handlers.on<payout>("payout.paid", [&](const payout& data) { seen += data.amount; })
      .on<payout>("payout.*", [&](const payout& data, const event_view& event) {
        seen += "/" + data.amount + "/" + std::string(event.id());
        return handler_result::queued();
      });
  const auto done = send(handlers, "payout.paid", R"({"amount":120.00})");
  CHECK(seen == "120.00/120.00/evt_1");
  CHECK(done.queued());
  CHECK(done.handlers() == 2);
}

TEST_CASE("data that the application's type cannot be made of is the handler's failure") {
  bool ran = false;
  dispatcher handlers;
  handlers.on<payout>("payout.paid", [&](const payout&) { ran = true; });
  CHECK(send(handlers, "payout.paid", R"({"amount":"120.00"})").failures() == std::vector<std::string>{"no amount"});
  CHECK_FALSE(ran);

  const delivered<zuba> sent(signed_delivery<zuba>({.body = R"({"id":"evt_1","type":"payout.paid"})"}));
  const auto event = read_event(*sent);
  REQUIRE(event);
  CHECK(handlers.dispatch(*event).failures() == std::vector<std::string>{"an event without data"});
  CHECK_FALSE(ran);
}

TEST_CASE("simpu's AIRTIME_SUCCESS is the documented airtime.success where types are normalised") {
  std::string seen;
  dispatcher handlers;
  handlers.on(simpu::events::airtime_success, [&](const event_view& event) { seen += std::string(event.type()); });
  CHECK_FALSE(send<simpu>(handlers, "AIRTIME_SUCCESS").handled());
  handlers.normalise_types();
  CHECK(send<simpu>(handlers, "AIRTIME_SUCCESS").handled());
  CHECK(send<simpu>(handlers, "airtime.success").handled());
  CHECK_FALSE(send<simpu>(handlers, "Airtime_Success").handled());
  CHECK_FALSE(send<simpu>(handlers, "AIRTIME_FAILED").handled());
  CHECK(seen == "AIRTIME_SUCCESSairtime.success");  // the event keeps its own spelling
}

TEST_CASE("normalised types match prefixes, and a handler that is named as deliveries spell it") {
  std::string ran;
  dispatcher handlers;
  handlers.normalise_types()
      .on("airtime.*", [&](const event_view&) { ran += "1"; })
      .on("AIRTIME_SUCCESS", [&](const event_view&) { ran += "2"; })
      .on("airtime.success", [&](const event_view&) { ran += "3"; })
      .any([&](const event_view&) { ran += "4"; });
  CHECK(send<simpu>(handlers, "AIRTIME_SUCCESS").handlers() == 4);
  CHECK(ran == "1234");
  ran.clear();
  CHECK(send<simpu>(handlers, "airtime.success").handlers() == 3);
  CHECK(ran == "134");
}

TEST_CASE("a type that only an unsigned header tells chooses no handler unless it is trusted by name") {
  std::string seen;
  dispatcher handlers;
  handlers.on("issues", [&](const event_view& event) { seen += std::string(event.untrusted_type()); })
      .otherwise([&](const event_view&) { seen += "otherwise"; });
  CHECK(send<github>(handlers, "issues").handled());
  CHECK(seen == "otherwise");
  seen.clear();
  handlers.trust_unsigned_type();
  CHECK(send<github>(handlers, "issues").handled());
  CHECK(seen == "issues");
}

TEST_CASE("a signed type is never set aside for a header's") {
  // A provider whose header may be missing, and agrees where it is there.
  using both = acme<event_type<json<"/type">, header<"X-Acme-Event">>>;
  std::string seen;
  dispatcher handlers;
  handlers.trust_unsigned_type().on("a.b", [&](const event_view& event) { seen = std::string(event.type()); });
  const delivered<both> sent(acme_delivery(R"({"type":"a.b"})"));
  const auto event = read_event(*sent);
  REQUIRE(event);
  CHECK(handlers.dispatch(*event).handled());
  CHECK(seen == "a.b");
}

TEST_CASE("a dispatcher can be copied, and the copies are told apart") {
  int first_ran = 0;
  int second_ran = 0;
  dispatcher first;
  first.on("a.b", [&](const event_view&) { ++first_ran; });
  dispatcher second = first;
  second.on("a.b", [&](const event_view&) { ++second_ran; });
  CHECK(send(first, "a.b").handlers() == 1);
  CHECK(send(second, "a.b").handlers() == 2);
  CHECK(first_ran == 2);
  CHECK(second_ran == 1);
}

TEST_CASE("one dispatcher serves many threads at once") {
  std::atomic<int> ran{0};
  dispatcher handlers;
  handlers.on("airtime.*", [&](const event_view&) { ++ran; })
      .on("airtime.success", [&](const event_view&) { throw std::runtime_error("once each"); })
      .normalise_types();
  const delivered<simpu> sent(signed_delivery<simpu>({.body = R"({"id":"evt_1","type":"AIRTIME_SUCCESS"})"}));
  const auto event = read_event(*sent);
  REQUIRE(event);
  constexpr int threads = 4;
  constexpr int rounds = 500;
  std::atomic<int> failures{0};
  {
    std::vector<std::jthread> all;
    for (int i = 0; i < threads; ++i) {
      all.emplace_back([&] {
        for (int round = 0; round < rounds; ++round) {
          failures += static_cast<int>(handlers.dispatch(*event).failures().size());
        }
      });
    }
  }
  CHECK(ran == threads * rounds);
  CHECK(failures == threads * rounds);
}

TEST_CASE("a pattern that would match nothing is refused when its handler is added") {
  for (const char* pattern : {"", "pay*", "*.paid", "payout.**", ".*", "pay*out.paid", "**", "payout*.paid"}) {
    INFO('"' << pattern << '"');
    CHECK_THROWS_AS(dispatcher().on(pattern, [](const event_view&) {}), std::system_error);
  }
  CHECK_NOTHROW(dispatcher().on("*", [](const event_view&) {}).on("a.*", [](const event_view&) {}));
}

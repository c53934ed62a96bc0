// SPDX-License-Identifier: MIT
#include <hooklatch/receive/inbox_receiver.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/events.hpp"
#include "support/receiving.hpp"
#include "support/scripted_inbox.hpp"

#include <hooklatch/receive/endpoint.hpp>
#include <hooklatch/testing/manual_clock.hpp>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace hooklatch;
using namespace test_support;
using namespace std::chrono_literals;
using testing::manual_clock;
using kind = outcome_kind;
using shipped::github;
using shipped::simpu;
using shipped::slack;
using shipped::venshack;
using shipped::zuba;

namespace {

const facts delivery{.body = seed_body()};

template <class Provider, class... Policies>
struct storing {
  manual_clock clock{1774276200};
  scripted_inbox inbox{clock};
  std::vector<kind> told;
  inbox_receiver<Provider, scripted_inbox, with_clock<manual_clock>, Policies...> receive;

  explicit storing(receiver_options options = {})
      : receive(secret_text(shown_secret<Provider>(facts{}.key)), inbox,
                options.observe([this](const outcome& seen) { told.push_back(seen.kind); }), clock) {}
  outcome operator()(const facts& f = delivery) { return receive(signed_delivery<Provider>(f)); }
  std::string source{Provider::table().name};
  std::optional<inbox_entry> take() { return inbox.memory.take(source, 60s).value(); }
};

}  // namespace

TEST_CASE("a verified event is stored as it came, and acknowledged as accepted") {
  storing<zuba> on;
  const auto made = on();
  CHECK(made.kind == kind::queued);
  CHECK(made.response.status() == 202);
  CHECK(made.response.body() == R"({"received":true})");
  CHECK(made.event_id == "evt_1");
  CHECK(on.told == std::vector<kind>{kind::queued});
  const auto entry = on.take();
  REQUIRE(entry);
  CHECK(entry->event_id == "evt_1");
  CHECK(entry->event_type == "thing.done");
  CHECK(entry->body == delivery.body);
  CHECK(entry->received_at == instant(1774276200));
  CHECK(entry->ordering_key.empty());
  CHECK(entry->key == on.inbox.keys.front());
}

TEST_CASE("a repeat is acknowledged as a duplicate, whatever became of the event") {
  storing<venshack> on;
  CHECK(on().kind == kind::queued);
  const auto again = on();
  CHECK(again.kind == kind::duplicate);
  CHECK(again.response.body() == R"({"received":true,"duplicate":true})");
  REQUIRE(on.inbox.memory.bury(on.take()->token, "no"));
  CHECK(on().kind == kind::duplicate);
}

TEST_CASE("an inbox that cannot answer is 503 with Retry-After, as is one that throws") {
  storing<zuba> on;
  for (const auto reason : {errc::store_unavailable, errc::store_full, errc::store_read_only, errc::store_ambiguous}) {
    on.inbox.on_accept = [&](const inbox_delivery&) { return result<inbox_receipt>(reason); };
    const auto made = on();
    CHECK(made.response.status() == 503);
    CHECK(made.response.retry_after().has_value());
    CHECK(*made.reason == reason);
  }
  on.inbox.on_accept = [&](const inbox_delivery&) -> std::optional<result<inbox_receipt>> {
    throw std::runtime_error("disk");
  };
  CHECK(on().response.status() == 503);
  CHECK_FALSE(on.take());
}

TEST_CASE("an acceptance whose answer was lost is asked for once more, and is no duplicate") {
  storing<zuba> on;
  on.inbox.on_accept = [&](const inbox_delivery& sent) -> std::optional<result<inbox_receipt>> {
    if (on.inbox.accepts > 1) return std::nullopt;
    REQUIRE(on.inbox.memory.accept(sent));
    return result<inbox_receipt>(errc::store_ambiguous);
  };
  CHECK(on().kind == kind::queued);
  CHECK(on.inbox.accepts == 2);
}

TEST_CASE("a forged delivery never reaches the inbox") {
  storing<zuba> on;
  auto sent = signed_delivery<zuba>(delivery);
  sent.body += " ";
  CHECK(on.receive(sent).response.status() == 401);
  CHECK(on.inbox.accepts == 0);
}

TEST_CASE("headers are kept for people, and secrets among them are not") {
  storing<zuba> on(receiver_options{}.hide_header("X-Internal"));
  auto sent = signed_delivery<zuba>(delivery);
  sent.headers.emplace_back("Authorization", "Bearer hush");
  sent.headers.emplace_back("X-Internal", "hush");
  CHECK(on.receive(sent).kind == kind::queued);
  REQUIRE(on.inbox.headers.size() == 1);
  CHECK(on.inbox.headers[0].find("hush") == std::string::npos);
  CHECK(on.inbox.headers[0].find("X-Zuba-Timestamp") != std::string::npos);
  storing<zuba> hides(receiver_options{}.hide_header("X-Zuba-Signature"));
  CHECK(hides().kind == kind::queued);
  CHECK(hides.inbox.signatures[0].empty());
  CHECK(on.inbox.signatures[0] == header_of(sent, "X-Zuba-Signature"));
}

TEST_CASE("an id that comes with another body is told apart only where that is asked for") {
  storing<zuba> observes;
  CHECK(observes().kind == kind::queued);
  CHECK(observes({.body = seed_body() + " "}).kind == kind::duplicate);
  storing<zuba> strict(receiver_options{}.digests(digest_policy::strict));
  CHECK(strict().kind == kind::queued);
  const auto other = strict({.body = seed_body() + " "});
  CHECK(other.response.status() == 422);
  CHECK(*other.reason == errc::id_conflict);
}

TEST_CASE("events that agree in a field share an ordering key; one without it has none") {
  storing<zuba, ordered_by<json<"/data/account">, json<"/data/n">>> on(receiver_options{}.account("a"));
  on.source = inbox_source("zuba", "a");
  const auto send = [&](const std::string& id, const std::string& data) {
    CHECK(on({.body = R"({"id":")" + id + R"(","type":"t","data":)" + data + "}"}).kind == kind::queued);
    return on.take()->ordering_key;
  };
  const auto first = send("1", R"({"account":"x","n":1})");
  CHECK_FALSE(first.empty());
  REQUIRE(on.inbox.memory.finish({1, 1}));
  CHECK(send("2", R"({"account":"x","n":1})") == first);
  CHECK(send("3", R"({"account":"y","n":1})") != first);
  CHECK(send("4", R"({"account":"x"})").empty());
  CHECK(send("5", R"({"account":null,"n":1})").empty());
}

TEST_CASE("Simpu takes 202, and a provider that does not gets its own acknowledgement") {
  storing<simpu> on;
  CHECK(on().response.status() == 202);
  CHECK(storing<simpu>(receiver_options{}.acknowledge_with(200))().response.status() == 200);
}

TEST_CASE("an event whose type only a header tells is stored under that, and its delivery id") {
  storing<github> on;
  CHECK(on({.id = "d-1", .type = "push", .body = "{}"}).kind == kind::queued);
  const auto entry = on.take();
  REQUIRE(entry);
  CHECK(entry->event_type == "push");
  CHECK(entry->event_id == "d-1");
  CHECK(on({.id = "d-2", .type = "push", .body = "{}"}).kind == kind::duplicate);  // the id is not signed
}

TEST_CASE("a batch is one entry for each of its events, and what is stored already is not stored again") {
  using batching = acme<event_id<json<"/id">>, event_type<json<"/type">>, event_batch<json<"">>>;
  manual_clock clock(sent_at);
  scripted_inbox inbox(clock);
  const inbox_receiver<batching, scripted_inbox, with_clock<manual_clock>> receive(secret_text(facts{}.key), inbox, {},
                                                                                   clock);
  const std::string body = R"([{"id":"1","type":"a"},{"id":"2","type":"b"}])";
  inbox.on_accept = [&](const inbox_delivery& sent) -> std::optional<result<inbox_receipt>> {
    if (sent.event_id == "2" && inbox.accepts == 2) return result<inbox_receipt>(errc::store_full);
    return std::nullopt;
  };
  CHECK(receive(acme_delivery(body)).response.status() == 503);
  CHECK(receive(acme_delivery(body)).kind == kind::queued);
  CHECK(receive(acme_delivery(body)).kind == kind::duplicate);
  const auto first = inbox.memory.take("acme", 60s).value();
  REQUIRE(first);
  CHECK(first->body == R"({"id":"1","type":"a"})");
  CHECK(inbox.memory.take("acme", 60s).value()->event_type == "b");
  CHECK_FALSE(inbox.memory.take("acme", 60s).value());
}

TEST_CASE("handshakes are answered, and nothing of them is stored") {
  storing<slack> on;
  const auto made = on({.body = R"({"type":"url_verification","challenge":"abc"})"});
  CHECK(made.kind == kind::handshake);
  CHECK(made.response.body() == "abc");
  CHECK(on.inbox.accepts == 0);
}

TEST_CASE("receivers of both kinds stand behind one endpoint, and tenants share no ids") {
  storing<zuba> stores;
  receiving<venshack> handles;
  const endpoint both(stores.receive, handles.receive);
  CHECK(both(signed_delivery<zuba>(delivery)).kind == kind::queued);
  CHECK(both(signed_delivery<venshack>(delivery)).kind == kind::handled);
  tenants<decltype(stores.receive)> all;
  all.add(stores.receive);
  const inbox_receiver<zuba, scripted_inbox, with_clock<manual_clock>> other(secret_text("another key, long enough"),
                                                                             stores.inbox, {}, stores.clock);
  CHECK_THROWS(all.add(other));
}

TEST_CASE("an inbox receiver refuses what a receiver refuses") {
  manual_clock clock;
  scripted_inbox inbox(clock);
  using type = inbox_receiver<zuba, scripted_inbox>;
  CHECK(reason_of(type::make(secret_text("short"), inbox)) == errc::weak_secret);
  CHECK(reason_of(type::make(secret_text(facts{}.key), inbox, receiver_options{}.acknowledge_with(500))) ==
        errc::config_error);
  CHECK_THROWS(type(secret_text(""), inbox));
  const auto hooked = type::make(secret_text(facts{}.key), inbox,
                                 receiver_options{}.on_final_failure([](const event_view&, const auto&) {}));
  CHECK(reason_of(hooked) == errc::config_error);
  CHECK_FALSE(hooked.error().hint().empty());
}

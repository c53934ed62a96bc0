// SPDX-License-Identifier: MIT
#include <hooklatch/receive/endpoint.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/scripted_store.hpp"

#include <hooklatch/dedup/memory_store.hpp>
#include <hooklatch/testing/manual_clock.hpp>

#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

using namespace hooklatch;
using namespace test_support;
using kind = outcome_kind;

namespace {

using standing = with_clock<testing::manual_clock>;
using zuba_receiver = receiver<shipped::zuba, no_store, standing>;
using simpu_receiver = receiver<shipped::simpu, no_store, standing>;
using venshack_receiver = receiver<shipped::venshack, no_store, standing>;

const testing::manual_clock now(1774276200);
const std::string key_a = "the key of tenant a, long enough";
const std::string key_b = "the key of tenant b, long enough";

// A receiver whose outcomes go to `seen` under a name.
template <class Receiver>
Receiver named(const std::string& name, const std::string& key, std::vector<std::string>& seen) {
  return Receiver(key, dispatcher().any([&seen, name](const event_view&) { seen.push_back(name + " handles"); }),
                  receiver_options{}.observe([&seen, name](const outcome& made) {
                    seen.push_back(name + " " + std::string(to_string(made.kind)));
                  }),
                  now);
}

template <class Receiver, class Argument>
concept can_add = requires(tenants<Receiver> all, Argument&& one) {
  all.add(std::forward<Argument>(one));
};

std::string body() { return R"({"id":"evt_1","type":"thing.done","event":"thing.done","data":{}})"; }

}  // namespace

TEST_CASE("receivers that would take one another's events for repeats do not stand behind one endpoint") {
  scripted_store store{testing::manual_clock(now)};
  using remembering = receiver<shipped::zuba, scripted_store, standing>;
  const remembering a(key_a, store, dispatcher(), {}, now);
  const remembering b(key_b, store, dispatcher(), {}, now);
  const remembering c(key_b, store, dispatcher(), receiver_options{}.account("c"), now);
  const receiver<shipped::venshack, scripted_store, standing> other(key_a, store, dispatcher(), {}, now);
  using two = endpoint<remembering, remembering>;
  CHECK_THROWS_AS(two(a, b), std::system_error);
  CHECK_NOTHROW(two(a, c));
  CHECK_NOTHROW(endpoint<remembering, decltype(other)>(a, other));
  tenants<remembering> all;
  all.add(a).add(c);
  using with_tenants = endpoint<remembering, tenants<remembering>>;
  CHECK_THROWS_AS(with_tenants(b, all), std::system_error);
  using tenants_first = endpoint<tenants<remembering>, remembering>;
  CHECK_THROWS_AS(tenants_first(all, b), std::system_error);
  const remembering d(key_b, store, dispatcher(), receiver_options{}.account("d"), now);
  CHECK_NOTHROW(tenants_first(all, d));
}

TEST_CASE("a delivery to an endpoint is taken by the receiver whose secret proves it, whoever comes first") {
  std::vector<std::string> seen;
  const auto a = named<zuba_receiver>("a", key_a, seen);
  const auto b = named<zuba_receiver>("b", key_b, seen);
  const auto simpu = named<simpu_receiver>("simpu", key_a, seen);
  tenants<zuba_receiver> both;
  both.add(a).add(b);
  const endpoint hooks(simpu, both);

  CHECK(hooks(signed_delivery<shipped::zuba>({.key = key_b, .body = body()})).kind == kind::handled);
  CHECK(seen == std::vector<std::string>{"b handles", "b handled"});
  seen.clear();
  CHECK(hooks(signed_delivery<shipped::simpu>({.key = key_a, .body = body()})).kind == kind::handled);
  CHECK(seen == std::vector<std::string>{"simpu handles", "simpu handled"});
  seen.clear();
  CHECK(hooks(signed_delivery<shipped::zuba>({.key = key_a, .body = body()})).kind == kind::handled);
  CHECK(seen == std::vector<std::string>{"a handles", "a handled"});
}

TEST_CASE("a delivery that nobody can prove is refused once, as the provider wants whose header it has") {
  std::vector<std::string> seen;
  const auto venshack = named<venshack_receiver>("venshack", key_a, seen);
  const auto simpu = named<simpu_receiver>("simpu", key_a, seen);
  const endpoint hooks(venshack, simpu);
  const auto made = hooks(signed_delivery<shipped::simpu>({.key = key_b, .body = body()}));
  CHECK(made.response.status() == 401);
  CHECK(made.response.body() == "Invalid signature");
  CHECK(seen == std::vector<std::string>{"simpu refused"});
  seen.clear();
  // With neither header, the first receiver's answer.
  const auto silent = hooks(request("POST", "/", {}, body()));
  CHECK(silent.response.body() == R"({"error":"Invalid signature"})");
  CHECK(seen == std::vector<std::string>{"venshack refused"});
}

TEST_CASE("what the proven sender's event is refused for is not offered to the next receiver") {
  std::vector<std::string> seen;
  const auto first = named<zuba_receiver>("first", key_a, seen);
  const auto second = named<zuba_receiver>("second", key_a, seen);
  const endpoint hooks(first, second);
  CHECK(hooks(signed_delivery<shipped::zuba>({.key = key_a, .body = "no json"})).response.status() == 400);
  CHECK(seen == std::vector<std::string>{"first refused"});
}

TEST_CASE("an endpoint without tenants refuses everybody") {
  const tenants<zuba_receiver> nobody;
  const endpoint hooks(nobody);
  const auto made = hooks(signed_delivery<shipped::zuba>({.key = key_a, .body = body()}));
  CHECK(made.kind == kind::refused);
  CHECK(made.response.status() == 401);
  CHECK(made.reason.has_value());
}

TEST_CASE("tenants do not take a temporary, which they would outlive") {
  STATIC_REQUIRE(can_add<zuba_receiver, zuba_receiver&>);
  STATIC_REQUIRE_FALSE(can_add<zuba_receiver, zuba_receiver>);
  using one_endpoint = endpoint<zuba_receiver>;
  STATIC_REQUIRE(noexcept(std::declval<const one_endpoint&>()(std::declval<const request&>())));
}

TEST_CASE("tenants that would count one another's ids are refused") {
  memory_store<> store;
  using storing = receiver<shipped::zuba, memory_store<>, accept_volatile_store>;
  const storing a(key_a, store, dispatcher());
  const storing b(key_b, store, dispatcher());
  const storing named_b(key_b, store, dispatcher(), receiver_options{}.account("b"));
  tenants<storing> all;
  all.add(a).add(named_b);
  CHECK_THROWS_AS(all.add(b), std::system_error);
  CHECK(all.size() == 2);
}

TEST_CASE("an endpoint reads as much as the largest of its receivers") {
  const zuba_receiver small(key_a, dispatcher(), receiver_options{}.verify(verifier_options{}.max_body(1000)), now);
  const simpu_receiver large(key_b, dispatcher(), receiver_options{}.verify(verifier_options{}.max_body(5000)), now);
  CHECK(endpoint(small, large).max_body() == 5000);
  CHECK_FALSE(endpoint(small, large).precheck(request()).has_value());
  // What the small one finds too large is the large one's to take.
  const std::string long_body = body() + std::string(2000, ' ');
  CHECK(endpoint(small, large)(signed_delivery<shipped::simpu>({.key = key_b, .body = long_body})).kind ==
        kind::unhandled);
}

TEST_CASE("one receiver's demand for HTTPS is not another one's") {
  const zuba_receiver strict(key_a, dispatcher(), receiver_options{}.require_https(), now);
  const simpu_receiver easy(key_b, dispatcher(), {}, now);
  const endpoint hooks(strict, easy);
  CHECK(hooks(signed_delivery<shipped::simpu>({.key = key_b, .body = body()})).kind == kind::unhandled);
  const auto forged = hooks(signed_delivery<shipped::simpu>({.key = key_a, .body = body()}));
  CHECK(forged.response.body() == "Invalid signature");
}

TEST_CASE("an endpoint does not take a temporary either") {
  STATIC_REQUIRE(std::is_constructible_v<endpoint<zuba_receiver>, zuba_receiver&>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<endpoint<zuba_receiver>, zuba_receiver>);
}

// SPDX-License-Identifier: MIT
#include <hooklatch/receive/policies.hpp>

#include "support/catch.hpp"

#include <type_traits>

using namespace hooklatch;

namespace {

struct some_clock {};
struct some_engine {};

}  // namespace

TEST_CASE("a policy is found wherever it stands, and its default where it does not") {
  STATIC_REQUIRE(std::is_same_v<detail::clock_policy<int, mark_after, with_clock<some_clock>>::type, some_clock>);
  STATIC_REQUIRE(std::is_same_v<detail::clock_policy<int, with_engine<some_engine>>::type, int>);
  STATIC_REQUIRE(std::is_same_v<detail::engine_policy<int, with_engine<some_engine>, mark_before>::type, some_engine>);
  STATIC_REQUIRE(std::is_same_v<detail::engine_policy<int>::type, int>);
  using fields = detail::identity_policy<mark_after, identity<json<"/a">, json<"/b">>>::type;
  STATIC_REQUIRE(fields::places.size() == 2);
  STATIC_REQUIRE(fields::places[1].where == "/b");
  STATIC_REQUIRE_FALSE(fields::unsigned_delivery_id);
  STATIC_REQUIRE(detail::identity_policy<identity<delivery_id_header, accept_unsigned>>::type::unsigned_delivery_id);
  STATIC_REQUIRE(detail::identity_policy<mark_before>::type::places.empty());
}

TEST_CASE("only policies are policies") {
  STATIC_REQUIRE(detail::is_policy<accept_volatile_store>::value);
  STATIC_REQUIRE(detail::is_policy<events_can_be_lost>::value);
  STATIC_REQUIRE(detail::is_policy<identity<json<"/a">>>::value);
  STATIC_REQUIRE_FALSE(detail::is_policy<some_clock>::value);
  STATIC_REQUIRE_FALSE(detail::is_policy<int>::value);
}

TEST_CASE("a policy with another argument is the same policy, named twice") {
  STATIC_REQUIRE(detail::names_policies_once<>);
  STATIC_REQUIRE(detail::names_policies_once<mark_after, with_clock<some_clock>, with_engine<some_engine>,
                                             identity<json<"/a">>, accept_volatile_store, events_can_be_lost>);
  STATIC_REQUIRE(detail::names_policies_once<mark_before, mark_after>);  // another contradiction, told apart
  STATIC_REQUIRE_FALSE(detail::names_policies_once<mark_before, mark_before>);
  STATIC_REQUIRE_FALSE(detail::names_policies_once<with_clock<some_clock>, mark_after, with_clock<int>>);
  STATIC_REQUIRE_FALSE(detail::names_policies_once<with_engine<some_engine>, with_engine<some_engine>>);
  STATIC_REQUIRE_FALSE(
      detail::names_policies_once<identity<json<"/a">>, identity<delivery_id_header, accept_unsigned>>);
}

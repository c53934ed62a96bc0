// SPDX-License-Identifier: MIT
#include <hooklatch/provider/part.hpp>

#include "support/catch.hpp"

#include <type_traits>

namespace {

using namespace hooklatch::detail;

template <int>
struct a_mac {
  using part_kind = mac_part;
};
struct a_deadline {
  using part_kind = ack_within_part;
};
struct nothing {};

}  // namespace

TEST_CASE("a part is a type that names its kind") {
  STATIC_REQUIRE(provider_part<a_deadline>);
  STATIC_REQUIRE_FALSE(provider_part<nothing>);
  STATIC_REQUIRE_FALSE(provider_part<int>);
}

TEST_CASE("parts are counted by kind") {
  STATIC_REQUIRE(count_parts<mac_part, a_deadline, a_mac<1>, a_mac<2>> == 2);
  STATIC_REQUIRE(count_parts<ack_within_part, a_deadline, a_mac<1>> == 1);
  STATIC_REQUIRE(count_parts<https_part, a_deadline, a_mac<1>> == 0);
  STATIC_REQUIRE(count_parts<https_part> == 0);
}

TEST_CASE("a part is found wherever it stands, and its default where it does not") {
  STATIC_REQUIRE(std::is_same_v<part_or<mac_part, nothing, a_mac<1>, a_deadline>, a_mac<1>>);
  STATIC_REQUIRE(std::is_same_v<part_or<mac_part, nothing, a_deadline, a_mac<1>>, a_mac<1>>);
  STATIC_REQUIRE(std::is_same_v<part_or<mac_part, nothing, a_deadline>, nothing>);
  STATIC_REQUIRE(std::is_same_v<part_or<mac_part, nothing>, nothing>);
}

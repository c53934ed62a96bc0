// SPDX-License-Identifier: MIT
#include <hooklatch/http/ip_allowlist.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

using namespace hooklatch;

namespace {

using lines = std::vector<std::pair<std::string, std::string>>;

// The ranges of Zuba's document.
const ip_allowlist zuba({"185.199.108.0/22", "140.82.112.0/20"});
const ip_allowlist behind_proxy({"185.199.108.0/22", "140.82.112.0/20"}, trusted_proxies({"10.0.0.0/8"}));

bool refused(const ip_allowlist& list, std::string_view peer, const lines& headers = {}) {
  const auto checked = list.check(peer, headers);
  return !checked && checked.error() == errc::ip_not_allowed;
}

static_assert(noexcept(zuba.check("", lines{})));
// Two lists in braces are never one list: the second has to be named.
static_assert(!std::is_constructible_v<ip_allowlist, ip_ranges, ip_ranges>);
static_assert(!std::is_convertible_v<ip_ranges, ip_allowlist>);

}  // namespace

TEST_CASE("an allow-list takes the addresses of its ranges and no others") {
  CHECK(zuba.check("185.199.108.0", lines{}));
  CHECK(zuba.check("185.199.111.255", lines{}));
  CHECK(zuba.check("140.82.127.255", lines{}));
  CHECK(zuba.check("::ffff:185.199.108.5", lines{}));
  CHECK(refused(zuba, "185.199.112.0"));
  CHECK(refused(zuba, "::ffff:10.0.0.1"));
  CHECK(refused(zuba, "64:ff9b::b9c7:6c05"));
  for (const auto* peer : {"", "unknown", " 185.199.108.5", "185.199.108.5:443", "0185.199.108.5", "localhost"}) {
    INFO(peer);
    CHECK(refused(zuba, peer));
  }
}

TEST_CASE("a sender cannot write itself onto the list") {
  const lines claims{{"X-Forwarded-For", "185.199.108.5"}, {"X-Real-IP", "185.199.108.5"}};
  CHECK(refused(zuba, "203.0.113.9", claims));
  CHECK(refused(behind_proxy, "203.0.113.9", claims));
  CHECK(refused(behind_proxy, "10.0.0.2", lines{{"X-Forwarded-For", "185.199.108.5, 203.0.113.9"}}));
  CHECK(refused(behind_proxy, "10.0.0.2"));
  CHECK(behind_proxy.check("10.0.0.2", claims));
  CHECK(behind_proxy.check("185.199.108.5", lines{{"X-Forwarded-For", "203.0.113.9"}}));
}

TEST_CASE("a check throws nothing and allocates nothing") {
  const auto throwing = [](std::string_view, header_sink) -> std::size_t { throw std::runtime_error("gone"); };
  const auto checked = behind_proxy.check("10.0.0.2", throwing);
  REQUIRE_FALSE(checked);
  CHECK(checked.error() == errc::config_error);
  CHECK(refused(behind_proxy, "203.0.113.9"));

  const lines huge{{"X-Forwarded-For", std::string(1U << 20, ',') + "185.199.108.5"}};
  bool good = false;
  CHECK(test_support::allocations_of([&] { good = behind_proxy.check("10.0.0.2", huge).has_value(); }) == 0);
  CHECK(good);
}

TEST_CASE("a bad list is refused when it is made") {
  CHECK(ip_allowlist::make(ip_ranges{}).error() == errc::config_error);
  CHECK_THROWS_AS(ip_allowlist(ip_ranges{}), std::system_error);
  CHECK_THROWS_AS(ip_allowlist({"0.0.0.0/0"}), std::system_error);
  try {
    const ip_allowlist list({"185.199.108.0/22", "140.82.112.0/20", "185.199.108.1/22"});
    FAIL("not thrown");
  } catch (const std::system_error& thrown) {
    CHECK(thrown.code() == errc::bad_cidr);
  }
  CHECK(ip_allowlist::make(ip_ranges{"::/0"}));
}

TEST_CASE("an allow-list hands out its proxies, for require_https") {
  CHECK(behind_proxy.proxies().came_over_https(false, "10.0.0.2", lines{{"X-Forwarded-Proto", "https"}}));
  CHECK_FALSE(zuba.proxies().came_over_https(false, "10.0.0.2", lines{{"X-Forwarded-Proto", "https"}}));
}

// SPDX-License-Identifier: MIT
// tests/conformance/ip_oracle.py walks thousands of random lists a second way; here stand the ones that teach.
#include <hooklatch/http/trusted_proxies.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

using namespace hooklatch;

namespace {

using lines = std::vector<std::pair<std::string, std::string>>;

const trusted_proxies proxies({"10.0.0.0/8", "2001:db8:1::/48"});
constexpr std::string_view proxy = "10.0.0.2";

// The sender as a text that the test can compare; empty where there is nobody.
std::string sender(std::string_view peer, const lines& headers, const trusted_proxies& trusted = proxies) {
  const auto found = trusted.sender_of(peer, headers);
  if (!found) return {};
  for (const auto* text : {"203.0.113.9", "198.51.100.7", "10.0.0.2", "10.0.0.3", "10.0.0.4", "2001:db8::9"}) {
    if (*found == ip_address::parse(text)) return text;
  }
  return "another";
}
lines forwarded(const std::string& value) { return {{"X-Forwarded-For", value}}; }

}  // namespace

TEST_CASE("without a trusted proxy nothing but the socket is believed") {
  const lines claims{{"X-Forwarded-For", "198.51.100.7"}, {"X-Real-IP", "198.51.100.7"}};
  CHECK(sender("203.0.113.9", claims) == "203.0.113.9");
  CHECK(sender("203.0.113.9", claims, trusted_proxies()) == "203.0.113.9");
  CHECK(sender(proxy, claims, trusted_proxies()) == proxy);
  CHECK(sender("::ffff:203.0.113.9", {}) == "203.0.113.9");
  CHECK(sender("203.0.113.9:4711", {}).empty());
  CHECK(sender("", claims).empty());
}

TEST_CASE("the list is walked from the right, past trusted proxies") {
  CHECK(sender(proxy, forwarded("203.0.113.9")) == "203.0.113.9");
  // The left one is the sender's own word.
  CHECK(sender(proxy, forwarded("198.51.100.7, 203.0.113.9")) == "203.0.113.9");
  CHECK(sender(proxy, forwarded("203.0.113.9, 10.0.0.3, 10.0.0.4")) == "203.0.113.9");
  CHECK(sender(proxy, forwarded("198.51.100.7, 10.0.0.3, 203.0.113.9, 10.0.0.4")) == "203.0.113.9");
  CHECK(sender(proxy, forwarded("203.0.113.9\t,\t2001:db8:1::5 ,::ffff:10.0.0.3")) == "203.0.113.9");
  CHECK(sender("2001:db8:1::1", forwarded("2001:db8::9,10.0.0.3")) == "2001:db8::9");
}

TEST_CASE("where all are trusted, the first one spoke") {
  CHECK(sender(proxy, forwarded("10.0.0.3")) == "10.0.0.3");
  CHECK(sender(proxy, forwarded("10.0.0.3, 10.0.0.4")) == "10.0.0.3");
  CHECK(sender(proxy, {}) == proxy);
}

TEST_CASE("an entry that is no address ends the walk with nobody") {
  for (const auto* list : {"unknown", "198.51.100.7, unknown", "198.51.100.7, unknown, 10.0.0.3", "198.51.100.7,",
                           "198.51.100.7, ,10.0.0.3", "", ",", " ", "198.51.100.7:80", "[2001:db8::9]", "_hidden",
                           "198.51.100.7 10.0.0.3", "198.51.100.7;10.0.0.3", "0198.51.100.7"}) {
    INFO(list);
    CHECK(sender(proxy, forwarded(list)).empty());
  }
  // What stands to the left of the sender is not looked at.
  CHECK(sender(proxy, forwarded("unknown, 203.0.113.9")) == "203.0.113.9");
  CHECK(sender(proxy, forwarded(",,\x01, 203.0.113.9, 10.0.0.3")) == "203.0.113.9");
}

TEST_CASE("several lines are one list, in the order in which they came") {
  CHECK(sender(proxy, {{"X-Forwarded-For", "198.51.100.7"}, {"x-forwarded-for", "203.0.113.9"}}) == "203.0.113.9");
  CHECK(sender(proxy, {{"X-FORWARDED-FOR", "203.0.113.9"}, {"Host", "a"}, {"X-Forwarded-For", "10.0.0.3"}}) ==
        "203.0.113.9");
  CHECK(sender(proxy, {{"X-Forwarded-For", "203.0.113.9"}, {"X-Forwarded-For", ""}}).empty());
  CHECK(sender(proxy, {{"X_Forwarded_For", "203.0.113.9"}}) == proxy);

  const std::multimap<std::string, std::string> ordered{{"X-Forwarded-For", "198.51.100.7"},
                                                        {"X-Forwarded-For", "203.0.113.9"}};
  CHECK(proxies.sender_of(proxy, ordered) == ip_address::parse("203.0.113.9"));
}

TEST_CASE("a hashed container has lost the order of its lines, so only one counts") {
  std::unordered_multimap<std::string, std::string> headers{{"X-Forwarded-For", "203.0.113.9, 10.0.0.3"}};
  CHECK(proxies.sender_of(proxy, headers) == ip_address::parse("203.0.113.9"));
  headers.emplace("X-Forwarded-For", "198.51.100.7");
  CHECK_FALSE(proxies.sender_of(proxy, headers));
}

TEST_CASE("X-Real-IP counts where there is no list, once") {
  CHECK(sender(proxy, {{"X-Real-IP", "203.0.113.9"}}) == "203.0.113.9");
  CHECK(sender(proxy, {{"X-Real-IP", " 203.0.113.9\t"}}) == "203.0.113.9");
  CHECK(sender(proxy, {{"X-Real-IP", "203.0.113.9"}, {"X-Real-IP", "203.0.113.9"}}).empty());
  CHECK(sender(proxy, {{"X-Real-IP", "203.0.113.9, 198.51.100.7"}}).empty());
  CHECK(sender(proxy, {{"X-Real-IP", ""}}).empty());
}

TEST_CASE("a proxy that sets X-Real-IP and passes the client's list on is not believed") {
  // What nginx sends with `proxy_set_header X-Real-IP $remote_addr` alone: the list is the client's own word.
  CHECK(sender(proxy, {{"X-Forwarded-For", "198.51.100.7"}, {"X-Real-IP", "203.0.113.9"}}).empty());
  CHECK(sender(proxy, {{"X-Forwarded-For", "203.0.113.9, 198.51.100.7"}, {"X-Real-IP", "203.0.113.9"}}).empty());
  CHECK(sender(proxy, {{"X-Forwarded-For", "203.0.113.9, 198.51.100.7, 10.0.0.3"}, {"X-Real-IP", "203.0.113.9"}})
            .empty());
  CHECK(sender(proxy, {{"X-Forwarded-For", "203.0.113.9"}, {"X-Real-IP", "unknown"}}).empty());
  // With both of Zuba's lines they agree; behind a second proxy X-Real-IP may be the first one.
  CHECK(sender(proxy, {{"X-Real-IP", "203.0.113.9"}, {"X-Forwarded-For", "198.51.100.7, 203.0.113.9"}}) ==
        "203.0.113.9");
  CHECK(sender(proxy, {{"X-Forwarded-For", "203.0.113.9, 10.0.0.3"}, {"X-Real-IP", "10.0.0.3"}}) == "203.0.113.9");
  CHECK(sender(proxy, {{"X-Forwarded-For", "203.0.113.9, 10.0.0.3, 10.0.0.4"}, {"X-Real-IP", "10.0.0.3"}}) ==
        "203.0.113.9");
  CHECK(sender(proxy, {{"X-Forwarded-For", "203.0.113.9, 10.0.0.3"}, {"X-Real-IP", "203.0.113.9"}}) == "203.0.113.9");
}

TEST_CASE("a callable is asked for each header and believed where it counts more copies than it showed") {
  const auto show = [](std::size_t counted) {
    return [counted](std::string_view name, header_sink sink) -> std::size_t {
      if (name != "X-Forwarded-For") return 0;
      sink("198.51.100.7");
      sink("203.0.113.9");
      return counted;
    };
  };
  CHECK(proxies.sender_of(proxy, show(2)) == ip_address::parse("203.0.113.9"));
  CHECK(proxies.sender_of(proxy, show(0)) == ip_address::parse("203.0.113.9"));
  CHECK_FALSE(proxies.sender_of(proxy, show(3)));

  const auto one = assume_single_values(
      [](std::string_view name) { return std::string(name == "X-Real-IP" ? "203.0.113.9" : ""); });
  CHECK(proxies.sender_of(proxy, one) == ip_address::parse("203.0.113.9"));
}

TEST_CASE("a list of any length costs no memory") {
  lines huge;
  std::string list;
  for (int i = 0; i < 20000; ++i) list += "198.51.100.7, unknown, ";
  huge.emplace_back("X-Forwarded-For", list + "203.0.113.9");
  for (int i = 0; i < 1000; ++i) huge.emplace_back("X-Forwarded-For", "10.0.0.3");
  huge.emplace_back("X-Real-IP", "10.0.0.3");
  std::optional<ip_address> found;
  CHECK(test_support::allocations_of([&] { found = proxies.sender_of(proxy, huge); }) == 0);
  CHECK(found == ip_address::parse("203.0.113.9"));
}

TEST_CASE("a request came over TLS if the socket says so, or a trusted peer's one header") {
  const lines https{{"X-Forwarded-Proto", "https"}};
  CHECK(proxies.came_over_https(true, "203.0.113.9", lines{}));
  CHECK(proxies.came_over_https(true, "nonsense", lines{{"X-Forwarded-Proto", "http"}}));
  CHECK(proxies.came_over_https(false, proxy, https));
  CHECK(proxies.came_over_https(false, proxy, lines{{"x-forwarded-proto", " HTTPS "}}));
  CHECK_FALSE(proxies.came_over_https(false, "203.0.113.9", https));
  CHECK_FALSE(proxies.came_over_https(false, "nonsense", https));
  CHECK_FALSE(trusted_proxies().came_over_https(false, proxy, https));
  CHECK_FALSE(proxies.came_over_https(false, proxy, lines{}));
  for (const auto* value : {"", "http", "http, https", "https, http", "https,https", "httpss", "https:", "wss", "on"}) {
    INFO(value);
    CHECK_FALSE(proxies.came_over_https(false, proxy, lines{{"X-Forwarded-Proto", value}}));
  }
  const lines twice{{"X-Forwarded-Proto", "https"}, {"X-Forwarded-Proto", "https"}};
  CHECK_FALSE(proxies.came_over_https(false, proxy, twice));
}

TEST_CASE("require_https refuses plain HTTP by name") {
  CHECK(proxies.require_https(true, "203.0.113.9", lines{}));
  const auto refused = proxies.require_https(false, "203.0.113.9", lines{{"X-Forwarded-Proto", "https"}});
  REQUIRE_FALSE(refused);
  CHECK(refused.error() == errc::insecure_transport);
  const auto throwing = [](std::string_view, header_sink) -> std::size_t { throw std::runtime_error("gone"); };
  CHECK(proxies.require_https(false, proxy, throwing).error() == errc::config_error);
  CHECK(proxies.require_https(true, proxy, throwing));
}

TEST_CASE("a list that trusts everybody is refused") {
  const auto refused = trusted_proxies::make(ip_ranges{"10.0.0.0/8", "::/0"});
  REQUIRE_FALSE(refused);
  CHECK(refused.error() == errc::bad_cidr);
  CHECK(refused.error().offset() == 1U);
  CHECK_THROWS_AS(trusted_proxies({"::/0"}), std::system_error);
  CHECK_THROWS_AS(trusted_proxies({"0.0.0.0/0"}), std::system_error);
  CHECK(trusted_proxies::make(ip_ranges{}));
}

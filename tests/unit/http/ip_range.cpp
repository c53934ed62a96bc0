// SPDX-License-Identifier: MIT
#include <hooklatch/http/ip_range.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <vector>

using namespace hooklatch;

namespace {

ip_address at(std::string_view text) { return ip_address::parse(text).value(); }
bool holds(std::string_view range, std::string_view address) {
  return ip_range::make(range).value().contains(at(address));
}

// A braced list never becomes one text between two pointers.
static_assert(!std::is_constructible_v<detail::range_text, const char*, const char*>);

}  // namespace

TEST_CASE("a range holds its first and its last address, and neither neighbour") {
  CHECK(holds("185.199.108.0/22", "185.199.108.0"));
  CHECK(holds("185.199.108.0/22", "185.199.111.255"));
  CHECK_FALSE(holds("185.199.108.0/22", "185.199.107.255"));
  CHECK_FALSE(holds("185.199.108.0/22", "185.199.112.0"));
  CHECK(holds("10.0.0.0/8", "10.255.255.255"));
  CHECK_FALSE(holds("10.0.0.0/8", "11.0.0.0"));
  CHECK(holds("128.0.0.0/1", "255.0.0.1"));
  CHECK_FALSE(holds("128.0.0.0/1", "127.255.255.255"));
  CHECK(holds("2001:db8::/32", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"));
  CHECK_FALSE(holds("2001:db8::/32", "2001:db9::"));
  CHECK(holds("2001:db8::/33", "2001:db8:7fff::1"));
  CHECK_FALSE(holds("2001:db8::/33", "2001:db8:8000::1"));
}

TEST_CASE("every prefix length cuts at its own bit") {
  for (std::size_t prefix = 1; prefix <= 32; ++prefix) {
    const auto range = ip_range::make((prefix == 32 ? "128.0.0.1/" : "128.0.0.0/") + std::to_string(prefix)).value();
    std::size_t held = 0;
    for (std::size_t bit = 0; bit < 32; ++bit) {
      const auto changed = 0x80000000U ^ (0x80000000U >> bit) ^ (prefix == 32 ? 1U : 0U);
      const auto byte = [changed](unsigned shift) { return static_cast<std::uint8_t>(changed >> shift & 0xff); };
      held += range.contains(ip_address::v4({byte(24), byte(16), byte(8), byte(0)})) ? 1U : 0U;
    }
    CHECK(held == 32 - prefix);  // those whose changed bit lies beyond it
  }
}

TEST_CASE("an address alone is a range of one") {
  CHECK(holds("198.51.100.7", "198.51.100.7"));
  CHECK_FALSE(holds("198.51.100.7", "198.51.100.6"));
  CHECK(holds("2001:db8::7", "2001:db8::7"));
  CHECK_FALSE(holds("2001:db8::7", "2001:db8::6"));
  CHECK(holds("198.51.100.7/32", "198.51.100.7"));
  CHECK(holds("2001:db8::7/128", "2001:db8::7"));
  CHECK(ip_range::make("198.51.100.7").value().prefix() == 32);
  CHECK(ip_range::make("2001:db8::7").value().prefix() == 128);
}

TEST_CASE("an IPv6 range holds no IPv4 address, and the other way about") {
  CHECK_FALSE(holds("::/0", "1.2.3.4"));
  CHECK_FALSE(holds("::/0", "::ffff:1.2.3.4"));
  CHECK(holds("::/0", "::1.2.3.4"));
  CHECK_FALSE(holds("192.0.2.0/24", "::192.0.2.1"));
  CHECK(holds("192.0.2.0/24", "::ffff:192.0.2.1"));
}

TEST_CASE("the prefix of an IPv4-mapped range counts from the IPv6 address's first bit") {
  const auto range = ip_range::make("::ffff:192.0.2.0/120");
  REQUIRE(range);
  CHECK(range->prefix() == 24);
  CHECK(range->network() == at("192.0.2.0"));
  CHECK(range->contains(at("192.0.2.255")));
  CHECK(ip_range::make("::ffff:192.0.2.1").value().prefix() == 32);
  CHECK(ip_range::make("::ffff:128.0.0.0/97").value().prefix() == 1);
  for (const auto* text : {"::ffff:192.0.2.0/24", "::ffff:0.0.0.0/96", "::ffff:0:0/96", "::ffff:0:0/95",
                           "::ffff:0:0/80", "::ffff:192.0.2.1/120", "::ffff:192.0.2.0/129"}) {
    INFO(text);
    CHECK(ip_range::make(text).error() == errc::bad_cidr);
  }
}

TEST_CASE("what is no canonical range is refused") {
  for (const auto* text :
       {"", "/", "/24", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/+24", "192.0.2.0/024", "192.0.2.0/ 24",
        "192.0.2.0 /24", " 192.0.2.0/24", "192.0.2.0/24 ", "192.0.2.0/24\n", "192.0.2.0/24/24", "192.0.2.0/0x18",
        "192.0.2.0/255.255.255.0", "192.0.2.0/999", "192.0.2.0/9999999999999999999999", "192.0.2.1/24", "192.0.2/24",
        "185.199.108.1/22", "185.199.108/22", "192.0.2.*", "192.0.2.0-192.0.2.9", "example.com", "example.com/24",
        "2001:db8::1/32", "2001:db8::/129", "2001:db8::/", "::1%lo/128", "[2001:db8::]/32", "0.0.0.0/0", "1.0.0.0/0",
        "0.0.0.0/00"}) {
    INFO(text);
    const auto range = ip_range::make(text);
    REQUIRE_FALSE(range);
    CHECK(range.error() == errc::bad_cidr);
  }
  CHECK(ip_range::make("::/0"));
}

TEST_CASE("a list says which of its ranges is bad") {
  const std::vector<std::string> good{"185.199.108.0/22", "2001:db8::/32"};
  const auto ranges = ip_ranges::make(good);
  REQUIRE(ranges);
  CHECK(ranges->contains(at("185.199.108.1")));
  CHECK(ranges->contains(at("2001:db8::1")));
  CHECK_FALSE(ranges->contains(at("185.199.112.1")));

  const auto refused = ip_ranges::make(std::vector<std::string_view>{"10.0.0.0/8", "10.0.0.1", "10.0.0.1/8"});
  REQUIRE_FALSE(refused);
  CHECK(refused.error() == errc::bad_cidr);
  CHECK(refused.error().offset() == 2U);

  try {
    const ip_ranges thrown{"10.0.0.0/8", "nonsense"};
    FAIL("not thrown");
  } catch (const std::system_error& thrown) {
    CHECK(thrown.code() == errc::bad_cidr);
    CHECK(std::string(thrown.what()).find("[at 1]") != std::string::npos);
  }
}

TEST_CASE("a list may be written in braces, however many there are") {
  const std::string owned = "10.0.0.0/8";
  const std::string_view viewed = "172.16.0.0/12";
  const ip_ranges mixed{owned, viewed, "192.168.0.0/16"};
  CHECK(mixed.contains(at("10.1.1.1")));
  CHECK(mixed.contains(at("172.31.0.1")));
  CHECK(mixed.contains(at("192.168.0.1")));
  const ip_ranges twice{{"10.0.0.0/8", "192.168.0.0/16"}};
  CHECK(twice.contains(at("192.168.0.1")));
  CHECK_FALSE(ip_ranges{}.contains(at("10.1.1.1")));
  CHECK(ip_ranges{}.empty());
}

// SPDX-License-Identifier: MIT
// tests/conformance/ip_oracle.py compares thousands of texts with another parser; here stand the ones that teach.
#include <hooklatch/http/ip_address.hpp>

#include "support/catch.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace hooklatch;

namespace {

using four = std::array<std::uint8_t, 4>;
using sixteen = std::array<std::uint8_t, 16>;

constexpr sixteen groups(std::array<unsigned, 8> of) {
  sixteen bytes{};
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[2 * i] = static_cast<std::uint8_t>(of[i] >> 8);
    bytes[2 * i + 1] = static_cast<std::uint8_t>(of[i] & 0xff);
  }
  return bytes;
}
bool refused(std::string_view text) { return !ip_address::parse(text).has_value(); }

// At compile time as well.
static_assert(ip_address::parse("192.0.2.1") == ip_address::v4({192, 0, 2, 1}));
static_assert(ip_address::parse("2001:db8::1") == ip_address::v6(groups({0x2001, 0xdb8, 0, 0, 0, 0, 0, 1})));
static_assert(!ip_address::parse("192.0.2.256"));

}  // namespace

TEST_CASE("an IPv4 address is four decimal octets") {
  CHECK(ip_address::parse("0.0.0.0") == ip_address::v4({0, 0, 0, 0}));
  CHECK(ip_address::parse("255.255.255.255") == ip_address::v4({255, 255, 255, 255}));
  CHECK(ip_address::parse("10.20.30.40") == ip_address::v4({10, 20, 30, 40}));
  CHECK(ip_address::parse("10.20.30.40")->is_v4());
  for (const auto* text : {"", "1", "1.2", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.4.", "256.1.1.1",
                           "1.2.3.999", "1.2.3.1000", "1.2.3.-4", "1.2.3.+4", "1.2.3.0x4", "0xb9.199.108.5",
                           "3232235777", "185.199.27653", "a.b.c.d"}) {
    INFO(text);
    CHECK(refused(text));
  }
}

TEST_CASE("a leading zero is octal to some readers, so it is refused") {
  for (const auto* text : {"01.2.3.4", "1.02.3.4", "1.2.003.4", "1.2.3.00", "0185.199.108.5", "::ffff:1.2.3.04"}) {
    INFO(text);
    CHECK(refused(text));
  }
}

TEST_CASE("an IPv6 address is eight groups, or fewer around one double colon") {
  const auto address = ip_address::v6(groups({0x2001, 0xdb8, 0, 0, 8, 0x800, 0x200c, 0x417a}));
  CHECK(ip_address::parse("2001:DB8:0:0:8:800:200C:417A") == address);
  CHECK(ip_address::parse("2001:db8::8:800:200c:417a") == address);
  CHECK(ip_address::parse("2001:0db8:0000:0000:0008:0800:200c:417a") == address);
  CHECK(ip_address::parse("2001:db8::8:800:32.12.65.122") == address);
  CHECK(ip_address::parse("::") == ip_address::v6(sixteen{}));
  CHECK(ip_address::parse("::1") == ip_address::v6(groups({0, 0, 0, 0, 0, 0, 0, 1})));
  CHECK(ip_address::parse("1::") == ip_address::v6(groups({1, 0, 0, 0, 0, 0, 0, 0})));
  CHECK(ip_address::parse("1:2:3:4:5:6:7::") == ip_address::v6(groups({1, 2, 3, 4, 5, 6, 7, 0})));
  CHECK(ip_address::parse("::2:3:4:5:6:7:8") == ip_address::v6(groups({0, 2, 3, 4, 5, 6, 7, 8})));
  CHECK(ip_address::parse("1:2:3:4:5:6:7.8.9.10") == ip_address::v6(groups({1, 2, 3, 4, 5, 6, 0x708, 0x90a})));
  CHECK_FALSE(ip_address::parse("::1")->is_v4());
  for (const auto* text :
       {":", ":::", "1:::2", "::1::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8", "1:2:3:4::5:6:7:8", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "1:2:3:4:5:6:7:8:", "12345::",
        "g::", "1.2.3.4::", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "::1.2.3.4.5", "::01.2.3.4",
        "1:2:3:4:5:6::1.2.3.4", "0x1::", "::-1"}) {
    INFO(text);
    CHECK(refused(text));
  }
}

TEST_CASE("an address has nothing around it") {
  for (const auto* text : {" 1.2.3.4", "1.2.3.4 ", "1.2.3.4\t", "1.2.3.4\n", "1.2.3.4:80", "1.2.3.4/32", "[::1]",
                           "[::1]:443", "::1%eth0", "fe80::1%1", " ::1", "::1 ", "\"::1\"", "for=1.2.3.4", "unknown"}) {
    INFO(text);
    CHECK(refused(text));
  }
  CHECK(refused(std::string_view("1.2.3.4\0", 8)));
  CHECK(refused(std::string_view("::1\0", 4)));
  CHECK(refused(std::string(1U << 20, ':')));
  CHECK(refused(std::string(1U << 20, '1')));
  CHECK(refused("1.2.3.\xd9\xa4"));  // ARABIC-INDIC DIGIT FOUR
}

TEST_CASE("the longest text of an address is read") {
  const std::string longest = "1111:2222:3333:4444:5555:6666:100.101.102.103";
  CHECK(longest.size() == 45);
  CHECK_FALSE(refused(longest));
  CHECK(refused(longest + "1"));
}

TEST_CASE("an IPv4-mapped address is the IPv4 address, and no other embedding is") {
  const auto plain = ip_address::v4({192, 0, 2, 1});
  CHECK(ip_address::parse("::ffff:192.0.2.1") == plain);
  CHECK(ip_address::parse("::FFFF:c000:201") == plain);
  CHECK(ip_address::parse("0:0:0:0:0:ffff:192.0.2.1") == plain);
  CHECK(ip_address::v6(groups({0, 0, 0, 0, 0, 0xffff, 0xc000, 0x201})) == plain);
  // Compatible, translated (SIIT), NAT64, 6to4, and one bit beside the mapped prefix.
  for (const auto* text : {"::192.0.2.1", "::ffff:0:192.0.2.1", "64:ff9b::192.0.2.1", "2002:c000:201::",
                           "::fffe:192.0.2.1", "::1:ffff:192.0.2.1", "8000::ffff:192.0.2.1"}) {
    INFO(text);
    REQUIRE_FALSE(refused(text));
    CHECK_FALSE(ip_address::parse(text)->is_v4());
  }
  CHECK_FALSE(ip_address::parse("::") == ip_address::v4({0, 0, 0, 0}));
}

TEST_CASE("an address shows its bytes in network order") {
  const auto of = [](std::string_view text) {
    const auto address = ip_address::parse(text).value();
    const auto bytes = address.bytes();
    return std::vector<int>(bytes.begin(), bytes.end());
  };
  CHECK(of("1.2.3.4") == std::vector<int>{1, 2, 3, 4});
  CHECK(of("::ffff:1.2.3.4") == std::vector<int>{1, 2, 3, 4});
  CHECK(of("102:304::f0e") == std::vector<int>{1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 15, 14});
}

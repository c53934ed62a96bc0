// SPDX-License-Identifier: MIT
#include <hooklatch/detail/header_slots.hpp>

#include <hooklatch/provider.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

using namespace hooklatch;
using slots = detail::header_slots;

namespace {

using slotted = provider<"slotted", mac<hmac_sha256>, signature<"X-Sig", bare, hex>, timestamp<"X-Time", unix_seconds>,
                         signed_content<"{id}.{timestamp}.{body}">, event_id<header<"X-Id">>,
                         delivery_id<header<"X-Delivery">>, event_type<json<"/type">, header<"X-Type">>>;
using plain = provider<"plain", mac<hmac_sha256>, signature<"X-Sig", bare, hex>, event_id<json<"/id">>>;

using lines = std::vector<std::pair<std::string, std::string>>;

limits bounded(std::size_t longest) {
  limits allowed;
  allowed.max_header_value = longest;
  return allowed;
}

// The refusal for one slot, or no value.
std::optional<errc> refusal_of(const slots& headers, std::size_t slot, std::size_t longest = 8192,
                               bool optional = false) {
  const auto checked = headers.check(slot, errc::missing_signature, optional, longest);
  if (checked) return std::nullopt;
  return checked.error().code();
}

// The same for a request whose only header is the signature's.
std::optional<errc> refusal_of(const lines& headers, std::size_t longest = 8192) {
  const auto allowed = bounded(longest);
  slots read(slotted::table(), allowed);
  read.collect(headers);
  return refusal_of(read, slots::signature, longest);
}

std::string value_of(const lines& headers) {
  const limits allowed;
  slots read(slotted::table(), allowed);
  read.collect(headers);
  return std::string(read.value(slots::signature));
}

}  // namespace

TEST_CASE("header slots read every header that the provider names, in any order") {
  const limits allowed;
  slots read(slotted::table(), allowed);
  read.collect(
      lines{{"X-Type", "e"}, {"Host", "h"}, {"X-Delivery", "d"}, {"X-Id", "c"}, {"X-Time", "b"}, {"X-Sig", "a"}});
  CHECK(read.value(slots::signature) == "a");
  CHECK(read.value(slots::timestamp) == "b");
  CHECK(read.value(slots::id) == "c");
  CHECK(read.value(slots::delivery_id) == "d");
  CHECK(read.value(slots::type) == "e");
  for (std::size_t i = 0; i < slots::count; ++i) {
    CHECK(read.wanted(i));
    CHECK_FALSE(refusal_of(read, i));
  }
}

TEST_CASE("header slots want only what the provider names, and never refuse the rest") {
  const limits allowed;
  slots read(plain::table(), allowed);
  read.collect(lines{{"X-Sig", "a"}, {"X-Time", "b"}, {"X-Time", "b"}, {"", "c"}, {"", "d"}});
  CHECK(read.wanted(slots::signature));
  for (const std::size_t i : {slots::timestamp, slots::id, slots::delivery_id, slots::type}) {
    CHECK_FALSE(read.wanted(i));
    CHECK(read.value(i).empty());
    CHECK_FALSE(refusal_of(read, i));
  }
}

TEST_CASE("a header that is missing or empty is missing, unless it is optional") {
  CHECK(refusal_of(lines{}) == errc::missing_signature);
  CHECK(refusal_of(lines{{"X-Sig", ""}}) == errc::missing_signature);
  CHECK(refusal_of(lines{{"X-Sig", " \t "}}) == errc::missing_signature);
  CHECK(refusal_of(lines{{"X-Signature", "abc"}}) == errc::missing_signature);

  const limits allowed;
  slots read(slotted::table(), allowed);
  read.collect(lines{{"X-Delivery", " "}});
  CHECK_FALSE(refusal_of(read, slots::type, 255, true));
  CHECK_FALSE(refusal_of(read, slots::delivery_id, 255, true));
  CHECK(read.check(slots::timestamp, errc::missing_timestamp, false, 255).error() == errc::missing_timestamp);
  CHECK(read.check(slots::id, errc::missing_id, false, 255).error() == errc::missing_id);
}

TEST_CASE("a header that comes twice is refused in both orders, whatever it says") {
  CHECK(refusal_of(lines{{"X-Sig", "a"}, {"X-Sig", "b"}}) == errc::duplicate_header);
  CHECK(refusal_of(lines{{"X-Sig", "b"}, {"X-Sig", "a"}}) == errc::duplicate_header);
  CHECK(refusal_of(lines{{"X-Sig", "a"}, {"Host", "h"}, {"x-sig", "a"}}) == errc::duplicate_header);
  CHECK(refusal_of(lines{{"X-SIG", "a"}, {"X-Sig", "a"}}) == errc::duplicate_header);
  CHECK(refusal_of(lines{{"X-Sig", "a"}, {"X-Sig", ""}}) == errc::duplicate_header);
  CHECK(refusal_of(lines{{"X-Sig", ""}, {"X-Sig", "a"}}) == errc::duplicate_header);
  CHECK(refusal_of(lines{{"X-Sig", ""}, {"X-Sig", " "}}) == errc::duplicate_header);
  CHECK(refusal_of(lines{{"X-Sig", "a"}, {"X-Sig", "a"}, {"X-Sig", "a"}}) == errc::duplicate_header);
  CHECK(value_of(lines{{"X-Sig", "a"}, {"X-Sig", "b"}}) == "a");
}

TEST_CASE("an optional header that comes twice is refused too") {
  const limits allowed;
  slots read(slotted::table(), allowed);
  read.collect(lines{{"X-Type", "a"}, {"X-Type", ""}});
  CHECK(refusal_of(read, slots::type, 255, true) == errc::duplicate_header);
}

TEST_CASE("header names are compared without regard to letter case, and nothing else is the same") {
  for (const char* name : {"X-Sig", "x-sig", "X-SIG", "x-SiG"}) CHECK_FALSE(refusal_of(lines{{name, "a"}}));
  for (const char* name : {"X_Sig", "X-Sig ", " X-Sig", "X-Sig:", "X-Si", "X-Sigg", "XSig", "X\rSig", "x-s\xc9g"}) {
    INFO(name);
    CHECK(refusal_of(lines{{name, "a"}}) == errc::missing_signature);
  }
  CHECK(refusal_of(lines{{std::string("X-Sig\0", 6), "a"}}) == errc::missing_signature);
  // A proxy that maps '-' to '_' makes another header, which is neither read nor a second copy.
  CHECK_FALSE(refusal_of(lines{{"X-Sig", "a"}, {"X_Sig", "b"}}));
  CHECK(value_of(lines{{"X_Sig", "b"}, {"X-Sig", "a"}}) == "a");
}

TEST_CASE("a header's value loses the white space around it and none inside") {
  CHECK(value_of(lines{{"X-Sig", " \ta b\t "}}) == "a b");
  CHECK(value_of(lines{{"X-Sig", "a"}}) == "a");
  CHECK(value_of(lines{{"X-Sig", "\va\v"}}) == "\va\v");
}

TEST_CASE("a header's size is measured without the white space around it, the limit included") {
  CHECK_FALSE(refusal_of(lines{{"X-Sig", std::string(10, 'a')}}, 10));
  CHECK_FALSE(refusal_of(lines{{"X-Sig", "  " + std::string(10, 'a') + "  "}}, 10));
  CHECK(refusal_of(lines{{"X-Sig", std::string(11, 'a')}}, 10) == errc::header_too_large);
  CHECK_FALSE(refusal_of(lines{{"X-Sig", std::string(8192, 'a')}}));
  CHECK(refusal_of(lines{{"X-Sig", std::string(8193, 'a')}}) == errc::header_too_large);
  CHECK(refusal_of(lines{{"X-Sig", std::string(1U << 20, 'a')}}) == errc::header_too_large);

  const auto allowed = bounded(10);
  slots read(slotted::table(), allowed);
  read.collect(lines{{"X-Sig", std::string(11, 'a')}});
  CHECK(read.check(slots::signature, errc::missing_signature, false, 10).error().limit() == std::int64_t{10});
}

TEST_CASE("a header may be held to less than the largest value") {
  const limits allowed;
  slots read(slotted::table(), allowed);
  read.collect(lines{{"X-Delivery", std::string(256, 'd')}});
  CHECK_FALSE(refusal_of(read, slots::delivery_id, 256, true));
  const auto refused = read.check(slots::delivery_id, errc::missing_id, true, 255);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error() == errc::header_too_large);
  CHECK(refused.error().limit() == std::int64_t{255});
}

TEST_CASE("a header's value holds no control byte but the tab") {
  for (int code = 0; code < 256; ++code) {
    const auto value = std::string("a") + static_cast<char>(code) + "b";
    const bool control = (code < 0x20 && code != '\t') || code == 0x7f;
    INFO("byte " << code);
    const auto refused = refusal_of(lines{{"X-Sig", value}});
    CHECK(refused == (control ? std::optional(errc::invalid_header) : std::nullopt));
  }
  CHECK(refusal_of(lines{{"X-Sig", "\r\nX-Sig: b"}}) == errc::invalid_header);
  CHECK(refusal_of(lines{{"X-Sig", std::string("a\0", 2)}}) == errc::invalid_header);
  CHECK(refusal_of(lines{{"X-Sig", "\x7f"}}) == errc::invalid_header);
}

TEST_CASE("several big headers share one room, and what no longer fits is too large") {
  const auto allowed = bounded(16384);
  slots read(slotted::table(), allowed);
  read.collect(
      lines{{"X-Sig", std::string(8192, 's')}, {"X-Time", std::string(8191, 't')}, {"X-Id", "i"}, {"X-Type", "e"}});
  CHECK_FALSE(refusal_of(read, slots::signature, 16384));
  CHECK_FALSE(refusal_of(read, slots::timestamp, 16384));
  CHECK_FALSE(refusal_of(read, slots::id, 16384));
  CHECK(refusal_of(read, slots::type, 16384) == errc::header_too_large);
  CHECK(refusal_of(read, slots::type, 16384, true) == errc::header_too_large);  // not the same as missing
  CHECK(read.value(slots::signature) == std::string(8192, 's'));
  CHECK(read.value(slots::timestamp) == std::string(8191, 't'));
  CHECK(read.value(slots::id) == "i");
  CHECK(read.value(slots::type).empty());

  slots whole(slotted::table(), allowed);
  whole.collect(lines{{"X-Sig", std::string(16384, 's')}});
  CHECK_FALSE(refusal_of(whole, slots::signature, 16384));
}

TEST_CASE("header slots read any range of pairs") {
  const limits allowed;
  slots map(slotted::table(), allowed);
  map.collect(std::multimap<std::string, std::string>{{"X-Sig", "a"}, {"x-sig", "b"}, {"X-Time", "c"}});
  CHECK(refusal_of(map, slots::signature) == errc::duplicate_header);
  CHECK(map.value(slots::timestamp) == "c");

  slots tuples(slotted::table(), allowed);
  tuples.collect(std::vector<std::tuple<std::string_view, const char*>>{{"X-Sig", "a"}, {"X-Id", "b"}});
  CHECK(tuples.value(slots::signature) == "a");
  CHECK(tuples.value(slots::id) == "b");
}

TEST_CASE("header slots keep the values of a callable that hands out temporaries") {
  const limits allowed;
  slots read(slotted::table(), allowed);
  std::vector<std::string> asked;
  read.collect([&asked](std::string_view name, header_sink sink) -> std::size_t {
    asked.emplace_back(name);
    std::string made_up = " value of ";
    made_up += name;
    sink(made_up);
    made_up.assign(made_up.size(), '#');
    return 1;
  });
  CHECK(asked == std::vector<std::string>{"X-Sig", "X-Time", "X-Id", "X-Delivery", "X-Type", "Content-Encoding"});
  CHECK(read.value(slots::signature) == "value of X-Sig");
  CHECK(read.value(slots::type) == "value of X-Type");
}

TEST_CASE("a callable is believed when it counts more copies than it shows, or shows more than it counts") {
  const auto collected = [](std::size_t shown, std::size_t counted) {
    static const limits allowed;
    slots read(plain::table(), allowed);
    read.collect([&](std::string_view, header_sink sink) {
      for (std::size_t i = 0; i < shown; ++i) sink("a");
      return counted;
    });
    return refusal_of(read, slots::signature);
  };
  CHECK_FALSE(collected(1, 1));
  CHECK(collected(0, 0) == errc::missing_signature);
  CHECK(collected(0, 1) == errc::missing_signature);
  CHECK(collected(1, 2) == errc::duplicate_header);
  CHECK(collected(0, 2) == errc::duplicate_header);
  CHECK(collected(2, 1) == errc::duplicate_header);
  CHECK(collected(2, 0) == errc::duplicate_header);
  CHECK_FALSE(collected(1, 0));
}

TEST_CASE("a callable is asked for the wanted headers only") {
  const limits allowed;
  slots read(plain::table(), allowed);
  std::vector<std::string> asked;
  read.collect([&](std::string_view name, header_sink) -> std::size_t {
    asked.emplace_back(name);
    return 0;
  });
  CHECK(asked == std::vector<std::string>{"X-Sig", "Content-Encoding"});
}

TEST_CASE("header slots tell whether a content encoding came, and keep nothing of it") {
  const limits allowed;
  const auto encoded = [&](const lines& headers) {
    slots read(slotted::table(), allowed);
    read.collect(headers);
    return read.content_is_encoded();
  };
  CHECK_FALSE(encoded({}));
  CHECK_FALSE(encoded({{"Content-Encoding", ""}}));
  CHECK_FALSE(encoded({{"content-encoding", " Identity\t"}}));
  CHECK(encoded({{"Content-Encoding", "gzip"}}));
  CHECK(encoded({{"Content-Encoding", "identity, gzip"}}));
  CHECK(encoded({{"Content-Encoding", "identity"}, {"CONTENT-ENCODING", "br"}}));
  CHECK(encoded({{"Content-Encoding", "br"}, {"Content-Encoding", "identity"}}));
  // However long, it takes no room from the headers that are kept.
  slots read(slotted::table(), allowed);
  read.collect(lines{{"Content-Encoding", std::string(20000, 'x')}, {"X-Sig", std::string(8000, 'a')}});
  CHECK(read.value(slots::signature).size() == 8000);
  CHECK(read.content_is_encoded());
}

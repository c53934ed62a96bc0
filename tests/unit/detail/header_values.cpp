// SPDX-License-Identifier: MIT
#include <hooklatch/detail/header_values.hpp>

#include <hooklatch/provider.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace hooklatch;
using detail::header_values;
using detail::header_slots;

namespace {

// Every header that can be checked, and a grammar that can hold several candidates.
using all_headers = provider<"all-headers", mac<hmac_sha256>, signature<"X-Sig", key_value<"v1">, hex>,
                             timestamp<"X-Time", unix_seconds>, signed_content<"{id}.{timestamp}.{body}">,
                             event_id<header<"X-Id">>, delivery_id<header<"X-Delivery">>, event_type<header<"X-Type">>>;
using in_signature = provider<"in-signature", mac<hmac_sha1>, signature<"X-Sig", key_value<"v1">, base64>,
                              timestamp_in_signature<"t", unix_seconds>, signed_content<"{timestamp}.{body}">>;
using body_only = provider<"body-only", mac<hmac_sha512>, signature<"X-Sig", bare, hex>>;

using lines = std::vector<std::pair<std::string, std::string>>;

const std::string tag(64, 'a');  // 32 bytes of 0xaa in hex
const std::string other_tag(64, 'b');

std::string value_of(std::size_t count, const std::string& signature) {
  std::string value;
  for (std::size_t i = 0; i < count; ++i) value += (i == 0 ? "v1=" : ",v1=") + signature;
  return value;
}

// Reads a delivery's headers and shows them to `look`; answers the refusal, if any.
template <class Provider, class Look>
std::optional<error> read(const lines& headers, const limits& allowed, Look look) {
  header_slots slots(Provider::table(), allowed);
  slots.collect(headers);
  header_values claimed;
  const auto good = claimed.read(Provider::table(), allowed, slots);
  if (!good) return good.error();
  look(claimed);
  return std::nullopt;
}
template <class Provider>
std::optional<errc> refusal_of(const lines& headers, const limits& allowed = {}) {
  const auto refused = read<Provider>(headers, allowed, [](const header_values&) {});
  if (!refused) return std::nullopt;
  return refused->code();
}

lines good_headers() {
  return {
      {"X-Sig", "v1=" + tag}, {"X-Time", "1774276200"}, {"X-Id", "msg_1"}, {"X-Delivery", "d-1"}, {"X-Type", "paid"}};
}

std::string& value(lines& headers, std::string_view name) {
  for (auto& each : headers) {
    if (each.first == name) return each.second;
  }
  throw std::logic_error("no such header");
}

lines with(std::string_view name, std::string text) {
  auto headers = good_headers();
  value(headers, name) = std::move(text);
  return headers;
}

}  // namespace

TEST_CASE("the header values of a good delivery are read whole") {
  const auto refused = read<all_headers>(good_headers(), {}, [](const header_values& claimed) {
    REQUIRE(claimed.tags() == 1);
    CHECK(to_text(claimed.tag(0)) == std::string(32, '\xaa'));
    CHECK(claimed.timestamp_text() == "1774276200");
    CHECK((claimed.timestamp() == instant(1774276200)));
    CHECK(claimed.id() == "msg_1");
    CHECK(claimed.delivery_id() == "d-1");
    CHECK(claimed.event_type() == "paid");
  });
  CHECK_FALSE(refused);
}

TEST_CASE("a provider that signs the body alone has its signature for header values") {
  const auto refused =
      read<body_only>(lines{{"X-Sig", std::string(128, 'F')}, {"X-Time", "x"}}, {}, [](const header_values& claimed) {
        REQUIRE(claimed.tags() == 1);
        CHECK(to_text(claimed.tag(0)) == std::string(64, '\xff'));
        CHECK(claimed.timestamp_text().empty());
        CHECK(claimed.id().empty());
        CHECK(claimed.delivery_id().empty());
        CHECK(claimed.event_type().empty());
      });
  CHECK_FALSE(refused);
}

TEST_CASE("the time is found in the signature header where the provider puts it") {
  const std::string sha1_tag = "qqqqqqqqqqqqqqqqqqqqqqqqqqo=";  // 20 bytes of 0xaa
  const auto refused =
      read<in_signature>(lines{{"X-Sig", "v1=" + sha1_tag + ",t=1774276200"}}, {}, [](const header_values& claimed) {
        REQUIRE(claimed.tags() == 1);
        CHECK(to_text(claimed.tag(0)) == std::string(20, '\xaa'));
        CHECK(claimed.timestamp_text() == "1774276200");
        CHECK((claimed.timestamp() == instant(1774276200)));
      });
  CHECK_FALSE(refused);
  CHECK(refusal_of<in_signature>(lines{{"X-Sig", "v1=" + sha1_tag}}) == errc::missing_timestamp);
  CHECK(refusal_of<in_signature>(lines{{"X-Sig", "t=1,t=1,v1=" + sha1_tag}}) == errc::duplicate_field);
  CHECK(refusal_of<in_signature>(lines{{"X-Sig", "t=,v1=" + sha1_tag}}) == errc::malformed_timestamp);
  CHECK(refusal_of<in_signature>(lines{{"X-Sig", "t=1774276200"}}) == errc::malformed_signature);
  CHECK(refusal_of<in_signature>(lines{{"X-Sig", "t=1774276200,v0=" + sha1_tag}}) == errc::unsupported_scheme);
}

TEST_CASE("optional headers may be missing or empty") {
  auto headers = good_headers();
  headers.erase(headers.begin() + 3, headers.end());
  headers.emplace_back("X-Type", "");
  const auto refused = read<all_headers>(headers, {}, [](const header_values& claimed) {
    CHECK(claimed.delivery_id().empty());
    CHECK(claimed.event_type().empty());
    CHECK(claimed.id() == "msg_1");
  });
  CHECK_FALSE(refused);
}

TEST_CASE("a malformed neighbour never hides a good candidate") {
  const std::vector<std::string> bad{
      "v1=",     "v1=zz", "v1=" + tag + "aa", "v1=" + tag.substr(2), "v1=" + tag.substr(1), "v0=" + tag,
      "garbage", "",      "v1= " + tag,       "v1=" + tag + "\xff"};
  for (const auto& neighbour : bad) {
    for (const auto& header : {neighbour + ",v1=" + other_tag, "v1=" + other_tag + "," + neighbour}) {
      INFO(header);
      const auto refused = read<all_headers>(with("X-Sig", header), {}, [](const header_values& claimed) {
        REQUIRE(claimed.tags() == 1);
        CHECK(to_text(claimed.tag(0)) == std::string(32, '\xbb'));
      });
      CHECK_FALSE(refused);
    }
  }
}

TEST_CASE("every good candidate is kept in its order") {
  const auto refused = read<all_headers>(with("X-Sig", "v1=" + tag + ",v1=zz,v1=" + other_tag + ",v1=" + tag), {},
                                         [](const header_values& claimed) {
                                           REQUIRE(claimed.tags() == 3);
                                           CHECK(to_text(claimed.tag(0)) == std::string(32, '\xaa'));
                                           CHECK(to_text(claimed.tag(1)) == std::string(32, '\xbb'));
                                           CHECK(to_text(claimed.tag(2)) == std::string(32, '\xaa'));
                                         });
  CHECK_FALSE(refused);
}

TEST_CASE("candidates are counted, readable or not, and the limit is included") {
  limits allowed;
  CHECK_FALSE(refusal_of<all_headers>(with("X-Sig", value_of(16, tag))));
  const auto refused = read<all_headers>(with("X-Sig", value_of(17, tag)), allowed, [](const header_values&) {});
  REQUIRE(refused);
  CHECK(refused->code() == errc::too_many_signatures);
  CHECK(refused->limit() == std::int64_t{16});
  CHECK(refusal_of<all_headers>(with("X-Sig", value_of(17, "x"))) == errc::too_many_signatures);
  CHECK_FALSE(refusal_of<all_headers>(with("X-Sig", value_of(1, tag) + std::string(40, ',') + "v0=x,v2=y")));

  allowed.max_signatures = 64;
  const auto full = read<all_headers>(with("X-Sig", value_of(64, tag)), allowed, [](const header_values& claimed) {
    REQUIRE(claimed.tags() == 64);
    CHECK(to_text(claimed.tag(63)) == std::string(32, '\xaa'));
  });
  CHECK_FALSE(full);
  CHECK(refusal_of<all_headers>(with("X-Sig", value_of(65, tag)), allowed) == errc::too_many_signatures);
  allowed.max_signatures = 1;
  CHECK_FALSE(refusal_of<all_headers>(with("X-Sig", "v1=" + tag), allowed));
  CHECK(refusal_of<all_headers>(with("X-Sig", value_of(2, tag)), allowed) == errc::too_many_signatures);
}

TEST_CASE("a signature header without a candidate says whether it holds another scheme") {
  CHECK(refusal_of<all_headers>(with("X-Sig", "v0=" + tag)) == errc::unsupported_scheme);
  CHECK(refusal_of<all_headers>(with("X-Sig", tag)) == errc::malformed_signature);
  CHECK(refusal_of<all_headers>(with("X-Sig", "=,,")) == errc::malformed_signature);
}

TEST_CASE("a tag of another length is no tag") {
  for (const std::size_t digits : {0U, 2U, 40U, 62U, 63U, 65U, 66U, 96U, 128U, 130U}) {
    INFO(digits << " digits");
    CHECK(refusal_of<all_headers>(with("X-Sig", "v1=" + std::string(digits, 'a'))) == errc::malformed_signature);
  }
}

TEST_CASE("a timestamp or an id that is not in its form is refused") {
  CHECK(refusal_of<all_headers>(with("X-Time", "1774276200.0")) == errc::malformed_timestamp);
  CHECK(refusal_of<all_headers>(with("X-Time", "2026-03-23T14:30:00Z")) == errc::malformed_timestamp);
  CHECK(refusal_of<all_headers>(with("X-Id", "msg 1")) == errc::malformed_id);
  CHECK(refusal_of<all_headers>(with("X-Id", "msg.1")) == errc::malformed_id);
}

TEST_CASE("an id is held to its limit, which is included") {
  CHECK_FALSE(refusal_of<all_headers>(with("X-Id", std::string(255, 'i'))));
  const auto refused = read<all_headers>(with("X-Id", std::string(256, 'i')), {}, [](const header_values&) {});
  REQUIRE(refused);
  CHECK(refused->code() == errc::malformed_id);
  CHECK(refused->limit() == std::int64_t{255});
  limits allowed;
  allowed.max_id = 5;
  CHECK_FALSE(refusal_of<all_headers>(good_headers(), allowed));
  CHECK(refusal_of<all_headers>(with("X-Id", "msg_12"), allowed) == errc::malformed_id);
}

TEST_CASE("an unsigned id and a type are held to their limits too") {
  CHECK_FALSE(refusal_of<all_headers>(with("X-Delivery", std::string(255, 'd'))));
  CHECK(refusal_of<all_headers>(with("X-Delivery", std::string(256, 'd'))) == errc::header_too_large);
  CHECK_FALSE(refusal_of<all_headers>(with("X-Type", std::string(255, 't'))));
  CHECK(refusal_of<all_headers>(with("X-Type", std::string(256, 't'))) == errc::header_too_large);
  limits allowed;
  allowed.max_type = 4;
  CHECK_FALSE(refusal_of<all_headers>(good_headers(), allowed));
  CHECK(refusal_of<all_headers>(with("X-Type", "payed"), allowed) == errc::header_too_large);
  allowed.max_id = 2;  // the delivery id is refused for its header, before the signed one for its syntax
  CHECK(refusal_of<all_headers>(good_headers(), allowed) == errc::header_too_large);
}

TEST_CASE("a spliced id is visible ASCII without the separator that ends it") {
  for (int code = 0; code < 256; ++code) {
    const char c = static_cast<char>(code);
    const std::string id = std::string("msg") + c + "1";
    const bool good = c >= '!' && c <= '~' && c != '.';
    INFO("character " << code);
    CHECK(header_values::is_spliceable_id(all_headers::table(), id) == good);
    CHECK(header_values::is_spliceable_id(all_headers::table(), std::string(1, c)) == good);
  }
  CHECK_FALSE(header_values::is_spliceable_id(all_headers::table(), ""));

}

TEST_CASE("a spliced id's separator is the literal's character next to it, towards the body") {
  using before = provider<"before", mac<hmac_sha256>, signature<"X-Sig", bare, hex>,
                          signed_content<"v0;{id}:-{body}|end">, event_id<header<"X-Id">>>;
  using after = provider<"after", mac<hmac_sha256>, signature<"X-Sig", bare, hex>,
                         signed_content<"v0;{body}-:{id}|end">, event_id<header<"X-Id">>>;
  for (const auto* table : {&before::table(), &after::table()}) {
    for (const char c : std::string_view("v0;-|end.")) {
      CHECK(header_values::is_spliceable_id(*table, std::string("x") + c + "y"));
    }
    for (const char* id : {":", "x:", ":x", "x:y"}) CHECK_FALSE(header_values::is_spliceable_id(*table, id));
  }

  using unseparated = provider<"unseparated", mac<hmac_sha256>, signature<"X-Sig", bare, hex>,
                               signed_content<"v0{id}{body}">, event_id<header<"X-Id">>, ambiguous_by_design>;
  CHECK(header_values::is_spliceable_id(unseparated::table(), "v0.x"));
  CHECK_FALSE(header_values::is_spliceable_id(unseparated::table(), "v0 x"));
  CHECK_FALSE(header_values::is_spliceable_id(unseparated::table(), "v0\xff"));
}

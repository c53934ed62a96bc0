// SPDX-License-Identifier: MIT
#include <hooklatch/verify/precheck_hint.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <hooklatch/http/headers.hpp>
#include <hooklatch/testing/manual_clock.hpp>
#include <hooklatch/verify/verifier.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace hooklatch;
using namespace test_support;
using namespace std::chrono_literals;
using shipped::github;
using shipped::standard_webhooks;
using shipped::zuba;

namespace {

using testing::manual_clock;
constexpr std::int64_t sent_at = 1774276200;

// Every header that there is: a signature, a time, an id, an unsigned id and a type.
struct thorough : provider<"thorough", mac<hmac_sha256>, signature<"X-Signature", version_list<"v1">, base64>,
                           timestamp<"X-Time", unix_seconds, tolerance<300>>, signed_content<"{id}.{timestamp}.{body}">,
                           event_id<header<"X-Id">>, delivery_id<header<"X-Delivery">>,
                           event_type<json<"/type">, header<"X-Type">>> {};

const std::string key = facts{}.key;

request good() {
  const std::string body = "{}";
  return request("POST", "/",
                 {{"X-Signature", "v1," + to_base64(hmac("SHA256", key, "msg_1.1774276200." + body))},
                  {"X-Time", "1774276200"},
                  {"X-Id", "msg_1"},
                  {"X-Delivery", "dlv_1"},
                  {"X-Type", "thing.done"}},
                 body);
}

template <class Provider>
verifier<Provider, manual_clock> verifier_at(std::int64_t now) {
  return verifier<Provider, manual_clock>(shown_secret<Provider>(key), {}, manual_clock(now));
}

struct throwing_clock {
  time_point now() const { throw std::runtime_error("no time"); }
};

}  // namespace

static_assert(noexcept(std::declval<const verifier<zuba>&>().precheck(std::declval<const request&>().headers)));

TEMPLATE_LIST_TEST_CASE("the headers of each provider's delivery pass, whatever its body will be", "", nine_providers) {
  const auto verify = verifier_at<TestType>(sent_at);
  const auto hint = verify.precheck(signed_delivery<TestType>({}).headers, "POST", 60);
  REQUIRE(hint);
  CHECK_FALSE(hint->window.has_value());
  // It proves nothing: a stranger's headers pass as well.
  const auto stranger = signed_delivery<TestType>({.key = "the key of a stranger, 36 bytes long"});
  CHECK(verify.precheck(stranger.headers).has_value());
  CHECK(reason_of(verify.verify(stranger)) == errc::signature_mismatch);
}

TEST_CASE("each refusal of headers is the one that verify gives") {
  struct defect {
    const char* name;
    errc reason;
    void (*make)(request&);
  };
  const std::array<defect, 18> defects{{
      {"no signature", errc::missing_signature, [](request& r) { r = without_header(r, "X-Signature"); }},
      {"empty signature", errc::missing_signature, [](request& r) { header_of(r, "X-Signature") = " "; }},
      {"two signatures", errc::duplicate_header, [](request& r) { r = with_header(r, "x-signature", "v1,a"); }},
      {"long signature", errc::header_too_large,
       [](request& r) { header_of(r, "X-Signature") += std::string(8192, ' ') + "v1,a"; }},
      {"control byte", errc::invalid_header, [](request& r) { header_of(r, "X-Signature") += "\x01 v1,a"; }},
      {"another version", errc::unsupported_scheme, [](request& r) { header_of(r, "X-Signature")[1] = '2'; }},
      {"no version", errc::malformed_signature, [](request& r) { header_of(r, "X-Signature") = ","; }},
      {"too many", errc::too_many_signatures,
       [](request& r) {
         const std::string one = header_of(r, "X-Signature");
         for (int i = 0; i < 16; ++i) header_of(r, "X-Signature") += ' ' + one;
       }},
      {"no base64", errc::malformed_signature, [](request& r) { header_of(r, "X-Signature")[5] = '!'; }},
      {"no time", errc::missing_timestamp, [](request& r) { r = without_header(r, "X-Time"); }},
      {"two times", errc::duplicate_header, [](request& r) { r = with_header(r, "X-Time", "1774276200"); }},
      {"time with a zero", errc::malformed_timestamp, [](request& r) { header_of(r, "X-Time") = "01774276200"; }},
      {"time as text", errc::malformed_timestamp, [](request& r) { header_of(r, "X-Time") = "now"; }},
      {"no id", errc::missing_id, [](request& r) { r = without_header(r, "X-Id"); }},
      {"id with a dot", errc::malformed_id, [](request& r) { header_of(r, "X-Id") = "msg.1"; }},
      {"long id", errc::malformed_id, [](request& r) { header_of(r, "X-Id") = std::string(256, 'x'); }},
      {"two delivery ids", errc::duplicate_header, [](request& r) { r = with_header(r, "X-Delivery", "dlv_1"); }},
      {"two types", errc::duplicate_header, [](request& r) { r = with_header(r, "X-Type", "thing.done"); }},
  }};
  const auto verify = verifier_at<thorough>(sent_at);
  const auto untouched = good();
  CHECK(reason_of(verify.verify(untouched)) == accepted);
  for (const auto& each : defects) {
    INFO(each.name);
    auto bad = good();
    each.make(bad);
    CHECK(reason_of(verify.precheck(bad.headers)) == each.reason);
    CHECK(reason_of(verify.verify(bad)) == each.reason);
  }
}

TEST_CASE("a stale time is a hint and no error, since the MAC comes first") {
  const auto headers = good().headers;
  const auto late = verifier_at<thorough>(sent_at + 301).precheck(headers);
  REQUIRE(late);
  REQUIRE(late->window.has_value());
  CHECK(late->window->code() == errc::timestamp_too_old);
  CHECK(late->window->skew() == 301s);
  CHECK(late->window->limit() == 300);

  const auto early = verifier_at<thorough>(sent_at - 301).precheck(headers);
  REQUIRE(early);
  REQUIRE(early->window.has_value());
  CHECK(early->window->code() == errc::timestamp_too_new);
  CHECK(early->window->skew() == -301s);

  for (const std::int64_t edge : {sent_at - 300, sent_at + 300}) {
    const auto fresh = verifier_at<thorough>(edge).precheck(headers);
    REQUIRE(fresh);
    CHECK_FALSE(fresh->window.has_value());
  }
}

TEST_CASE("a provider without a signed time has no window to hint at") {
  const auto hint = verifier_at<github>(0).precheck(signed_delivery<github>({}).headers);
  REQUIRE(hint);
  CHECK_FALSE(hint->window.has_value());
}

TEST_CASE("a method that is known is checked, before the headers") {
  const auto verify = verifier_at<zuba>(sent_at);
  const auto headers = signed_delivery<zuba>({}).headers;
  CHECK(reason_of(verify.precheck(headers, "POST")) == accepted);
  CHECK(reason_of(verify.precheck(headers, "")) == accepted);
  for (const std::string_view method : {"GET", "HEAD", "PUT", "post", "POST "}) {
    INFO(method);
    CHECK(reason_of(verify.precheck(headers, method)) == errc::bad_method);
    CHECK(reason_of(verify.precheck(std::vector<std::pair<std::string, std::string>>{}, method)) == errc::bad_method);
  }
}

TEST_CASE("an announced size is checked, before the headers and after the method") {
  const auto verify = verifier_at<zuba>(sent_at);
  const auto headers = signed_delivery<zuba>({}).headers;
  CHECK(reason_of(verify.precheck(headers, "POST", 1048576)) == accepted);
  const auto refused = verify.precheck(headers, "POST", 1048577);
  REQUIRE(reason_of(refused) == errc::body_too_large);
  CHECK(refused.error().limit() == 1048576);
  CHECK(reason_of(verify.precheck(headers, "POST", std::numeric_limits<std::size_t>::max())) == errc::body_too_large);
  CHECK(reason_of(verify.precheck(std::vector<std::pair<std::string, std::string>>{}, "POST", 1048577)) ==
        errc::body_too_large);
  CHECK(reason_of(verify.precheck(headers, "GET", 1048577)) == errc::bad_method);

  const verifier<zuba, manual_clock> small(key, verifier_options{}.max_body(10), manual_clock(sent_at));
  CHECK(reason_of(small.precheck(headers, "POST", 10)) == accepted);
  CHECK(reason_of(small.precheck(headers, "POST", 11)) == errc::body_too_large);
}

TEST_CASE("headers may come out of a callable, and what it throws is the application's fault") {
  const auto verify = verifier_at<zuba>(sent_at);
  const auto sent = signed_delivery<zuba>({});
  const auto ask = [&](std::string_view name, const header_sink& sink) {
    std::size_t copies = 0;
    for (const auto& [key_, value] : sent.headers) {
      if (key_ == name) sink(value), ++copies;
    }
    return copies;
  };
  CHECK(reason_of(verify.precheck(ask)) == accepted);
  const auto throws = [](std::string_view, const header_sink&) -> std::size_t { throw std::runtime_error("no"); };
  CHECK(reason_of(verify.precheck(throws)) == errc::config_error);
  const verifier<zuba, throwing_clock> timeless(key, {}, throwing_clock());
  CHECK(reason_of(timeless.precheck(sent.headers)) == errc::config_error);
}

// SPDX-License-Identifier: MIT
#include <hooklatch/http/response.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

using namespace hooklatch;
using namespace test_support;

namespace {

using bytes = std::tuple<int, std::string_view, std::string_view, std::string_view>;
bytes all_of(const response& given) { return {given.status(), given.body(), given.content_type(), given.allow()}; }

// Every reason whose cause is "unauthenticated", by the vocabulary of reasons.
std::vector<errc> unauthenticated() {
  std::vector<errc> reasons;
  for (int i = 1; i <= 48; ++i) {
    const auto reason = static_cast<errc>(i);
    if (make_error_code(reason) == cause::unauthenticated) reasons.push_back(reason);
  }
  return reasons;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("whatever fails to prove the sender gets the same bytes", "", nine_providers) {
  const auto& provider = TestType::table();
  const bytes rejection{provider.rejection.status, provider.rejection.body, provider.rejection.content_type(), ""};
  const auto reasons = unauthenticated();
  REQUIRE(reasons.size() >= 15);
  for (const auto reason : reasons) {
    INFO(to_string(reason));
    CHECK(all_of(refusal(provider, reason)) == rejection);
    // Nor do the numbers change a byte.
    const auto detailed = error(reason).with_limit(300).with_offset(7).with_skew(std::chrono::milliseconds(301000));
    CHECK(all_of(refusal(provider, detailed)) == rejection);
  }
}

TEST_CASE("the reasons that a verifier gives to a stranger are all among those") {
  for (const auto reason :
       {errc::duplicate_field, errc::duplicate_header, errc::header_too_large, errc::invalid_header, errc::malformed_id,
        errc::malformed_signature, errc::malformed_timestamp, errc::missing_id, errc::missing_signature,
        errc::missing_timestamp, errc::signature_mismatch, errc::timestamp_too_new, errc::timestamp_too_old,
        errc::too_many_signatures, errc::unsupported_scheme}) {
    INFO(to_string(reason));
    const auto answer = refusal(shipped::zuba::table(), reason);
    CHECK(answer.status() == 401);
    CHECK(answer.body() == R"({"error":"Invalid signature"})");
    CHECK(answer.content_type() == "application/json");
    CHECK(answer.allow().empty());
  }
}

TEST_CASE("each provider refuses with its own documented answer") {
  const error forged = errc::signature_mismatch;
  CHECK(all_of(refusal(shipped::rukkyhub::table(), forged)) ==
        bytes{401, "Invalid signature", "text/plain; charset=utf-8", ""});
  CHECK(all_of(refusal(shipped::simpu::table(), forged)) ==
        bytes{401, "Invalid signature", "text/plain; charset=utf-8", ""});
  CHECK(all_of(refusal(shipped::venshack::table(), forged)) ==
        bytes{401, R"({"error":"Invalid signature"})", "application/json", ""});
  CHECK(all_of(refusal(shipped::hackmamba::table(), forged)) ==
        bytes{400, "Invalid signature", "text/plain; charset=utf-8", ""});
  CHECK(all_of(refusal(shipped::stripe::table(), forged)) == bytes{400, "", "", ""});
  CHECK(all_of(refusal(shipped::github::table(), forged)) == bytes{401, "", "", ""});
}

TEMPLATE_LIST_TEST_CASE("what is wrong before any secret is used is said by name", "", nine_providers) {
  const auto& provider = TestType::table();
  CHECK(all_of(refusal(provider, errc::bad_method)) == bytes{405, "", "", "POST"});
  CHECK(all_of(refusal(provider, error(errc::body_too_large).with_limit(9))) == bytes{413, "", "", ""});
  CHECK(all_of(refusal(provider, errc::config_error)) == bytes{500, "", "", ""});
}

TEST_CASE("what is taken is acknowledged as the provider documents it") {
  CHECK(all_of(acknowledgement(shipped::zuba::table())) == bytes{200, R"({"received":true})", "application/json", ""});
  CHECK(all_of(acknowledgement(shipped::rukkyhub::table())) == bytes{200, "OK", "text/plain; charset=utf-8", ""});
  CHECK(all_of(acknowledgement(shipped::simpu::table())) == bytes{200, "", "", ""});
}

namespace {

using lines = std::vector<std::pair<std::string, std::string>>;
lines headers_of(const response& given) {
  lines all;
  given.for_each_header([&all](std::string_view name, std::string_view value) { all.emplace_back(name, value); });
  return all;
}

}  // namespace

TEST_CASE("a response lists the headers that it has, and no others") {
  const auto& zuba = shipped::zuba::table();
  CHECK(headers_of(refusal(shipped::stripe::table(), errc::signature_mismatch)).empty());
  CHECK(headers_of(refusal(zuba, errc::signature_mismatch)) == lines{{"Content-Type", "application/json"}});
  CHECK(headers_of(refusal(zuba, errc::bad_method)) == lines{{"Allow", "POST"}});
  CHECK(headers_of(refusal(zuba, errc::store_unavailable)) == lines{{"Retry-After", "10"}});
}

TEST_CASE("a response that was made for one request owns its body") {
  std::string echo(100, 'c');
  response made(200, echo, "text/plain");
  made.set_header("X-Echo", echo);
  echo.assign(100, 'x');
  const auto copy = made;
  made = response(answer{405, {}}, "POST");
  CHECK(copy.status() == 200);
  CHECK(copy.body() == std::string(100, 'c'));
  CHECK(headers_of(copy) == lines{{"Content-Type", "text/plain"}, {"X-Echo", std::string(100, 'c')}});
  CHECK(made.body().empty());
}

TEST_CASE("what needs no secret to see, and what is not about the signature, has answers of its own") {
  const auto& zuba = shipped::zuba::table();
  CHECK(all_of(refusal(zuba, errc::ip_not_allowed)) == bytes{403, R"({"error":"Forbidden"})", "application/json", ""});
  CHECK(all_of(refusal(zuba, errc::insecure_transport)) == bytes{403, "", "", ""});
  CHECK(all_of(refusal(zuba, errc::id_conflict)) == bytes{422, "", "", ""});
  for (const auto reason :
       {errc::payload_malformed, errc::payload_missing_field, errc::payload_duplicate_key, errc::event_mismatch,
        errc::event_too_old, errc::test_event, errc::unsupported_content_encoding}) {
    CHECK(all_of(refusal(zuba, reason)) == bytes{400, "", "", ""});
  }
  for (const auto reason : {errc::store_unavailable, errc::store_full, errc::store_timeout, errc::store_ambiguous}) {
    CHECK(all_of(refusal(zuba, reason)) == bytes{503, "", "", ""});
  }
  for (const auto reason : {errc::store_misconfigured, errc::weak_secret}) {
    CHECK(all_of(refusal(zuba, reason)) == bytes{500, "", "", ""});
  }
}

TEST_CASE("a MAC that could not be computed looks like a wrong one") {
  const auto& zuba = shipped::zuba::table();
  CHECK(all_of(refusal(zuba, errc::crypto_failure)) == all_of(refusal(zuba, errc::signature_mismatch)));
}

// SPDX-License-Identifier: MIT
// Several signatures in one header: any of them may be the right one, and no other one hides it.
#include <hooklatch/verify/verifier.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <hooklatch/core/keyring.hpp>
#include <hooklatch/http/request.hpp>
#include <hooklatch/testing/manual_clock.hpp>

#include <string>

using namespace hooklatch;
using test_support::accepted;
using test_support::facts;
using test_support::hmac;
using test_support::hmac_hex;
using test_support::reason_of;
using test_support::to_base64;
using test_support::shipped::standard_webhooks;
using test_support::shipped::stripe;

namespace {

using testing::manual_clock;
constexpr std::int64_t sent_at = 1774276200;
const facts sent;
const std::string good = "v1=" + hmac_hex(sent.key, sent.time + "." + sent.body);
const std::string wrong = "v1=" + hmac_hex("some other key", sent.time + "." + sent.body);

result<void> verify(const std::string& signatures, const limits& allowed = {}) {
  const request delivery("POST", "/", {{"Stripe-Signature", "t=" + sent.time + signatures}}, sent.body);
  const verifier<stripe, manual_clock> stripe_verifier(sent.key, verifier_options{}.limits(allowed),
                                                       manual_clock(sent_at));
  const auto verified = stripe_verifier.verify(delivery);
  return verified ? result<void>() : result<void>(verified.error());
}
errc verdict(const std::string& signatures, const limits& allowed = {}) {
  return reason_of(verify(signatures, allowed));
}

std::string times(std::size_t count, const std::string& element) {
  std::string list;
  for (std::size_t i = 0; i < count; ++i) list += "," + element;
  return list;
}

}  // namespace

TEST_CASE("the right signature is found first, last and in the middle") {
  CHECK(verdict("," + good) == accepted);
  CHECK(verdict("," + good + times(15, wrong)) == accepted);
  CHECK(verdict(times(15, wrong) + "," + good) == accepted);
  CHECK(verdict(times(7, wrong) + "," + good + times(8, wrong)) == accepted);
  CHECK(verdict(times(16, wrong)) == errc::signature_mismatch);
}

TEST_CASE("a malformed neighbour never hides the right signature") {
  const auto digits = good.substr(3);
  for (const std::string& bad :
       {std::string("v1="), std::string("v1=zz"), "v1=" + digits.substr(1), "v1=" + digits + "0", "v1=" + digits + "00",
        std::string("v1"), std::string("=x"), std::string("="), std::string(""), "v1==" + digits,
        std::string("v0=") + digits, std::string("\t")}) {
    INFO("[" << bad << "]");
    CHECK(verdict("," + bad + "," + good) == accepted);
    CHECK(verdict("," + good + "," + bad) == accepted);
    CHECK(verdict("," + bad + "," + wrong) == errc::signature_mismatch);
  }
}

TEST_CASE("sixteen signatures are read and seventeen are not, whatever they are") {
  CHECK(verdict(times(16, good)) == accepted);
  const auto refused = verify(times(17, good));
  REQUIRE(reason_of(refused) == errc::too_many_signatures);
  CHECK(refused.error().limit() == 16);
  CHECK(verdict(times(16, "v1=zz") + "," + good) == errc::too_many_signatures);
  CHECK(verdict("," + good + times(40, "v0=zz")) == accepted);  // another version is no candidate
}

TEST_CASE("the number of signatures can be set, from one to sixty-four") {
  limits allowed;
  allowed.max_signatures = 1;
  CHECK(verdict("," + good, allowed) == accepted);
  CHECK(verify(times(2, good), allowed).error().limit() == 1);

  allowed.max_signatures = 64;
  CHECK(verdict(times(63, wrong) + "," + good, allowed) == accepted);
  CHECK(verdict(times(64, wrong) + "," + good, allowed) == errc::too_many_signatures);
}

TEST_CASE("a thousand signatures are counted, not kept") {
  limits allowed;
  allowed.max_header_value = 16384;
  const auto refused = verify(times(5000, "v1="), allowed);
  CHECK(reason_of(refused) == errc::header_too_large);
  CHECK(verdict(times(4000, "v1="), allowed) == errc::too_many_signatures);
}

TEST_CASE("a tag of another length or digest is no candidate") {
  CHECK(verdict(",v1=" + test_support::to_hex(hmac("SHA1", sent.key, sent.time + "." + sent.body))) ==
        errc::malformed_signature);
  CHECK(verdict(",v1=" + test_support::to_hex(hmac("SHA512", sent.key, sent.time + "." + sent.body))) ==
        errc::malformed_signature);
}

TEST_CASE("every secret is tried against every signature") {
  const std::string second = "the second key, 16 bytes or more";
  const auto tag = [](const std::string& key) {
    return "v1," + to_base64(hmac("SHA256", key, sent.id + "." + sent.time + "." + sent.body));
  };
  const auto shown = [](const std::string& key) { return secret("whsec_" + to_base64(key)); };
  const auto index_of = [&](const std::string& list) {
    const request delivery("POST", "/",
                           {{"webhook-id", sent.id}, {"webhook-timestamp", sent.time}, {"webhook-signature", list}},
                           sent.body);
    const verifier<standard_webhooks, manual_clock> verify_both(keyring{shown(sent.key), shown(second)}, {},
                                                                manual_clock(sent_at));
    return verify_both.verify(delivery).value().secret_index();
  };
  CHECK(index_of(tag("a stranger's") + " " + tag(second)) == 1);
  CHECK(index_of(tag("a stranger's") + " " + tag(sent.key)) == 0);
  // Both match: the newer secret is the one that is told, in whatever order the signatures stand.
  CHECK(index_of(tag(second) + " " + tag(sent.key)) == 0);
  CHECK(index_of(tag(sent.key) + " " + tag(second)) == 0);
}

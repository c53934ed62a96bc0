// SPDX-License-Identifier: MIT
#include <hooklatch/detail/verifier_access.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/events.hpp"

#include <hooklatch/core/keyring.hpp>
#include <hooklatch/verify/verifier.hpp>

#include <chrono>
#include <cstdint>
#include <string>

using namespace hooklatch;
using namespace test_support;
using detail::verifier_access;

TEST_CASE("a verifier gives the MAC of challenges alone") {
  const verifier<shipped::zuba> verify(facts{}.key);
  const instant now(sent_at);
  CHECK(verifier_access::challenge_tag(verify, "abc123", now) == hmac("SHA256", facts{}.key, "abc123"));
  CHECK_FALSE(verifier_access::challenge_tag(verify, "", now).has_value());
  CHECK_FALSE(verifier_access::challenge_tag(verify, R"({"id":"evt_1"})", now).has_value());
  CHECK_FALSE(verifier_access::challenge_tag(verify, "1774276200 x", now).has_value());
  CHECK_FALSE(verifier_access::challenge_tag(verify, std::string(1025, 'a'), now).has_value());
}

TEST_CASE("a challenge is signed with the first secret that is valid") {
  const auto seconds = [](std::int64_t count) { return std::chrono::sys_seconds(std::chrono::seconds(count)); };
  const keyring secrets{secret("the older secret, 34 bytes of text", not_after(seconds(sent_at))),
                        secret("the newer secret, 34 bytes of text")};
  const verifier<shipped::simpu> verify(secrets);
  CHECK(verifier_access::challenge_tag(verify, "abc", instant(sent_at)) ==
        hmac("SHA512", "the older secret, 34 bytes of text", "abc"));
  CHECK(verifier_access::challenge_tag(verify, "abc", instant(sent_at + 1)) ==
        hmac("SHA512", "the newer secret, 34 bytes of text", "abc"));
}

// SPDX-License-Identifier: MIT
#include <hooklatch/detail/verifier_access.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/events.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace hooklatch;
using namespace test_support;
using detail::single_header;
using detail::verifier_access;

namespace {
using headers = std::vector<std::pair<std::string, std::string>>;
}  // namespace

TEST_CASE("a header that stands once is found in any letter case, and trimmed") {
  CHECK(single_header(headers{{"X-Hook-Secret", " a b\t"}}, "x-hook-secret") == "a b");
  CHECK(single_header(headers{{"Host", "h"}, {"X-Hook-Secret", ""}}, "X-Hook-Secret") == "");
}

TEST_CASE("a header that stands twice, or not at all, has no one value") {
  CHECK_FALSE(single_header(headers{{"X-A", "1"}, {"x-a", "1"}}, "X-A").has_value());
  CHECK_FALSE(single_header(headers{{"X_A", "1"}}, "X-A").has_value());
  CHECK_FALSE(single_header(headers{}, "X-A").has_value());
}

TEST_CASE("a callable that counts more copies than it shows is believed") {
  const auto shows = [](std::size_t says, std::size_t gives) {
    const auto ask = [=](std::string_view, const header_sink& sink) {
      for (std::size_t i = 0; i < gives; ++i) sink(std::string("v"));
      return says;
    };
    return single_header(ask, "X-A");
  };
  CHECK(shows(1, 1) == "v");
  CHECK_FALSE(shows(2, 1).has_value());
  CHECK_FALSE(shows(1, 2).has_value());
  CHECK_FALSE(shows(0, 0).has_value());
  CHECK_FALSE(shows(0, 2).has_value());
}

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

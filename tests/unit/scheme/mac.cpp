// SPDX-License-Identifier: MIT
#include <hooklatch/scheme/mac.hpp>

#include "support/catch.hpp"

#include <string_view>
#include <type_traits>

using hooklatch::digest_algorithm;
using hooklatch::mac_algorithm;

namespace {

struct nameless {
  [[maybe_unused]] static constexpr digest_algorithm digest = digest_algorithm::sha256;
};
struct digestless {
  [[maybe_unused]] static constexpr std::string_view name = "HMAC-NOTHING";
};

}  // namespace

TEST_CASE("each MAC names its hash function") {
  STATIC_REQUIRE(hooklatch::hmac_sha1::digest == digest_algorithm::sha1);
  STATIC_REQUIRE(hooklatch::hmac_sha256::digest == digest_algorithm::sha256);
  STATIC_REQUIRE(hooklatch::hmac_sha384::digest == digest_algorithm::sha384);
  STATIC_REQUIRE(hooklatch::hmac_sha512::digest == digest_algorithm::sha512);
  CHECK(hooklatch::hmac_sha1::name == "HMAC-SHA1");
  CHECK(hooklatch::hmac_sha256::name == "HMAC-SHA256");
  CHECK(hooklatch::hmac_sha384::name == "HMAC-SHA384");
  CHECK(hooklatch::hmac_sha512::name == "HMAC-SHA512");
}

TEST_CASE("a MAC needs a digest and a name") {
  STATIC_REQUIRE(mac_algorithm<hooklatch::hmac_sha1>);
  STATIC_REQUIRE(mac_algorithm<hooklatch::hmac_sha256>);
  STATIC_REQUIRE(mac_algorithm<hooklatch::hmac_sha384>);
  STATIC_REQUIRE(mac_algorithm<hooklatch::hmac_sha512>);
  STATIC_REQUIRE_FALSE(mac_algorithm<nameless>);
  STATIC_REQUIRE_FALSE(mac_algorithm<digestless>);
}

TEST_CASE("the mac part keeps the algorithm that it was given") {
  STATIC_REQUIRE(std::is_same_v<hooklatch::mac<hooklatch::hmac_sha512>::algorithm, hooklatch::hmac_sha512>);
}

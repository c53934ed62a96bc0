// SPDX-License-Identifier: MIT
#include <hooklatch/scheme/hmac_engine.hpp>

#include "support/catch.hpp"
#include "support/fips_stand_in.hpp"
#include "support/mac_vectors.hpp"

#include <openssl/evp.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

using hooklatch::digest_algorithm;
using hooklatch::errc;
using hooklatch::hmac_engine;
using hooklatch::to_bytes;

namespace {

constexpr std::string_view key = "sixteen bytes or more";

// OpenSSL's default properties belong to the whole program, so they are put back whatever happens.
class fips_properties {
 public:
  fips_properties() : before_(EVP_default_properties_is_fips_enabled(nullptr)) {
    REQUIRE(EVP_default_properties_enable_fips(nullptr, 1) == 1);
    REQUIRE(EVP_default_properties_is_fips_enabled(nullptr) == 1);
  }
  ~fips_properties() { EVP_default_properties_enable_fips(nullptr, before_); }
  fips_properties(const fips_properties&) = delete;
  fips_properties& operator=(const fips_properties&) = delete;

 private:
  int before_;
};

// Whether some provider of this machine answers to the FIPS property; hardly any has one.
bool has_fips_hmac() {
  return std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)>(EVP_MAC_fetch(nullptr, "HMAC", "fips=yes"), &EVP_MAC_free) !=
         nullptr;
}

std::optional<std::string> tag_of_message(const hmac_engine& engine) {
  return test_support::tag_of(engine, digest_algorithm::sha256, {"message"});
}

}  // namespace

TEST_CASE("the default engine is hmac_midstates where no FIPS properties are set") {
  REQUIRE(EVP_default_properties_is_fips_enabled(nullptr) == 0);
  for (const auto algorithm : test_support::all_digests) {
    const auto made = hmac_engine::make(algorithm, to_bytes(key));
    REQUIRE(made.has_value());
    CHECK_FALSE(made->in_module());
    CHECK(test_support::tag_of(*made, algorithm, {"message"}) ==
          test_support::one_shot_hmac(algorithm, key, "message"));
  }
}

TEST_CASE("with FIPS properties the default engine stays in the module, or fails where there is none") {
  for (const auto algorithm : test_support::all_digests) {
    const fips_properties enabled;
    const auto made = hmac_engine::make(algorithm, to_bytes(key));
    if (has_fips_hmac()) {
      REQUIRE(made.has_value());
      CHECK(made->in_module());
    } else {
      REQUIRE_FALSE(made.has_value());  // never the other engine in its place
      CHECK(made.error() == errc::crypto_failure);
    }
  }
}

TEST_CASE("neither engine is keyed outside the module while FIPS properties are set") {
  const bool module = has_fips_hmac();
  const fips_properties enabled;
  const auto midstates = hooklatch::hmac_midstates::make(digest_algorithm::sha256, to_bytes(key));
  CHECK(midstates.has_value() == module);
  if (!midstates) CHECK(midstates.error() == errc::crypto_failure);
  const auto in_module = hooklatch::hmac_in_module::make(digest_algorithm::sha256, to_bytes(key));
  CHECK(in_module.has_value() == module);
  if (!in_module) CHECK(in_module.error() == errc::crypto_failure);
}

TEST_CASE(
    "with FIPS properties the default engine does not fall back to hmac_midstates, even where that could be keyed") {
  if (has_fips_hmac()) {
    WARN("this machine has a FIPS module, so HMAC cannot be missing from it");
    return;
  }
  const test_support::fips_stand_in only_digest(test_support::fips_stand_in::offer::sha256);
  const fips_properties enabled;
  REQUIRE(hooklatch::hmac_midstates::make(digest_algorithm::sha256, to_bytes(key)).has_value());
  const auto made = hmac_engine::make(digest_algorithm::sha256, to_bytes(key));
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error() == errc::crypto_failure);
}

TEST_CASE("with FIPS properties and a module the default engine is hmac_in_module") {
  const test_support::fips_stand_in module(test_support::fips_stand_in::offer::hmac);
  for (const auto algorithm : test_support::all_digests) {
    const auto expected = test_support::one_shot_hmac(algorithm, key, "message");
    const fips_properties enabled;
    const auto made = hmac_engine::make(algorithm, to_bytes(key));
    REQUIRE(made.has_value());
    CHECK(made->in_module());
    for (int round = 0; round < 3; ++round) CHECK(test_support::tag_of(*made, algorithm, {"message"}) == expected);
  }
}

TEST_CASE("the choice of the default engine is made when the secret is keyed") {
  const auto before = hmac_engine::make(digest_algorithm::sha256, to_bytes(key));
  REQUIRE(before.has_value());
  const auto expected = test_support::one_shot_hmac(digest_algorithm::sha256, key, "message");
  {
    const fips_properties enabled;
    CHECK_FALSE(before->in_module());
    CHECK(tag_of_message(*before) == expected);
  }
  const auto after = hmac_engine::make(digest_algorithm::sha256, to_bytes(key));
  REQUIRE(after.has_value());
  CHECK_FALSE(after->in_module());
  CHECK(tag_of_message(*after) == expected);
}

// SPDX-License-Identifier: MIT
#include <hooklatch/scheme/digest.hpp>

#include "support/catch.hpp"

#include <openssl/evp.h>

#include <memory>
#include <string_view>

using hooklatch::digest_algorithm;
using hooklatch::digest_block;
using hooklatch::digest_name;
using hooklatch::digest_size;

TEST_CASE("digest and block sizes are those of FIPS 180-4") {
  STATIC_REQUIRE(digest_size(digest_algorithm::sha1) == 20);
  STATIC_REQUIRE(digest_size(digest_algorithm::sha256) == 32);
  STATIC_REQUIRE(digest_size(digest_algorithm::sha384) == 48);
  STATIC_REQUIRE(digest_size(digest_algorithm::sha512) == 64);
  STATIC_REQUIRE(digest_block(digest_algorithm::sha1) == 64);
  STATIC_REQUIRE(digest_block(digest_algorithm::sha256) == 64);
  STATIC_REQUIRE(digest_block(digest_algorithm::sha384) == 128);
  STATIC_REQUIRE(digest_block(digest_algorithm::sha512) == 128);
  STATIC_REQUIRE(hooklatch::max_digest_size == 64);
  STATIC_REQUIRE(hooklatch::max_digest_block == 128);
}

TEST_CASE("OpenSSL knows every digest by its name, with the same sizes") {
  struct known {
    digest_algorithm algorithm;
    const char* plain_name;
  };
  for (const auto& each : {known{digest_algorithm::sha1, "SHA1"}, known{digest_algorithm::sha256, "SHA256"},
                           known{digest_algorithm::sha384, "SHA384"}, known{digest_algorithm::sha512, "SHA512"}}) {
    const auto name = digest_name(each.algorithm);
    INFO(name);
    const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> md(EVP_MD_fetch(nullptr, name.data(), nullptr), &EVP_MD_free);
    REQUIRE(md != nullptr);
    CHECK(EVP_MD_is_a(md.get(), each.plain_name) == 1);
    CHECK(static_cast<int>(digest_size(each.algorithm)) == EVP_MD_get_size(md.get()));
    CHECK(static_cast<int>(digest_block(each.algorithm)) == EVP_MD_get_block_size(md.get()));
    CHECK(name.data()[name.size()] == '\0');  // OpenSSL takes it as a C string
  }
}

TEST_CASE("a number that is no digest has no size and no name") {
  constexpr auto none = static_cast<digest_algorithm>(9);
  CHECK(digest_size(none) == 0);
  CHECK(digest_name(none).empty());
}

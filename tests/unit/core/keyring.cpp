// SPDX-License-Identifier: MIT
#include <hooklatch/core/keyring.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

using hooklatch::errc;
using hooklatch::keyring;
using hooklatch::secret;

namespace {

std::string numbered(std::size_t i) { return "a secret with the number " + std::to_string(i); }

std::vector<secret> many(std::size_t count) {
  std::vector<secret> secrets;
  for (std::size_t i = 0; i < count; ++i) secrets.emplace_back(numbered(i));
  return secrets;
}

std::error_code thrown_by_list(std::initializer_list<secret> secrets) {
  try {
    const keyring ring(secrets);
    return {};
  } catch (const std::system_error& caught) {
    return caught.code();
  }
}

}  // namespace

TEST_CASE("a keyring of one secret") {
  const keyring ring(secret("sixteen bytes or more"));
  REQUIRE(ring.size() == 1);
  CHECK(ring.begin()->expose() == "sixteen bytes or more");
  CHECK(ring.end() - ring.begin() == 1);
}

TEST_CASE("a keyring keeps its secrets in their order") {
  const keyring ring{secret(numbered(2)), secret(numbered(0)), secret(numbered(1))};
  REQUIRE(ring.size() == 3);
  std::vector<std::string> seen;
  for (const auto& each : ring) seen.emplace_back(each.expose());
  CHECK(seen == std::vector<std::string>{numbered(2), numbered(0), numbered(1)});
}

TEST_CASE("a keyring without a secret is refused") {
  const auto made = keyring::make({});
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error() == errc::empty_secret);
  CHECK(thrown_by_list({}) == errc::empty_secret);
}

TEST_CASE("a keyring takes 16 secrets and refuses 17") {
  STATIC_REQUIRE(keyring::capacity == 16);
  const auto full = keyring::make(many(16));
  REQUIRE(full.has_value());
  CHECK(full->size() == 16);
  std::size_t i = 0;
  for (const auto& each : *full) CHECK(each.expose() == numbered(i++));

  const auto made = keyring::make(many(17));
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error() == errc::config_error);
  CHECK(made.error().limit() == std::int64_t{16});

  const secret s("sixteen bytes or more");
  CHECK_FALSE(thrown_by_list({s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s}));
  CHECK(thrown_by_list({s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s}) == errc::config_error);
}

TEST_CASE("a copied keyring has secrets of its own") {
  keyring ring{secret(numbered(0)), secret(numbered(1))};
  const keyring copy(ring);
  ring = keyring(secret(numbered(9)));
  REQUIRE(copy.size() == 2);
  CHECK(copy.begin()->expose() == numbered(0));
  CHECK(ring.begin()->expose() == numbered(9));
}

// SPDX-License-Identifier: MIT
#include <hooklatch/detail/siphash.hpp>

#include "support/catch.hpp"

#include <hooklatch/detail/openssl.hpp>

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>

using namespace hooklatch;

namespace {

// OpenSSL's, which is another implementation.
std::array<std::uint8_t, 16> by_openssl(const std::array<std::uint8_t, 16>& key,
                                        const std::array<std::uint8_t, 32>& bytes) {
  const detail::openssl_ptr<EVP_MAC> mac(EVP_MAC_fetch(nullptr, "SIPHASH", nullptr));
  const detail::openssl_ptr<EVP_MAC_CTX> context(EVP_MAC_CTX_new(mac.get()));
  std::size_t size = 16;
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &size), OSSL_PARAM_construct_end()};
  std::array<std::uint8_t, 16> out{};
  REQUIRE(EVP_MAC_init(context.get(), key.data(), key.size(), parameters) == 1);
  REQUIRE(EVP_MAC_update(context.get(), bytes.data(), bytes.size()) == 1);
  REQUIRE(EVP_MAC_final(context.get(), out.data(), &size, out.size()) == 1);
  REQUIRE(size == out.size());
  return out;
}

std::uint64_t word(const std::array<std::uint8_t, 16>& bytes, std::size_t at) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < 8; ++i) out |= std::uint64_t{bytes[at + i]} << (8 * i);
  return out;
}

}  // namespace

TEST_CASE("siphash_128 gives what OpenSSL's SipHash gives") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 200; ++i) {
    std::array<std::uint8_t, 16> key;
    std::array<std::uint8_t, 32> bytes;
    for (auto& each : key) each = static_cast<std::uint8_t>(random());
    for (auto& each : bytes) each = static_cast<std::uint8_t>(random());
    if (i == 0) bytes.fill(0);
    if (i == 1) bytes.fill(0xff);
    const auto expected = by_openssl(key, bytes);
    const auto ours = detail::siphash_128({word(key, 0), word(key, 8)})(bytes);
    CHECK(ours[0] == word(expected, 0));
    CHECK(ours[1] == word(expected, 8));
  }
}

TEST_CASE("siphash_128 depends on its key and on every byte") {
  const std::array<std::uint8_t, 32> zeros{};
  const auto base = detail::siphash_128({1, 2})(zeros);
  CHECK(detail::siphash_128({1, 3})(zeros) != base);
  CHECK(detail::siphash_128({2, 2})(zeros) != base);
  for (std::size_t i = 0; i < zeros.size(); ++i) {
    auto changed = zeros;
    changed[i] = 1;
    CHECK(detail::siphash_128({1, 2})(changed) != base);
  }
}

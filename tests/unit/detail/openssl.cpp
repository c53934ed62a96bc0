// SPDX-License-Identifier: MIT
#include <hooklatch/detail/openssl.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <vector>

using hooklatch::detail::cleanse;
using hooklatch::detail::openssl_ptr;
using hooklatch::detail::secret_buffer;

namespace {

bool all_zero(std::span<const std::byte> bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::byte byte) { return byte == std::byte{0}; });
}

}  // namespace

TEST_CASE("cleanse overwrites all of its bytes and no others") {
  std::vector<std::byte> bytes(40, std::byte{0xa5});
  cleanse(std::span<std::byte>(bytes).subspan(4, 32));
  CHECK(all_zero(std::span<const std::byte>(bytes).subspan(4, 32)));
  for (const std::size_t i : {0U, 3U, 36U, 39U}) CHECK(bytes[i] == std::byte{0xa5});
}

TEST_CASE("cleanse takes nothing, with and without an address") {
  std::vector<std::byte> bytes(1, std::byte{0xa5});
  cleanse({});
  cleanse(std::span<std::byte>(bytes).first(0));
  CHECK(bytes[0] == std::byte{0xa5});
}

TEST_CASE("a secret buffer gives its first bytes, all of them from the same place") {
  secret_buffer<64> room;
  CHECK(room.first(0).empty());
  CHECK(room.first(20).size() == 20);
  CHECK(room.first(64).size() == 64);
  CHECK(room.first(20).data() == room.first(64).data());
}

TEST_CASE("a secret buffer is overwritten when it goes out of scope") {
  using buffer = secret_buffer<64>;
  // In storage of our own, so that the bytes may still be looked at afterwards.
  alignas(buffer) std::array<std::byte, sizeof(buffer)> storage;
  storage.fill(std::byte{0xee});
  auto* room = ::new (storage.data()) buffer;
  const auto bytes = room->first(64);
  std::fill(bytes.begin(), bytes.end(), std::byte{0xa5});
  std::destroy_at(room);
  CHECK(all_zero(storage));
}

TEST_CASE("a secret buffer is neither copied nor moved") {
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<secret_buffer<8>>);
  STATIC_REQUIRE_FALSE(std::is_move_constructible_v<secret_buffer<8>>);
  STATIC_REQUIRE_FALSE(std::is_copy_assignable_v<secret_buffer<8>>);
}

TEST_CASE("an OpenSSL pointer is as small as the pointer and frees by type") {
  STATIC_REQUIRE(sizeof(openssl_ptr<EVP_MD_CTX>) == sizeof(EVP_MD_CTX*));
  // That nothing leaks and nothing is freed twice is for the sanitizers to say.
  openssl_ptr<EVP_MD> md(EVP_MD_fetch(nullptr, "SHA2-256", nullptr));
  openssl_ptr<EVP_MD_CTX> context(EVP_MD_CTX_new());
  openssl_ptr<EVP_MAC> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  REQUIRE(mac != nullptr);
  openssl_ptr<EVP_MAC_CTX> keyed(EVP_MAC_CTX_new(mac.get()));
  CHECK(md != nullptr);
  CHECK(context != nullptr);
  CHECK(keyed != nullptr);
}

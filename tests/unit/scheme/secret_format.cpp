// SPDX-License-Identifier: MIT
#include <hooklatch/scheme/secret_format.hpp>

#include "support/catch.hpp"
#include "support/data_files.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using hooklatch::base64_secret;
using hooklatch::hex_secret;
using hooklatch::raw_secret;
using hooklatch::whsec_secret;

namespace {

// With room for the text's own size, which is what a verifier gives.
template <class Format>
std::optional<std::string> decode(std::string_view text) {
  std::vector<std::byte> out(text.size());
  const auto size = Format::decode(text, out);
  if (!size) return std::nullopt;
  REQUIRE(*size <= out.size());
  return test_support::as_text(hooklatch::byte_view(out).first(*size));
}

// A published secret, and its bytes by Python's base64.
constexpr std::string_view published = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string published_key = test_support::from_hex("31f290f6bf06298aab4f08d43c3f082cf648a362da2da4b0");

}  // namespace

TEST_CASE("the secret formats are secret encodings") {
  STATIC_REQUIRE(hooklatch::secret_encoding<raw_secret>);
  STATIC_REQUIRE(hooklatch::secret_encoding<whsec_secret>);
  STATIC_REQUIRE(hooklatch::secret_encoding<base64_secret>);
  STATIC_REQUIRE(hooklatch::secret_encoding<hex_secret>);
  STATIC_REQUIRE_FALSE(hooklatch::secret_encoding<int>);
}

TEST_CASE("a raw secret is the key, prefix and all") {
  const auto text = std::string("whsec_").append(published);
  CHECK(decode<raw_secret>(text) == text);
  CHECK(decode<raw_secret>("deadbeef") == std::string("deadbeef"));
  CHECK(decode<raw_secret>(" with spaces\n") == std::string(" with spaces\n"));
  const std::string odd("a\0\xff", 3);
  CHECK(decode<raw_secret>(odd) == odd);
}

TEST_CASE("a whsec secret is base64 with or without its prefix") {
  CHECK(decode<whsec_secret>(std::string("whsec_").append(published)) == published_key);
  CHECK(decode<whsec_secret>(published) == published_key);
}

TEST_CASE("a whsec secret may lack its padding") {
  CHECK(decode<whsec_secret>("whsec_Zm9vYg==") == std::string("foob"));
  CHECK(decode<whsec_secret>("whsec_Zm9vYg") == std::string("foob"));
  CHECK(decode<whsec_secret>("Zm9vYg") == std::string("foob"));
  CHECK(decode<whsec_secret>("whsec_Zm9vYmE=") == std::string("fooba"));
  CHECK(decode<whsec_secret>("whsec_Zm9vYmE") == std::string("fooba"));
}

TEST_CASE("a whsec secret is strict in all the rest") {
  CHECK_FALSE(decode<whsec_secret>("whsec_!!!!"));
  CHECK_FALSE(decode<whsec_secret>("whsec_Zm9vYg="));    // half of its padding
  CHECK_FALSE(decode<whsec_secret>("whsec_Zm9vYmFy="));  // padding where none belongs
  CHECK_FALSE(decode<whsec_secret>("whsec_Zm9vYmFy===="));
  CHECK_FALSE(decode<whsec_secret>("whsec_Zm9vYh=="));  // bits that no encoder writes
  CHECK_FALSE(decode<whsec_secret>("whsec_Zm9vYh"));
  CHECK_FALSE(decode<whsec_secret>("whsec_Zm9vY"));  // six bits alone
  CHECK_FALSE(decode<whsec_secret>("whsec_Zm9v YmFy"));
  CHECK_FALSE(decode<whsec_secret>("whsec_Zm9vYmFy\n"));
  CHECK_FALSE(decode<whsec_secret>(" whsec_Zm9vYmFy"));
  CHECK_FALSE(decode<whsec_secret>("whsec_Zm9-YmFy"));  // the URL alphabet
  CHECK_FALSE(decode<whsec_secret>("whsec_Zm9_YmFy"));
  CHECK_FALSE(decode<whsec_secret>("WHSEC_Zm9vYmFy"));
  CHECK_FALSE(decode<whsec_secret>("whsec_whsec_Zm9vYmFy"));
  CHECK_FALSE(decode<whsec_secret>("whpk_Zm9vYmFy"));
  CHECK_FALSE(decode<whsec_secret>(std::string_view("whsec_Zm9\0YmFy", 14)));
}

TEST_CASE("a whsec secret that is its prefix alone has no bytes, which the verifier then refuses") {
  CHECK(decode<whsec_secret>("whsec_") == std::string());
}

TEST_CASE("a base64 secret has its padding") {
  CHECK(decode<base64_secret>(published) == published_key);
  CHECK(decode<base64_secret>("Zm9vYg==") == std::string("foob"));
  CHECK(decode<base64_secret>("Zm9vYmE=") == std::string("fooba"));
  CHECK_FALSE(decode<base64_secret>("Zm9vYg"));
  CHECK_FALSE(decode<base64_secret>("Zm9vYmE"));
  CHECK_FALSE(decode<base64_secret>("Zm9vYh=="));
  CHECK_FALSE(decode<base64_secret>("===="));
  CHECK_FALSE(decode<base64_secret>("Z==="));
  CHECK_FALSE(decode<base64_secret>("Zg==Zg=="));
  CHECK_FALSE(decode<base64_secret>("Zm9v\n"));
  CHECK_FALSE(decode<base64_secret>("whsec_Zm9vYg=="));  // a prefix never decides
  CHECK_FALSE(decode<base64_secret>("whsec_Zm9vYm"));
}

TEST_CASE("a hex secret is read in either case") {
  CHECK(decode<hex_secret>("666F6f62") == std::string("foob"));
  CHECK(decode<hex_secret>("00ff") == std::string("\x00\xff", 2));
  CHECK_FALSE(decode<hex_secret>("666"));
  CHECK_FALSE(decode<hex_secret>("0x666f"));
  CHECK_FALSE(decode<hex_secret>("66 6f"));
  CHECK_FALSE(decode<hex_secret>("666g"));
  CHECK_FALSE(decode<hex_secret>("66:6f6f"));
}

TEST_CASE("a secret that does not fit into its room is refused") {
  std::vector<std::byte> room(3);
  CHECK_FALSE(raw_secret::decode("four", room));
  CHECK(raw_secret::decode("thr", room) == std::size_t{3});
  CHECK_FALSE(whsec_secret::decode("whsec_Zm9vYg==", room));
  CHECK(whsec_secret::decode("whsec_Zm9v", room) == std::size_t{3});
  CHECK_FALSE(base64_secret::decode("Zm9vYg==", room));
  CHECK_FALSE(hex_secret::decode("666f6f62", room));
  CHECK(hex_secret::decode("666f6f", room) == std::size_t{3});
}

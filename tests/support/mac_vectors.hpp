// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/scheme/digest.hpp>
#include <hooklatch/scheme/mac_engine.hpp>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace test_support {

inline constexpr std::array<hooklatch::digest_algorithm, 4> all_digests{
    hooklatch::digest_algorithm::sha1, hooklatch::digest_algorithm::sha256, hooklatch::digest_algorithm::sha384,
    hooklatch::digest_algorithm::sha512};

/// The name that vector files use.
[[nodiscard]] inline std::string file_name_of(hooklatch::digest_algorithm algorithm) {
  switch (algorithm) {
    case hooklatch::digest_algorithm::sha1:
      return "sha1";
    case hooklatch::digest_algorithm::sha256:
      return "sha256";
    case hooklatch::digest_algorithm::sha384:
      return "sha384";
    case hooklatch::digest_algorithm::sha512:
      return "sha512";
  }
  throw std::logic_error("no such digest");
}

/// HMAC by OpenSSL's one-shot function: what our engines have to agree with, and shares no code with them.
[[nodiscard]] inline std::string one_shot_hmac(hooklatch::digest_algorithm algorithm, std::string_view key,
                                               std::string_view message) {
  const std::array<const EVP_MD*, 4> digests{EVP_sha1(), EVP_sha256(), EVP_sha384(), EVP_sha512()};
  std::array<unsigned char, EVP_MAX_MD_SIZE> tag{};
  unsigned int size = 0;
  if (HMAC(digests[static_cast<std::size_t>(algorithm)], key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(message.data()), message.size(), tag.data(), &size) == nullptr) {
    throw std::runtime_error("HMAC failed");
  }
  return {reinterpret_cast<const char*>(tag.data()), size};
}

/// The tag of `pieces`, one update each; no value where the engine answers false anywhere. Bytes written beyond the
/// tag's room would be seen by the sanitizers.
template <hooklatch::mac_engine Engine>
[[nodiscard]] std::optional<std::string> tag_of(const Engine& engine, hooklatch::digest_algorithm algorithm,
                                                const std::vector<std::string_view>& pieces) {
  std::vector<std::byte> tag(hooklatch::digest_size(algorithm));
  auto run = engine.begin();
  for (const auto piece : pieces) {
    if (!run.update(hooklatch::to_bytes(piece))) return std::nullopt;
  }
  if (!run.finish(tag)) return std::nullopt;
  return std::string(hooklatch::to_text(tag));
}

}  // namespace test_support

// SPDX-License-Identifier: MIT
// After a verifier is gone, is its secret still anywhere in this process? Reads all writable memory for the secret's
// text, the decoded key, the key under HMAC's two pads (RFC 2104 section 2) and the digest states after these pads,
// each of which is as good as the key. What is searched for is held here only with every bit turned over.

// The digest's state is in no public structure of OpenSSL's newer functions.
#define OPENSSL_SUPPRESS_DEPRECATED

#include <hooklatch/core/keyring.hpp>
#include <hooklatch/http/request.hpp>
#include <hooklatch/provider.hpp>
#include <hooklatch/scheme/hmac_in_module.hpp>
#include <hooklatch/scheme/hmac_midstates.hpp>
#include <hooklatch/testing/manual_clock.hpp>
#include <hooklatch/verify/verifier.hpp>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <cinttypes>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace hooklatch;

constexpr std::size_t needle_size = 16;
// Not the first bytes: an allocator writes its own there when it takes memory back.
constexpr std::size_t needle_offset = 16;
constexpr std::size_t key_size = 63;  // no padding in base64
using needle = std::array<unsigned char, needle_size>;

unsigned char turned(unsigned char c) { return static_cast<unsigned char>(~c); }

struct traces {
  needle text;
  needle key;
  needle inner_pad;
  needle outer_pad;
  needle inner_state;
  needle outer_state;
};

template <class Bytes>
void keep(needle& out, const Bytes& from) {
  for (std::size_t i = 0; i < needle_size; ++i) out[i] = turned(static_cast<unsigned char>(from[needle_offset + i]));
}

// A key whose bytes stand nowhere in the program: they come out of arithmetic.
[[gnu::noinline]] void make_key(unsigned char* out, unsigned seed) {
  std::uint32_t state = seed * 2654435761U + 1U;
  for (std::size_t i = 0; i < key_size; ++i) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    out[i] = static_cast<unsigned char>(state >> 11);
  }
}

void pad_key(std::array<unsigned char, 64>& block, const unsigned char* key, unsigned char pad) {
  for (std::size_t i = 0; i < block.size(); ++i)
    block[i] = static_cast<unsigned char>((i < key_size ? key[i] : 0) ^ pad);
}

void keep_state(needle& out, const std::array<unsigned char, 64>& block) {
  SHA256_CTX state;
  SHA256_Init(&state);
  SHA256_Update(&state, block.data(), block.size());
  static_assert(sizeof state.h == needle_offset + needle_size);
  std::array<unsigned char, sizeof state.h> words;
  std::memcpy(words.data(), state.h, sizeof state.h);
  keep(out, words);
  OPENSSL_cleanse(words.data(), words.size());
  OPENSSL_cleanse(&state, sizeof state);
}

/// The key as base64 in `text`, which has to have room and is the caller's to wipe; and what to look for.
[[gnu::noinline]] traces prepare(unsigned seed, std::vector<unsigned char>& key, std::vector<unsigned char>& text) {
  traces out{};
  key.resize(key_size);
  make_key(key.data(), seed);
  text.resize(key_size / 3 * 4 + 1);
  EVP_EncodeBlock(text.data(), key.data(), static_cast<int>(key_size));
  text.pop_back();
  keep(out.key, key);
  keep(out.text, text);
  std::array<unsigned char, 64> block{};
  pad_key(block, key.data(), 0x36);
  keep(out.inner_pad, block);
  keep_state(out.inner_state, block);
  pad_key(block, key.data(), 0x5c);
  keep(out.outer_pad, block);
  keep_state(out.outer_state, block);
  OPENSSL_cleanse(block.data(), block.size());
  return out;
}

/// How often `wanted` stands in this process's writable memory.
[[gnu::noinline]] int found(const needle& wanted) {
  std::FILE* maps = std::fopen("/proc/self/maps", "r");
  if (maps == nullptr) return -1;
  int hits = 0;
  std::array<char, 512> line;
  while (std::fgets(line.data(), static_cast<int>(line.size()), maps) != nullptr) {
    std::uintptr_t from = 0;
    std::uintptr_t to = 0;
    std::array<char, 5> rights{};
    if (std::sscanf(line.data(), "%" SCNxPTR "-%" SCNxPTR " %4s", &from, &to, rights.data()) != 3) continue;
    if (rights[0] != 'r' || rights[1] != 'w' || std::strstr(line.data(), "[v") != nullptr) continue;
    const auto* end = reinterpret_cast<const volatile unsigned char*>(to);
    for (const auto* at = reinterpret_cast<const volatile unsigned char*>(from); at + needle_size <= end; ++at) {
      std::size_t i = 0;
      while (i < needle_size && at[i] == turned(wanted[i])) ++i;
      if (i == needle_size) ++hits;
    }
  }
  std::fclose(maps);
  return hits;
}

bool good = true;

void expect(bool holds, const char* subject, const char* what) {
  if (!holds) std::printf("FAILED: %s: %s\n", subject, what);
  good = good && holds;
}

void expect_nothing_left(const char* subject, const traces& of) {
  const std::array<std::pair<const char*, const needle*>, 6> all{
      {{"the text of the secret", &of.text},
       {"the key", &of.key},
       {"the key under the inner pad", &of.inner_pad},
       {"the key under the outer pad", &of.outer_pad},
       {"the digest's state after the inner pad", &of.inner_state},
       {"the digest's state after the outer pad", &of.outer_state}}};
  for (const auto& [what, wanted] : all) {
    const int hits = found(*wanted);
    std::printf("%s: %s: %d\n", subject, what, hits);
    expect(hits == 0, subject, what);
  }
}

void wipe(std::vector<unsigned char>& bytes) {
  OPENSSL_cleanse(bytes.data(), bytes.size());
  bytes.clear();
}

byte_view bytes_of(const std::vector<unsigned char>& from) { return std::as_bytes(std::span(from)); }

// A provider whose secret is base64 text, so that the text and the key are two different things to find.
struct metered : provider<"metered", mac<hmac_sha256>, signature<"X-Signature", bare, hex>, signed_content<"{body}">,
                          secret_format<base64_secret>, reject<401>> {};

template <class Engine>
void a_verifier_leaves_nothing(const char* subject, unsigned seed) {
  std::vector<unsigned char> key;
  std::vector<unsigned char> text;
  const auto wanted = prepare(seed, key, text);
  wipe(key);
  {
    std::optional<secret> held(secret(secret_text(bytes_of(text))));
    wipe(text);
    expect(found(wanted.text) > 0, subject, "a secret that is held can be found, or the search proves nothing");
    const secret copied(*held);
    secret assigned("another secret that is long enough");
    assigned = copied;
    const verifier<metered, testing::manual_clock, Engine> verify(keyring{copied, assigned}, {},
                                                                  testing::manual_clock(1774276200));
    const request wrong{"POST", "/", {{"X-Signature", std::string(64, 'a')}}, "{}"};
    expect(!verify.verify(wrong), subject, "a wrong signature is refused");
    // The scratch of a thread that has ended, and of one that goes on, is of no use to whoever reads memory later.
    std::thread([&] { expect(!verify.verify(wrong), subject, "a wrong signature is refused in a thread"); }).join();
    assigned = secret("another secret that is long enough");  // wipes what it held
    *held = std::move(assigned);
    expect(held->expose().starts_with("another"), subject, "a secret moves");
  }
  expect_nothing_left(subject, wanted);
}

/// Makes an engine in a frame so far down that the search does not overwrite what is left there.
template <class Engine>
[[gnu::noinline]] Engine make_far_down(byte_view key) {
  [[maybe_unused]] volatile unsigned char distance[16384];
  distance[0] = 0;
  return Engine::make(digest_algorithm::sha256, key).value();
}

template <class Engine>
void a_computation_that_was_given_up_leaves_nothing(const char* subject, unsigned seed) {
  std::vector<unsigned char> key;
  std::vector<unsigned char> text;
  const auto wanted = prepare(seed, key, text);
  wipe(text);
  {
    const auto engine = make_far_down<Engine>(bytes_of(key));
    wipe(key);
    auto run = engine.begin();
    expect(found(wanted.inner_state) > 0, subject, "a state that is in use can be found, or the search proves nothing");
  }
  expect_nothing_left(subject, wanted);
}

}  // namespace

int main() {
  a_verifier_leaves_nothing<hmac_midstates>("hmac_midstates", 1);
  a_verifier_leaves_nothing<hmac_in_module>("hmac_in_module", 2);
  a_computation_that_was_given_up_leaves_nothing<hmac_midstates>("hmac_midstates, given up", 3);
  a_computation_that_was_given_up_leaves_nothing<hmac_in_module>("hmac_in_module, given up", 4);
  return good ? 0 : 1;
}

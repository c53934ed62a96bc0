// SPDX-License-Identifier: MIT
// Counts what OpenSSL allocates while a delivery is verified, and states it. A program of its own, because OpenSSL
// takes another allocator only before its first allocation.
//
// The documentation of `verifier` promises: nothing beyond two allocations for each secret that is tried.

#include "support/deliveries.hpp"

#include <hooklatch/core/keyring.hpp>
#include <hooklatch/testing/manual_clock.hpp>
#include <hooklatch/verify/verifier.hpp>

#include <openssl/crypto.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <tuple>

namespace {

std::size_t allocations = 0;
std::size_t outstanding = 0;

void* counted_malloc(std::size_t size, const char*, int) {
  ++allocations;
  ++outstanding;
  return std::malloc(size);
}
void* counted_realloc(void* room, std::size_t size, const char*, int) {
  ++allocations;
  if (room == nullptr) ++outstanding;
  return std::realloc(room, size);
}
void counted_free(void* room, const char*, int) {
  if (room != nullptr) --outstanding;
  std::free(room);
}

using namespace hooklatch;
using namespace test_support;

bool good = true;

void expect(bool holds, const char* what) {
  if (holds) return;
  std::printf("FAILED: %s\n", what);
  good = false;
}

template <class Provider>
void measure() {
  const auto shown = [](const char* key) { return secret(shown_secret<Provider>(key)); };
  const verifier<Provider, testing::manual_clock> verify(
      keyring{shown("the newer key, 16 bytes or more!"), shown(facts{}.key.c_str())}, {},
      testing::manual_clock(1774276200));
  const auto first = signed_delivery<Provider>({.key = "the newer key, 16 bytes or more!"});
  const auto second = signed_delivery<Provider>({});
  auto malformed = second;
  header_of(malformed, Provider::table().signature_header) = "!";
  expect(verify.verify(first).has_value(), "the first delivery of a thread, which makes its scratch, is accepted");

  const auto count = [&](const request& delivery, bool taken) {
    const auto before = allocations;
    const auto held = outstanding;
    expect(verify.verify(delivery).has_value() == taken, "the verdict is right");
    expect(outstanding == held, "nothing is kept");
    return allocations - before;
  };
  const auto one = count(first, true);
  const auto two = count(second, true);
  const auto none = count(malformed, false);
  std::printf("%-18s %zu with the first secret, %zu with the second, %zu where it is malformed\n",
              Provider::table().name.data(), one, two, none);
  expect(one <= 2, "at most two allocations for one secret");
  expect(two <= 4, "at most two allocations for each of two secrets");
  expect(none == 0, "none before a secret is used");
}

}  // namespace

int main() {
  if (CRYPTO_set_mem_functions(counted_malloc, counted_realloc, counted_free) != 1) {
    std::puts("OpenSSL had allocated before main; nothing is counted");
    return 1;
  }
  std::printf("%s, allocations for each verify:\n", OpenSSL_version(OPENSSL_VERSION));
  std::apply([](auto... each) { (measure<decltype(each)>(), ...); }, nine_providers{});
  expect(allocations > 0, "the counter counts");
  return good ? 0 : 1;
}

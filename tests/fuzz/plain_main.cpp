// SPDX-License-Identifier: MIT
// For compilers without libFuzzer: the fuzz target on changed envelopes, so that it never rots.

#include "json/mutations.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main() {
  constexpr int count = 50000;
  test_support::mutations texts(1);
  for (int i = 0; i < count; ++i) {
    const auto text = texts.next();
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  }
  std::printf("%d texts\n", count);
  return 0;
}

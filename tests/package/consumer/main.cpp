// SPDX-License-Identifier: MIT
// A program of two translation units that both include everything: it links, and both see the same objects.
#include "consumer.hpp"

#include <iostream>
#include <string>

int main() {
  using hooklatch::providers::zuba;
  const std::string version = std::to_string(HOOKLATCH_VERSION_MAJOR) + '.' + std::to_string(HOOKLATCH_VERSION_MINOR) +
                              '.' + std::to_string(HOOKLATCH_VERSION_PATCH);
  if (version != CONSUMER_VERSION) {
    std::cerr << "the header says " << version << ", CMake says " << CONSUMER_VERSION << '\n';
    return 1;
  }
  auto delivery = hooklatch::testing::signer<zuba>("whsec_0123456789abcdef").sign(R"({"id":"evt_1"})").value();
  const hooklatch::verifier<zuba> verify("whsec_0123456789abcdef");
  if (!verify.verify(delivery) || !other_accepts(delivery)) {
    std::cerr << "a good delivery is refused\n";
    return 1;
  }
  delivery.body += ' ';
  const auto refused = verify.verify(delivery);
  if (refused || refused.error() != hooklatch::errc::signature_mismatch || other_accepts(delivery)) {
    std::cerr << "a changed delivery is taken\n";
    return 1;
  }
  if (other_table() != &zuba::table() || other_category() != &hooklatch::error_category()) {
    std::cerr << "the two translation units see different objects\n";
    return 1;
  }
}

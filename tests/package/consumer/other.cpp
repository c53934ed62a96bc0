// SPDX-License-Identifier: MIT
#include "consumer.hpp"

bool other_accepts(const hooklatch::request& delivery) {
  const hooklatch::verifier<hooklatch::providers::zuba> verify("whsec_0123456789abcdef");
  return verify.verify(delivery).has_value();
}

const void* other_table() noexcept { return &hooklatch::providers::zuba::table(); }
const void* other_category() noexcept { return &hooklatch::error_category(); }

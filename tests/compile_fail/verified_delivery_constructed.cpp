// SPDX-License-Identifier: MIT
// expect: private
#include <hooklatch/hooklatch.hpp>

using namespace hooklatch;

// Only a verifier makes one, so a function that takes one cannot be called with anything that was not verified.
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};

#ifndef HOOKLATCH_BAD
byte_view read(const verified_delivery& given) {
  return given.body();
}
#else
byte_view read(byte_view body) {
  return verified_delivery(acme::table(), body).body();
}
#endif

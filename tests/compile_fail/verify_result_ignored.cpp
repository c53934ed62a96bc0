// SPDX-License-Identifier: MIT
// expect: nodiscard
#include <hooklatch/hooklatch.hpp>

using namespace hooklatch;

struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};

// The checks run with warnings as errors. A verdict that nobody reads is the worst bug a receiver can have.
#ifndef HOOKLATCH_BAD
void check(const verifier<acme>& verify, const request& given) {
  if (!verify.verify(given)) throw 1;
}
#else
void check(const verifier<acme>& verify, const request& given) {
  verify.verify(given);
}
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: verify() keeps a view of the body; pass a request that outlives the delivery, not a temporary
#include <hooklatch/hooklatch.hpp>

using namespace hooklatch;

struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};

#if HOOKLATCH_BAD == 1
bool check(const verifier<acme>& verify, request&) {
  return verify.verify(request()).has_value();
}
#elif HOOKLATCH_BAD == 2
bool check(const verifier<acme>& verify, request& given) {
  return verify.verify(std::move(given)).has_value();
}
#else
bool check(const verifier<acme>& verify, request& given) {
  return verify.verify(given).has_value();
}
#endif

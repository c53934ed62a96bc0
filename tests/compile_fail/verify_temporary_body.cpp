// SPDX-License-Identifier: MIT
// expect: hooklatch: verify() keeps a view of the body; pass bytes that outlive the delivery, not a temporary
#include <hooklatch/hooklatch.hpp>

using namespace hooklatch;

struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};
using headers = std::vector<std::pair<std::string, std::string>>;

#if HOOKLATCH_BAD == 1
bool check(const verifier<acme>& verify, const headers& all, const std::string& body) {
  return verify.verify(all, std::string(body)).has_value();
}
#elif HOOKLATCH_BAD == 2
bool check(const verifier<acme>& verify, const headers& all, const std::string& body) {
  return verify.verify(all, std::vector<char>(body.begin(), body.end())).has_value();
}
#elif HOOKLATCH_BAD == 3
bool check(const verifier<acme>& verify, const headers& all, std::string body) {
  return verify.verify(all, std::move(body)).has_value();
}
#else
bool check(const verifier<acme>& verify, const headers& all, const std::string& body) {
  return verify.verify(all, body).has_value() && verify.verify(all, std::string_view(body)).has_value();
}
#endif

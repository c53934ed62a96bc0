// SPDX-License-Identifier: MIT
// expect: constraint
#include <hooklatch/provider.hpp>

using namespace hooklatch;

// The algorithms are types, so a wrong one is refused by a concept; both compilers say "constraint".
#ifndef HOOKLATCH_BAD
struct acme : provider<"acme", mac<hmac_sha1>, signature<"X-Acme-Signature", bare, hex>> {};
#else
struct acme : provider<"acme", mac<base64>, signature<"X-Acme-Signature", bare, hex>> {};
#endif

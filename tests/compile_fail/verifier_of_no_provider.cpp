// SPDX-License-Identifier: MIT
// expect: constraint
#include <hooklatch/hooklatch.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};
using made = verifier<acme>;
static_assert(sizeof(made) > 0);
#else
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};
using made = verifier<request>;
static_assert(sizeof(made) > 0);
#endif

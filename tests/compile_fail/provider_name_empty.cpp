// SPDX-License-Identifier: MIT
// expect: hooklatch: provider<> needs a name
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};
#else
struct acme : provider<"", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};
#endif

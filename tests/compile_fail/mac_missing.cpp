// SPDX-License-Identifier: MIT
// expect: hooklatch: provider<> needs mac<...>, such as mac<hmac_sha256>
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};
#else
struct acme : provider<"acme", signature<"X-Acme-Signature", bare, hex>> {};
#endif

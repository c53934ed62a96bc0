// SPDX-License-Identifier: MIT
// expect: hooklatch: an argument of provider<> is not a provider part; see provider.hpp for the list
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>, https_only> {};
#else
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>, hmac_sha256> {};
#endif

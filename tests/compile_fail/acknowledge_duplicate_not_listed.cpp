// SPDX-License-Identifier: MIT
// expect: hooklatch: acknowledge_duplicate<> answers with a status that acknowledge_codes<> does not list
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       acknowledge_codes<200, 202>, acknowledge_duplicate<202>> {};
#else
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       acknowledge_codes<200, 202>, acknowledge_duplicate<204>> {};
#endif

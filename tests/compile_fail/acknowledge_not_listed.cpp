// SPDX-License-Identifier: MIT
// expect: hooklatch: acknowledge<> answers with a status that acknowledge_codes<> does not list
#include <hooklatch/provider.hpp>

using namespace hooklatch;

// The second bad half leaves acknowledge<> out: its default of 200 has to be listed as well.
#if HOOKLATCH_BAD == 1
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>, acknowledge<204>,
                       acknowledge_codes<200, 201, 202>, acknowledge_duplicate<200>> {};
#elif HOOKLATCH_BAD == 2
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       acknowledge_codes<202>, acknowledge_duplicate<202>> {};
#else
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>, acknowledge<202>,
                       acknowledge_codes<200, 201, 202>, acknowledge_duplicate<200>> {};
#endif

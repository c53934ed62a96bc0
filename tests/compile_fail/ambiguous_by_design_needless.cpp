// SPDX-License-Identifier: MIT
// expect: hooklatch: the recipe keeps its values apart; remove ambiguous_by_design
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       timestamp<"X-Acme-Time", unix_seconds>, signed_content<"{timestamp}.{body}">,
                       ambiguous_by_design> {};
#elif HOOKLATCH_BAD == 2
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>, ambiguous_by_design> {};
#else
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       timestamp<"X-Acme-Time", unix_seconds>, signed_content<"{timestamp}{body}">,
                       ambiguous_by_design> {};
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: the timestamp is not in the recipe, so it is not signed and proves nothing
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       timestamp<"X-Acme-Time", unix_seconds>, signed_content<"{body}">> {};
#elif HOOKLATCH_BAD == 2
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       timestamp<"X-Acme-Time", unix_seconds>> {};
#elif HOOKLATCH_BAD == 3
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", key_value<"v1">, hex>,
                       timestamp_in_signature<"t", unix_seconds>> {};
#else
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       timestamp<"X-Acme-Time", unix_seconds>, signed_content<"{timestamp}.{body}">> {};
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: timestamp_in_signature<> needs a grammar with fields
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       timestamp_in_signature<"t", unix_seconds>, signed_content<"{timestamp}.{body}">> {};
#elif HOOKLATCH_BAD == 2
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", prefixed<"v1=">, hex>,
                       timestamp_in_signature<"t", unix_seconds>, signed_content<"{timestamp}.{body}">> {};
#elif HOOKLATCH_BAD == 3
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", version_list<"v1">, hex>,
                       timestamp_in_signature<"t", unix_seconds>, signed_content<"{timestamp}.{body}">> {};
#else
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", key_value<"v1">, hex>,
                       timestamp_in_signature<"t", unix_seconds>, signed_content<"{timestamp}.{body}">> {};
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: the timestamp and the signatures stand under the same key of the signature header
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", key_value<"v1">, hex>,
                       timestamp_in_signature<"t", unix_seconds>, signed_content<"{timestamp}.{body}">> {};
#else
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", key_value<"t">, hex>,
                       timestamp_in_signature<"t", unix_seconds>, signed_content<"{timestamp}.{body}">> {};
#endif

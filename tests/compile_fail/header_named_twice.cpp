// SPDX-License-Identifier: MIT
// expect: hooklatch: two parts name the same header; each header has one meaning
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       delivery_id<header<"x-acme-signature">>> {};
#elif HOOKLATCH_BAD == 2
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       timestamp<"X-Acme-Signature", unix_seconds>, signed_content<"{timestamp}.{body}">> {};
#elif HOOKLATCH_BAD == 3
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       event_id<header<"X-Acme-Id">>, delivery_id<header<"X-ACME-ID">>,
                       signed_content<"{id}.{body}">> {};
#elif HOOKLATCH_BAD == 4
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       event_type<json<"/type">, header<"X-Acme-Id">>, delivery_id<header<"X-Acme-Id">>> {};
#else
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       delivery_id<header<"X-Acme-Id">>, event_type<header<"X-Acme-Event">>> {};
#endif

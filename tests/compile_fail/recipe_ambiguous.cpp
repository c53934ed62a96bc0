// SPDX-License-Identifier: MIT
// expect: hooklatch: the recipe does not keep its values apart, so two deliveries can have the same signed bytes
#include <hooklatch/provider.hpp>

using namespace hooklatch;

// A value directly beside another one, or beside a literal whose nearest character it can hold, has no end of
// its own.
#if HOOKLATCH_BAD == 1
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       timestamp<"X-Acme-Time", unix_seconds>, signed_content<"{timestamp}{body}">> {};
#elif HOOKLATCH_BAD == 2
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       timestamp<"X-Acme-Time", unix_seconds>, signed_content<"{timestamp}0{body}">> {};
#elif HOOKLATCH_BAD == 3
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       timestamp<"X-Acme-Time", rfc3339>, signed_content<"{timestamp}:{body}">> {};
#elif HOOKLATCH_BAD == 4
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       timestamp<"X-Acme-Time", unix_seconds>, signed_content<"{body}{timestamp}">> {};
#elif HOOKLATCH_BAD == 5
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       timestamp<"X-Acme-Time", unix_seconds>, event_id<header<"X-Acme-Id">>,
                       signed_content<"{id}{timestamp}.{body}">> {};
#elif HOOKLATCH_BAD == 6
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       event_id<header<"X-Acme-Id">>, signed_content<"{body}{id}">> {};
#else
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       timestamp<"X-Acme-Time", unix_seconds>, event_id<header<"X-Acme-Id">>,
                       signed_content<"{id}.{timestamp}.{body}">> {};
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: a header name is empty or holds a character that no field name has
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
struct acme : provider<"acme", mac<hmac_sha256>, signature<"", bare, hex>> {};
#elif HOOKLATCH_BAD == 2
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X Acme", bare, hex>> {};
#elif HOOKLATCH_BAD == 3
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme:", bare, hex>> {};
#elif HOOKLATCH_BAD == 4
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme\r\nX-Evil", bare, hex>> {};
#elif HOOKLATCH_BAD == 5
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       delivery_id<header<"X Id">>> {};
#elif HOOKLATCH_BAD == 6
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       timestamp<"X Time", unix_seconds>, signed_content<"{timestamp}.{body}">> {};
#else
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};
#endif

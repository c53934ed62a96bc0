// SPDX-License-Identifier: MIT
// expect: hooklatch: event_type<> with two sources names the body first
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       event_type<header<"X-Acme-Event">, json<"/type">>> {};
#elif HOOKLATCH_BAD == 2
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       event_type<header<"X-Acme-Type">, header<"X-Acme-Event">>> {};
#elif HOOKLATCH_BAD == 3
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       event_type<json<"/type">, json<"/event">>> {};
#else
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       event_type<json<"/type">, header<"X-Acme-Event">>> {};
#endif

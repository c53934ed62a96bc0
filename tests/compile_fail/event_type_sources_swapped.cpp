// SPDX-License-Identifier: MIT
// expect: hooklatch: the second source of event_type<> is the header that must agree with the body
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       event_type<json<"/type">, header<"X-Acme-Event">>> {};
#else
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       event_type<header<"X-Acme-Event">, json<"/type">>> {};
#endif

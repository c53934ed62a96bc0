// SPDX-License-Identifier: MIT
// expect: hooklatch: event_data<category_key> needs an event_type<> in the body
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       event_data<category_key>> {};
#elif HOOKLATCH_BAD == 2
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       event_type<header<"X-Acme-Event">>, event_data<category_key>> {};
#else
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       event_type<json<"/event">>, event_data<category_key>> {};
#endif

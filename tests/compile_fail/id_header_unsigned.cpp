// SPDX-License-Identifier: MIT
// expect: hooklatch: the event id comes in a header that the recipe does not sign
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       delivery_id<header<"X-Acme-Id">>, signed_content<"{body}">> {};
#else
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       event_id<header<"X-Acme-Id">>, signed_content<"{body}">> {};
#endif

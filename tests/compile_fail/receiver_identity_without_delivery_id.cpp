// SPDX-License-Identifier: MIT
// expect: hooklatch: identity<delivery_id_header, ...> needs a provider with delivery_id<header<"...">>
#include <hooklatch/receive/receiver.hpp>

using namespace hooklatch;

struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>
#ifndef HOOKLATCH_BAD
                       , delivery_id<header<"X-Acme-Delivery">>
#endif
                       > {};

static_assert(sizeof(receiver<acme, no_store, identity<delivery_id_header, accept_unsigned>>) > 0);

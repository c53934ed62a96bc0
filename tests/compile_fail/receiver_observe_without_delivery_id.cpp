// SPDX-License-Identifier: MIT
// expect: hooklatch: observe_delivery_id needs a store that remembers and a provider with
#include <hooklatch/dedup/memory_store.hpp>
#include <hooklatch/dedup/no_store.hpp>
#include <hooklatch/receive/receiver.hpp>

using namespace hooklatch;

struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};
struct named : provider<"named", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                        delivery_id<header<"X-Acme-Delivery">>> {};

#ifndef HOOKLATCH_BAD
static_assert(sizeof(receiver<named, memory_store<>, accept_volatile_store, observe_delivery_id>) > 0);
#elif HOOKLATCH_BAD == 1
static_assert(sizeof(receiver<acme, memory_store<>, accept_volatile_store, observe_delivery_id>) > 0);
#elif HOOKLATCH_BAD == 2
static_assert(sizeof(receiver<named, no_store, observe_delivery_id>) > 0);
#endif

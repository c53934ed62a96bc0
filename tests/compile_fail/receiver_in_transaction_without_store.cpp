// SPDX-License-Identifier: MIT
// expect: hooklatch: in_transaction needs a store in the application's own database
#include <hooklatch/dedup/memory_store.hpp>
#include <hooklatch/receive/receiver.hpp>

using namespace hooklatch;

struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};

#ifndef HOOKLATCH_BAD
static_assert(sizeof(receiver<acme, memory_store<>, accept_volatile_store>) > 0);
#else
static_assert(sizeof(receiver<acme, memory_store<>, accept_volatile_store, in_transaction>) > 0);
#endif

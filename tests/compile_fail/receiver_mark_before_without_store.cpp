// SPDX-License-Identifier: MIT
// expect: hooklatch: mark_before needs a store that remembers
#include <hooklatch/dedup/memory_store.hpp>
#include <hooklatch/receive/receiver.hpp>

using namespace hooklatch;

struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};

#ifndef HOOKLATCH_BAD
static_assert(sizeof(receiver<acme, memory_store<>, accept_volatile_store, mark_before>) > 0);
#else
static_assert(sizeof(receiver<acme, no_store, mark_before>) > 0);
#endif

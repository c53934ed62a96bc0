// SPDX-License-Identifier: MIT
// expect: hooklatch: mark_before, mark_after and in_transaction contradict each other; keep one of them
#include <hooklatch/dedup/memory_store.hpp>
#include <hooklatch/receive/receiver.hpp>

using namespace hooklatch;

struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};

#ifndef HOOKLATCH_BAD
static_assert(sizeof(receiver<acme, memory_store<>, accept_volatile_store, mark_before>) > 0);
static_assert(sizeof(receiver<acme, memory_store<>, accept_volatile_store, mark_after>) > 0);
#elif HOOKLATCH_BAD == 1
static_assert(sizeof(receiver<acme, memory_store<>, accept_volatile_store, mark_before, mark_after>) > 0);
#elif HOOKLATCH_BAD == 2
static_assert(sizeof(receiver<acme, memory_store<>, accept_volatile_store, mark_after, in_transaction>) > 0);
#endif

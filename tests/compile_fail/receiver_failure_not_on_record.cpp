// SPDX-License-Identifier: MIT
// expect: hooklatch: this provider wants a failed handler acknowledged and never sends the event again; take a
#include <hooklatch/dedup/memory_store.hpp>
#include <hooklatch/receive/receiver.hpp>

using namespace hooklatch;

struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>, handler_failure<200>> {};

#if HOOKLATCH_BAD == 1
static_assert(sizeof(receiver<acme, no_store>) > 0);
#elif HOOKLATCH_BAD == 2
static_assert(sizeof(receiver<acme, no_store, mark_after>) > 0);
#else
static_assert(sizeof(receiver<acme, no_store, events_can_be_lost>) > 0);
static_assert(sizeof(receiver<acme, memory_store<>, accept_volatile_store>) > 0);
#endif

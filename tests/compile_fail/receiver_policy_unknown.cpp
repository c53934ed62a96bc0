// SPDX-License-Identifier: MIT
// expect: hooklatch: an argument of receiver<> behind the store is not a policy; see receive/policies.hpp
#include <hooklatch/receive/receiver.hpp>

using namespace hooklatch;

struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};

#if HOOKLATCH_BAD == 1
static_assert(sizeof(receiver<acme, no_store, std::chrono::system_clock>) > 0);
#elif HOOKLATCH_BAD == 2
static_assert(sizeof(receiver<acme, no_store, mark_after, json<"/id">>) > 0);
#else
static_assert(sizeof(receiver<acme, no_store, mark_after, with_clock<std::chrono::system_clock>>) > 0);
#endif

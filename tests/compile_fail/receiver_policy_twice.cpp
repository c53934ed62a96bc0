// SPDX-License-Identifier: MIT
// expect: hooklatch: receiver<> names one policy twice
#include <hooklatch/dedup/memory_store.hpp>
#include <hooklatch/receive/receiver.hpp>
#include <hooklatch/testing/manual_clock.hpp>

using namespace hooklatch;

struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       delivery_id<header<"X-Acme-Delivery">>> {};

template <class... Policies>
using receive = receiver<acme, memory_store<>, accept_volatile_store, Policies...>;

#if HOOKLATCH_BAD == 1
static_assert(sizeof(receive<with_clock<testing::manual_clock>, with_clock<std::chrono::system_clock>>) > 0);
#elif HOOKLATCH_BAD == 2
static_assert(sizeof(receive<mark_before, mark_before>) > 0);
#elif HOOKLATCH_BAD == 3
static_assert(sizeof(receive<identity<json<"/a">>, mark_after, identity<json<"/b">>>) > 0);
#elif HOOKLATCH_BAD == 4
static_assert(sizeof(receive<identity<json<"/a">>, identity<delivery_id_header, accept_unsigned>>) > 0);
#elif HOOKLATCH_BAD == 5
static_assert(sizeof(receive<with_engine<hmac_engine>, with_engine<hmac_engine>>) > 0);
#elif HOOKLATCH_BAD == 6
static_assert(sizeof(receive<accept_volatile_store>) > 0);
#else
static_assert(sizeof(receive<with_clock<testing::manual_clock>, with_engine<hmac_engine>, identity<json<"/a">>,
                             mark_after, events_can_be_lost>) > 0);
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: event_id_fallback<> takes json<"/...">, fields of the signed body
#include <hooklatch/provider/event_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(event_id_fallback<json<"/type">, header<"X-Acme-Time">>::pointers.size() == 2);
#elif HOOKLATCH_BAD == 2
static_assert(event_id_fallback<category_key>::pointers.size() == 1);
#elif HOOKLATCH_BAD == 3
static_assert(event_id_fallback<>::pointers.empty());
#else
static_assert(event_id_fallback<json<"/type">, json<"/createdAt">>::pointers.size() == 2);
#endif

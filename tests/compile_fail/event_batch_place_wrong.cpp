// SPDX-License-Identifier: MIT
// expect: hooklatch: event_batch<> takes json<"/...">, an array of the body
#include <hooklatch/provider/event_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(event_batch<header<"X-Acme-Events">>::place.present());
#elif HOOKLATCH_BAD == 2
static_assert(event_batch<query<"events">>::place.present());
#else
static_assert(event_batch<json<"/events">>::place.present() && event_batch<json<"">>::place.present());
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: event_time<> takes json<"/...">, a field of the body
#include <hooklatch/provider/event_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(event_time<header<"X-Acme-Time">, iso8601>::place.present());
#elif HOOKLATCH_BAD == 2
static_assert(event_time<category_key, iso8601>::place.present());
#else
static_assert(event_time<json<"/time">, iso8601>::place.present());
#endif

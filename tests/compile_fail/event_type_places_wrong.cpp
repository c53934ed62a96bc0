// SPDX-License-Identifier: MIT
// expect: hooklatch: event_type<> takes json<> or header<>
#include <hooklatch/provider/event_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(event_type<category_key, header<"X-Acme-Event">>::place.present());
#elif HOOKLATCH_BAD == 2
static_assert(event_type<json<"/type">, category_key>::place.present());
#else
static_assert(event_type<json<"/type">, header<"X-Acme-Event">>::place.present());
#endif

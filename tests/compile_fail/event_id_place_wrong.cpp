// SPDX-License-Identifier: MIT
// expect: hooklatch: event_id<> takes json<"/..."> or header<"...">
#include <hooklatch/provider/event_parts.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(event_id<json<"/id">>::place.present());
static_assert(event_id<header<"X-Acme-Id">>::place.present());
#else
static_assert(event_id<category_key>::place.present());
#endif

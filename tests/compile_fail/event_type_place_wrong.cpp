// SPDX-License-Identifier: MIT
// expect: hooklatch: event_type<> takes json<"/..."> or header<"...">
#include <hooklatch/provider/event_parts.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(event_type<json<"/type">>::place.present());
static_assert(event_type<header<"X-Acme-Event">>::place.present());
#else
static_assert(event_type<category_key>::place.present());
#endif

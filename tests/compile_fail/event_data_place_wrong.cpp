// SPDX-License-Identifier: MIT
// expect: hooklatch: event_data<> takes json<"/..."> or category_key
#include <hooklatch/provider/event_parts.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(event_data<json<"">>::place.present());
static_assert(event_data<category_key>::place.present());
#else
static_assert(event_data<header<"X-Acme-Data">>::place.present());
#endif

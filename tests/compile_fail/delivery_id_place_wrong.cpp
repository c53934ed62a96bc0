// SPDX-License-Identifier: MIT
// expect: hooklatch: delivery_id<> takes header<"...">
#include <hooklatch/provider/event_parts.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(delivery_id<header<"X-Acme-Id">>::place.present());
#else
static_assert(delivery_id<category_key>::place.present());
#endif

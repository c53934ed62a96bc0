// SPDX-License-Identifier: MIT
// expect: takes json<
#include <hooklatch/provider/event_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(event_id<category_key>::place.in_body());
#elif HOOKLATCH_BAD == 2
static_assert(event_time<header<"T">, iso8601>::place.in_header());
#elif HOOKLATCH_BAD == 3
static_assert(test_flag<header<"T">>::place.in_header());
#elif HOOKLATCH_BAD == 4
static_assert(live_flag<category_key>::place.in_body());
#elif HOOKLATCH_BAD == 5
static_assert(event_data<header<"T">>::place.in_header());
#else
static_assert(event_id<json<"/id">>::place.in_body());
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: event_time<> takes iso8601, unix_seconds, unix_milliseconds or en_us_date_time
#include <hooklatch/provider/event_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(event_time<json<"/t">, int>::place.in_body());
#else
static_assert(event_time<json<"/t">, iso8601>::place.in_body());
#endif

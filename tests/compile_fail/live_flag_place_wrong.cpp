// SPDX-License-Identifier: MIT
// expect: hooklatch: live_flag<> takes json<"/...">, a field of the body
#include <hooklatch/provider/event_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(live_flag<header<"X-Acme-Live">>::place.present());
#elif HOOKLATCH_BAD == 2
static_assert(live_flag<category_key>::place.present());
#else
static_assert(live_flag<json<"/live">>::place.present());
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: test_flag<> takes json<"/...">, a field of the body
#include <hooklatch/provider/event_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(test_flag<header<"X-Acme-Test">>::place.present());
#elif HOOKLATCH_BAD == 2
static_assert(test_flag<category_key>::place.present());
#else
static_assert(test_flag<json<"/test">>::place.present());
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: tenant<> takes json<"/...">, a field of the body
#include <hooklatch/provider/event_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(tenant<header<"X-Acme-Account">>::place.present());
#elif HOOKLATCH_BAD == 2
static_assert(tenant<category_key>::place.present());
#else
static_assert(tenant<json<"/account">>::place.present());
#endif

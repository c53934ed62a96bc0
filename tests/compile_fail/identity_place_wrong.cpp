// SPDX-License-Identifier: MIT
// expect: hooklatch: identity<> takes json<"/...">, fields of the signed body
#include <hooklatch/receive/policies.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(identity<json<"/id">, header<"X-Id">>::places.size() == 2);
#elif HOOKLATCH_BAD == 2
static_assert(identity<query<"id">>::places.size() == 1);
#else
static_assert(identity<json<"/event">, json<"/id">>::places.size() == 2);
#endif

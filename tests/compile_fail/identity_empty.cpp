// SPDX-License-Identifier: MIT
// expect: hooklatch: identity<> names the fields that make an event's identity
#include <hooklatch/receive/policies.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(identity<json<"/data/transactionId">>::places.size() == 1);
#else
static_assert(identity<>::places.empty());
#endif

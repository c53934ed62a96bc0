// SPDX-License-Identifier: MIT
// expect: hooklatch: ordered_by<> names the fields that put events into one order
#include <hooklatch/receive/policies.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(sizeof(ordered_by<json<"/id">>) > 0);
#else
static_assert(sizeof(ordered_by<>) > 0);
#endif

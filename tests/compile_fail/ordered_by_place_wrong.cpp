// SPDX-License-Identifier: MIT
// expect: hooklatch: ordered_by<> takes json<"/...">, fields of the signed body
#include <hooklatch/receive/policies.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(sizeof(ordered_by<json<"/id">, json<"/type">>) > 0);
#else
static_assert(sizeof(ordered_by<json<"/id">, header<"X-Acme-Order">>) > 0);
#endif

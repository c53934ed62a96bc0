// SPDX-License-Identifier: MIT
// expect: hooklatch: timestamp<> needs the name of its header
#include <hooklatch/scheme/timestamp.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(!timestamp<"X-Acme-Time", unix_seconds>::in_signature);
#else
static_assert(!timestamp<"", unix_seconds>::in_signature);
#endif

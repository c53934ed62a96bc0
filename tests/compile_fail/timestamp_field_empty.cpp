// SPDX-License-Identifier: MIT
// expect: hooklatch: timestamp_in_signature<> needs the name of its field
#include <hooklatch/scheme/timestamp.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(timestamp_in_signature<"t", unix_seconds>::in_signature);
#else
static_assert(timestamp_in_signature<"", unix_seconds>::in_signature);
#endif

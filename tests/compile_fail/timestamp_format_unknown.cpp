// SPDX-License-Identifier: MIT
// expect: constraint
#include <hooklatch/scheme/timestamp.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
using part = timestamp<"X-Acme-Time", tolerance<300>>;
static_assert(!part::in_signature);
#elif HOOKLATCH_BAD == 2
using part = timestamp_in_signature<"t", tolerance<300>>;
static_assert(part::in_signature);
#else
using part = timestamp<"X-Acme-Time", unix_seconds>;
static_assert(!part::in_signature);
#endif

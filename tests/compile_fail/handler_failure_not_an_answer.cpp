// SPDX-License-Identifier: MIT
// expect: hooklatch: handler_failure<> is a 5xx answer, or a 2xx one for a provider that must not retry
#include <hooklatch/provider/answer_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(handler_failure<404>::value.status == 404);
#elif HOOKLATCH_BAD == 2
static_assert(handler_failure<300>::value.status == 300);
#elif HOOKLATCH_BAD == 3
static_assert(handler_failure<199>::value.status == 199);
#else
static_assert(handler_failure<500>::value.status == 500);
static_assert(handler_failure<200>::value.status == 200);
#endif

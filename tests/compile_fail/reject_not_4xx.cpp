// SPDX-License-Identifier: MIT
// expect: hooklatch: reject<> is a 4xx answer
#include <hooklatch/provider/answer_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(reject<200>::value.status == 200);
#elif HOOKLATCH_BAD == 2
static_assert(reject<399>::value.status == 399);
#elif HOOKLATCH_BAD == 3
static_assert(reject<500>::value.status == 500);
#else
static_assert(reject<400>::value.status == 400);
static_assert(reject<499>::value.status == 499);
#endif

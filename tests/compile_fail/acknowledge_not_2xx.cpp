// SPDX-License-Identifier: MIT
// expect: hooklatch: acknowledge<> is a 2xx answer
#include <hooklatch/provider/answer_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(acknowledge<199>::value.status == 199);
#elif HOOKLATCH_BAD == 2
static_assert(acknowledge<300>::value.status == 300);
#else
static_assert(acknowledge<200>::value.status == 200);
static_assert(acknowledge<299>::value.status == 299);
#endif

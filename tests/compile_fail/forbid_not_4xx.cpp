// SPDX-License-Identifier: MIT
// expect: hooklatch: forbid<> is a 4xx answer
#include <hooklatch/provider/answer_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(forbid<200>::value.status == 200);
#elif HOOKLATCH_BAD == 2
static_assert(forbid<500>::value.status == 500);
#else
static_assert(forbid<403>::value.status == 403);
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: forbid<> is a 4xx answer, and not 410
#include <hooklatch/provider/answer_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(forbid<410>::value.status == 410);
#else
static_assert(forbid<403>::value.status == 403);
#endif

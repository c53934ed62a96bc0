// SPDX-License-Identifier: MIT
// expect: hooklatch: acknowledge_duplicate<> is a 2xx answer
#include <hooklatch/provider/answer_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(acknowledge_duplicate<409>::value.status == 409);
#elif HOOKLATCH_BAD == 2
static_assert(acknowledge_duplicate<199>::value.status == 199);
#else
static_assert(acknowledge_duplicate<208>::value.status == 208);
#endif

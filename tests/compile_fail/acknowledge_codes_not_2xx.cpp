// SPDX-License-Identifier: MIT
// expect: hooklatch: acknowledge_codes<> lists 2xx statuses
#include <hooklatch/provider/answer_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(acknowledge_codes<>::values.size() == 0);
#elif HOOKLATCH_BAD == 2
static_assert(acknowledge_codes<200, 304>::values.size() == 2);
#elif HOOKLATCH_BAD == 3
static_assert(acknowledge_codes<400, 200>::values.size() == 2);
#else
static_assert(acknowledge_codes<200, 201, 202>::values.size() == 3);
#endif

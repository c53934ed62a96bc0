// SPDX-License-Identifier: MIT
// expect: hooklatch: 204 and 205 have no body
#include <hooklatch/provider/answer_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(acknowledge<204, "gone">::value.status == 204);
#else
static_assert(acknowledge<204>::value.status == 204);
#endif

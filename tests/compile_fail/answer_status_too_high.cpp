// SPDX-License-Identifier: MIT
// expect: hooklatch: an answer has a status up to 599
#include <hooklatch/provider/answer_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(handler_failure<600>::value.status == 600);
#else
static_assert(handler_failure<599>::value.status == 599);
#endif

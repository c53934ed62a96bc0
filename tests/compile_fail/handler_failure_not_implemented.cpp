// SPDX-License-Identifier: MIT
// expect: hooklatch: handler_failure<501> makes providers give up
#include <hooklatch/provider/answer_parts.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(handler_failure<502>::value.status == 502);
#else
static_assert(handler_failure<501>::value.status == 501);
#endif

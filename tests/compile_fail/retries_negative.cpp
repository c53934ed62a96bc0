// SPDX-License-Identifier: MIT
// expect: hooklatch: a wait between attempts is not negative
#include <hooklatch/provider/answer_parts.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(retries<0, 60>::horizon == 60);
#else
static_assert(retries<60, -1>::horizon == 59);
#endif

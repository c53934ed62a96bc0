// SPDX-License-Identifier: MIT
// expect: hooklatch: body_cap<> is at least one byte
#include <hooklatch/provider/answer_parts.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(body_cap<1>::bytes == 1);
#else
static_assert(body_cap<0>::bytes == 0);
#endif

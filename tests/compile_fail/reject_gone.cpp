// SPDX-License-Identifier: MIT
// expect: hooklatch: reject<410> makes providers delete the endpoint
#include <hooklatch/provider/answer_parts.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(reject<409>::value.status == 409);
#else
static_assert(reject<410>::value.status == 410);
#endif

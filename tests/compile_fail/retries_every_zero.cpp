// SPDX-License-Identifier: MIT
// expect: hooklatch: retries_every<seconds, count> counts from one
#include <hooklatch/provider/answer_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(retries_every<0, 3>::horizon == 0);
#elif HOOKLATCH_BAD == 2
static_assert(retries_every<60, 0>::horizon == 0);
#elif HOOKLATCH_BAD == 3
static_assert(retries_every<-60, 1>::horizon == -60);
#else
static_assert(retries_every<60, 1>::horizon == 60);
#endif

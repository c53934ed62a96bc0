// SPDX-License-Identifier: MIT
// expect: hooklatch: a tolerance is not negative; 0 means 0 seconds
#include <hooklatch/scheme/timestamp.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(tolerance<-1>::past >= 0);
#elif HOOKLATCH_BAD == 2
static_assert(tolerance<300, -1>::past >= 0);
#elif HOOKLATCH_BAD == 3
static_assert(tolerance<-1, 300>::past >= 0);
#else
static_assert(tolerance<0>::past >= 0);
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: a tolerance is at most a day (86400 seconds)
#include <hooklatch/scheme/timestamp.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(tolerance<86401>::past >= 0);
#elif HOOKLATCH_BAD == 2
static_assert(tolerance<300, 86401>::past >= 0);
#elif HOOKLATCH_BAD == 3
static_assert(tolerance<86401, 300>::past >= 0);
#else
static_assert(tolerance<86400>::past >= 0);
#endif

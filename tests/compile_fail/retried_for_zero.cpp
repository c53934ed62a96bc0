// SPDX-License-Identifier: MIT
// expect: hooklatch: leave retried_for<> out where no retries are documented
#include <hooklatch/provider/answer_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(retried_for<0>::horizon == 0);
#elif HOOKLATCH_BAD == 2
static_assert(retried_for<-1>::horizon == -1);
#else
static_assert(retried_for<1>::horizon == 1);
#endif

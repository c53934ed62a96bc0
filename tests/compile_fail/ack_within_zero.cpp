// SPDX-License-Identifier: MIT
// expect: hooklatch: leave ack_within<> out where no deadline is documented
#include <hooklatch/provider/answer_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(ack_within<0>::seconds == 0);
#elif HOOKLATCH_BAD == 2
static_assert(ack_within<-1>::seconds == -1);
#else
static_assert(ack_within<1>::seconds == 1);
#endif

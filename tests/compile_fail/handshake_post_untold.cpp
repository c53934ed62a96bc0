// SPDX-License-Identifier: MIT
// expect: hooklatch: a handshake that is a POST needs when<>, which tells it from a delivery
#include <hooklatch/provider/handshake_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(handshake<reply<200>>::rule.is_signed);
#elif HOOKLATCH_BAD == 2
static_assert(!handshake<unsigned_request, echo<json<"/challenge">>>::rule.is_signed);
#else
static_assert(handshake<when<json<"/type">, "ping">, reply<200>>::rule.is_signed);
static_assert(!handshake<with_method<"HEAD">, reply<200>>::rule.is_signed);
#endif

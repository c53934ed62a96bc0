// SPDX-License-Identifier: MIT
// expect: hooklatch: handshake<> takes with_method<>, unsigned_request, when<>, verification_token<>, and one of
#include <hooklatch/provider/handshake_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(handshake<when<json<"/type">, "ping">, answer>::rule.is_signed);
#elif HOOKLATCH_BAD == 2
static_assert(handshake<json<"/challenge">>::rule.is_signed);
#else
static_assert(handshake<when<json<"/type">, "ping">, reply<200>>::rule.is_signed);
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: handshake<> has one answer: echo<>, echo_json<>, echo_header<>, mac_json<>, hash_json<> or reply<>
#include <hooklatch/provider/handshake_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(handshake<when<json<"/type">, "ping">>::rule.is_signed);
#elif HOOKLATCH_BAD == 2
static_assert(handshake<when<json<"/t">>, echo<json<"/challenge">>, reply<200>>::rule.is_signed);
#else
static_assert(handshake<when<json<"/t">>, echo<json<"/challenge">>>::rule.is_signed);
#endif

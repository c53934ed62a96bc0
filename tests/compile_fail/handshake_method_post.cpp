// SPDX-License-Identifier: MIT
// expect: hooklatch: a handshake is a POST unless with_method<> says else; one that is not signed says unsigned_request
#include <hooklatch/provider/handshake_parts.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(!handshake<with_method<"POST">, when<json<"/t">>, echo<json<"/challenge">>>::rule.is_signed);
#else
static_assert(!handshake<unsigned_request, when<json<"/t">>, echo<json<"/challenge">>>::rule.is_signed);
static_assert(!handshake<with_method<"GET">, echo<query<"challenge">>>::rule.is_signed);
#endif

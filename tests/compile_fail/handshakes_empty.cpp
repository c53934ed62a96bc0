// SPDX-License-Identifier: MIT
// expect: hooklatch: leave handshakes<> out where the provider has none
#include <hooklatch/provider/handshake_parts.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(handshakes<handshake<with_method<"HEAD">, reply<200>>>::rules.size() == 1);
#else
static_assert(handshakes<>::rules.empty());
#endif

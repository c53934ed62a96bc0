// SPDX-License-Identifier: MIT
// expect: hooklatch: header<> needs a name
#include <hooklatch/scheme/source.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(header<"X-Acme-Id">::place.in_header());
#else
static_assert(header<"">::place.in_header());
#endif

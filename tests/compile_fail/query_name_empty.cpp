// SPDX-License-Identifier: MIT
// expect: hooklatch: query<> needs a name
#include <hooklatch/scheme/source.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(query<"challenge">::place.present());
#else
static_assert(query<"">::place.present());
#endif

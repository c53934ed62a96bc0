// SPDX-License-Identifier: MIT
// expect: hooklatch: an empty prefix; the grammar without one is called bare
#include <hooklatch/scheme/grammar.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(!prefixed<"v1=">::has_fields);
#else
static_assert(!prefixed<"">::has_fields);
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: a key of key_value holds no separator and no '='
#include <hooklatch/scheme/grammar.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(key_value<"v=1">::has_fields);
#elif HOOKLATCH_BAD == 2
static_assert(key_value<"v,1">::has_fields);
#elif HOOKLATCH_BAD == 3
static_assert(key_value<"v 1">::has_fields);
#else
static_assert(key_value<"v1">::has_fields);
#endif

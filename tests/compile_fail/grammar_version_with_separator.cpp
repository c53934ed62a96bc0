// SPDX-License-Identifier: MIT
// expect: hooklatch: a version of version_list holds no blank and no comma
#include <hooklatch/scheme/grammar.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(!version_list<"v 1">::has_fields);
#elif HOOKLATCH_BAD == 2
static_assert(!version_list<"v,1">::has_fields);
#else
static_assert(!version_list<"v1">::has_fields);
#endif

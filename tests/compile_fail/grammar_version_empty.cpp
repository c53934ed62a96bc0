// SPDX-License-Identifier: MIT
// expect: hooklatch: version_list needs the version whose signatures it takes
#include <hooklatch/scheme/grammar.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(!version_list<"v1">::has_fields);
#else
static_assert(!version_list<"">::has_fields);
#endif

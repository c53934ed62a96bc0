// SPDX-License-Identifier: MIT
// expect: hooklatch: key_value needs the key under which signatures stand
#include <hooklatch/scheme/grammar.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(key_value<"v1">::has_fields);
#else
static_assert(key_value<"">::has_fields);
#endif

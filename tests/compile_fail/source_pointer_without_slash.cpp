// SPDX-License-Identifier: MIT
// expect: hooklatch: a JSON pointer starts with '/'
#include <hooklatch/scheme/source.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(json<"/data/id">::place.in_body());
static_assert(json<"">::place.in_body());
#else
static_assert(json<"data/id">::place.in_body());
#endif

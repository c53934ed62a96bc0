// SPDX-License-Identifier: MIT
// expect: hooklatch: in a JSON pointer '~' is written ~0
#include <hooklatch/scheme/source.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(json<"/a~2">::place.in_body());
#elif HOOKLATCH_BAD == 2
static_assert(json<"/a~">::place.in_body());
#else
static_assert(json<"/a~1b~0c">::place.in_body());
#endif

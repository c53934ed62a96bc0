// SPDX-License-Identifier: MIT
// expect: hooklatch: the recipe of signed_content<> cannot be read at this offset; placeholders are {body}
#include <hooklatch/scheme/content.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(signed_content<"id}.{body}">::text.size() > 0);
#elif HOOKLATCH_BAD == 2
static_assert(signed_content<"{body}}">::text.size() > 0);
#else
static_assert(signed_content<"id.{body}">::text.size() > 0);
#endif

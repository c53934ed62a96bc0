// SPDX-License-Identifier: MIT
// expect: hooklatch: the recipe of signed_content<> names a placeholder twice
#include <hooklatch/scheme/content.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
using recipe = signed_content<"{timestamp}.{timestamp}.{body}">;
static_assert(recipe::text.size() > 0);
#elif HOOKLATCH_BAD == 2
using recipe = signed_content<"{id}.{body}.{id}">;
static_assert(recipe::text.size() > 0);
#else
using recipe = signed_content<"{id}.{timestamp}.{body}">;
static_assert(recipe::text.size() > 0);
#endif

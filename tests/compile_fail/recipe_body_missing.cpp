// SPDX-License-Identifier: MIT
// expect: hooklatch: the recipe of signed_content<> needs {body} exactly once; what is not signed proves nothing
#include <hooklatch/scheme/content.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
using recipe = signed_content<"{timestamp}.">;
static_assert(recipe::text.size() > 0);
#elif HOOKLATCH_BAD == 2
using recipe = signed_content<"body">;
static_assert(recipe::text.size() > 0);
#elif HOOKLATCH_BAD == 3
using recipe = signed_content<"">;
static_assert(recipe::text.empty());
#else
using recipe = signed_content<"{timestamp}.{body}">;
static_assert(recipe::text.size() > 0);
#endif

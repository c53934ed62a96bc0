// SPDX-License-Identifier: MIT
// expect: hooklatch: the recipe of signed_content<> cannot be read at this offset; placeholders are {body}
#include <hooklatch/scheme/content.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
using recipe = signed_content<"{timestmap}.{body}">;
static_assert(recipe::text.size() > 0);
#elif HOOKLATCH_BAD == 2
using recipe = signed_content<"{Body}">;
static_assert(recipe::text.size() > 0);
#elif HOOKLATCH_BAD == 3
using recipe = signed_content<"{}.{body}">;
static_assert(recipe::text.size() > 0);
#elif HOOKLATCH_BAD == 4
using recipe = signed_content<"{ body}">;
static_assert(recipe::text.size() > 0);
#elif HOOKLATCH_BAD == 5
using recipe = signed_content<"{bodyx}">;
static_assert(recipe::text.size() > 0);
#elif HOOKLATCH_BAD == 6
using recipe = signed_content<"{i}.{body}">;
static_assert(recipe::text.size() > 0);
#else
using recipe = signed_content<"{timestamp}.{body}">;
static_assert(recipe::text.size() > 0);
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: the recipe of signed_content<> needs {body} exactly once; what is not signed proves nothing
#include <hooklatch/scheme/content.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
using recipe = signed_content<"{timestamp}.{body}">;
static_assert(recipe::text.size() > 0);
#else
using recipe = signed_content<"{body}.{body}">;
static_assert(recipe::text.size() > 0);
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: the recipe of signed_content<> cannot be read at this offset; placeholders are {body}
#include <hooklatch/scheme/content.hpp>

using namespace hooklatch;

// A recipe has room for twelve pieces.
#ifndef HOOKLATCH_BAD
using recipe = signed_content<"0{id}1{timestamp}2{body}3">;
static_assert(recipe::text.size() > 0);
#else
using recipe = signed_content<"{body}{body}{body}{body}{body}{body}{body}{body}{body}{body}{body}{body}{body}">;
static_assert(recipe::text.size() > 0);
#endif

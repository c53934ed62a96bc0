// SPDX-License-Identifier: MIT
// expect: hooklatch: key_value separates its pairs by one of , ; & |
#include <hooklatch/scheme/grammar.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(key_value<"v1", '='>::has_fields);
#elif HOOKLATCH_BAD == 2
static_assert(key_value<"v1", ' '>::has_fields);
#elif HOOKLATCH_BAD == 3
static_assert(key_value<"v1", '\t'>::has_fields);
#elif HOOKLATCH_BAD == 4
static_assert(key_value<"v1", ':'>::has_fields);
#elif HOOKLATCH_BAD == 5
static_assert(key_value<"v1", 'a'>::has_fields);
#else
static_assert(key_value<"v1", ','>::has_fields);
static_assert(key_value<"v1", ';'>::has_fields);
static_assert(key_value<"v1", '&'>::has_fields);
static_assert(key_value<"v1", '|'>::has_fields);
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: any_store cannot promise transactions
#include <hooklatch/dedup/any_store.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(any_store<durable_store>::traits.durable);
#else
static_assert(any_store<store_traits{true, true, true, true}>::traits.durable);
#endif

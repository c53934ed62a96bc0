// SPDX-License-Identifier: MIT
// expect: hooklatch: this store promises less than the any_store that is to hold it
#include <hooklatch/dedup/any_store.hpp>
#include <hooklatch/dedup/memory_store.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
inline any_store<volatile_store> chosen() { return any_store<volatile_store>(std::make_unique<memory_store<>>()); }
#else
inline any_store<durable_store> chosen() { return any_store<durable_store>(std::make_unique<memory_store<>>()); }
#endif

// SPDX-License-Identifier: MIT
// expect: deleted
#include <hooklatch/hooklatch.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
std::size_t size(result<verified_delivery> given) { return std::move(given)->body().size(); }
#else
std::size_t size(const result<verified_delivery>& named) { return named->signed_id()->size(); }
#endif

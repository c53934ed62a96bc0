// SPDX-License-Identifier: MIT
// expect: hooklatch: handler_failure<> answers with a 2xx status that acknowledge_codes<> does not list
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(provider<"p", mac<hmac_sha256>, signature<"S", bare, hex>, acknowledge_codes<200>, handler_failure<202>>::table().name == "p");
#else
static_assert(provider<"p", mac<hmac_sha256>, signature<"S", bare, hex>, acknowledge_codes<200>, handler_failure<200>>::table().name == "p");
#endif

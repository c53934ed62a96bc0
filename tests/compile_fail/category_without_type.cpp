// SPDX-License-Identifier: MIT
// expect: hooklatch: event_data<category_key> needs an event_type<> in the body
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(provider<"p", mac<hmac_sha256>, signature<"S", bare, hex>, event_data<category_key>>::table().name == "p");
#else
static_assert(provider<"p", mac<hmac_sha256>, signature<"S", bare, hex>, event_type<json<"/event">>, event_data<category_key>>::table().name == "p");
#endif

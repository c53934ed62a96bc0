// SPDX-License-Identifier: MIT
// expect: hooklatch: a header name is empty or holds a character that no field name has
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(provider<"p", mac<hmac_sha256>, signature<"", bare, hex>>::table().name == "p");
#elif HOOKLATCH_BAD == 2
static_assert(provider<"p", mac<hmac_sha256>, signature<"X Sig", bare, hex>>::table().name == "p");
#elif HOOKLATCH_BAD == 3
static_assert(provider<"p", mac<hmac_sha256>, signature<"X-Sig:", bare, hex>>::table().name == "p");
#elif HOOKLATCH_BAD == 4
static_assert(provider<"p", mac<hmac_sha256>, signature<"X-Sig\r\nEvil", bare, hex>>::table().name == "p");
#elif HOOKLATCH_BAD == 5
static_assert(provider<"p", mac<hmac_sha256>, signature<"X-Sig", bare, hex>, delivery_id<header<"I d">>>::table().name == "p");
#else
static_assert(provider<"p", mac<hmac_sha256>, signature<"X-Sig", bare, hex>>::table().name == "p");
#endif

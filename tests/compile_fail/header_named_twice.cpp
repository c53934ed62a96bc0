// SPDX-License-Identifier: MIT
// expect: hooklatch: two parts name the same header; each header has one meaning
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(provider<"p", mac<hmac_sha256>, signature<"X-Sig", bare, hex>, delivery_id<header<"x-sig">>>::table().name == "p");
#elif HOOKLATCH_BAD == 2
static_assert(provider<"p", mac<hmac_sha256>, signature<"X-Sig", bare, hex>, timestamp<"X-Sig", unix_seconds>, signed_content<"{timestamp}.{body}">>::table().name == "p");
#elif HOOKLATCH_BAD == 3
static_assert(provider<"p", mac<hmac_sha256>, signature<"X-Sig", bare, hex>, event_id<header<"X-Id">>, delivery_id<header<"X-ID">>, signed_content<"{id}.{body}">>::table().name == "p");
#else
static_assert(provider<"p", mac<hmac_sha256>, signature<"X-Sig", bare, hex>, delivery_id<header<"X-Id">>, event_type<header<"X-Type">>>::table().name == "p");
#endif

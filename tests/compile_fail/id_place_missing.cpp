// SPDX-License-Identifier: MIT
// expect: hooklatch: the recipe has {id}, but no part says in which header the id is
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       signed_content<"{id}.{body}">> {};
#elif HOOKLATCH_BAD == 2
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>, event_id<json<"/id">>,
                       signed_content<"{id}.{body}">> {};
#elif HOOKLATCH_BAD == 3
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       delivery_id<header<"X-Acme-Id">>, signed_content<"{id}.{body}">> {};
#else
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       event_id<header<"X-Acme-Id">>, signed_content<"{id}.{body}">> {};
#endif

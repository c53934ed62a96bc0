// SPDX-License-Identifier: MIT
// expect: hooklatch: event_id_fallback<> stands in for an id that is missing; add event_id<json<"/...">>
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
using acme = provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                      event_id_fallback<json<"/createdAt">>>;
#elif HOOKLATCH_BAD == 2
using acme = provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                      event_id<header<"X-Acme-Id">>, signed_content<"{id}.{body}">,
                      event_id_fallback<json<"/createdAt">>>;
#else
using acme = provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>, event_id<json<"/id">>,
                      event_id_fallback<json<"/createdAt">>>;
#endif
static_assert(acme::table().id_fallback.size() == 1);

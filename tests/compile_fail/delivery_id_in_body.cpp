// SPDX-License-Identifier: MIT
// expect: hooklatch: an id in the body is under the MAC
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>, event_id<json<"/id">>> {};
#else
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       delivery_id<json<"/id">>> {};
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: the recipe has {timestamp}, but no part says where the timestamp is
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       timestamp<"X-Acme-Time", unix_seconds>, signed_content<"{timestamp}.{body}">> {};
#else
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       signed_content<"{timestamp}.{body}">> {};
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: the timestamp and the signatures stand under the same key of the signature header
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
static_assert(provider<"p", mac<hmac_sha256>, signature<"S", key_value<"t">, hex>, timestamp_in_signature<"t", unix_seconds>, signed_content<"{timestamp}.{body}">>::table().name == "p");
#else
static_assert(provider<"p", mac<hmac_sha256>, signature<"S", key_value<"v1">, hex>, timestamp_in_signature<"t", unix_seconds>, signed_content<"{timestamp}.{body}">>::table().name == "p");
#endif

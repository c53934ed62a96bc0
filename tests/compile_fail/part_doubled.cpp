// SPDX-License-Identifier: MIT
// expect: hooklatch: provider<> names two parts of one kind
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
struct acme : provider<"acme", mac<hmac_sha256>, mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};
#elif HOOKLATCH_BAD == 2
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       timestamp<"X-Acme-Time", unix_seconds>, signed_content<"{timestamp}.{body}">,
                       timestamp_in_signature<"t", unix_seconds>> {};
#elif HOOKLATCH_BAD == 3
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       test_flag<json<"/test">>, live_flag<json<"/live">>> {};
#elif HOOKLATCH_BAD == 4
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>, retries<60>,
                       retries_every<60, 3>> {};
#elif HOOKLATCH_BAD == 5
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>, retries<60>,
                       retried_for<60>> {};
#elif HOOKLATCH_BAD == 6
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>, https_only, https_only> {};
#else
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       timestamp<"X-Acme-Time", unix_seconds>, signed_content<"{timestamp}.{body}">,
                       test_flag<json<"/test">>, retries<60>> {};
#endif

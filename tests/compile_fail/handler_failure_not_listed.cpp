// SPDX-License-Identifier: MIT
// expect: hooklatch: handler_failure<> answers with a 2xx status that acknowledge_codes<> does not list
#include <hooklatch/provider.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       acknowledge_codes<200>, handler_failure<200>> {};
#else
struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>,
                       acknowledge_codes<200>, handler_failure<202>> {};
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: in_transaction needs an inbox in the application's own database
#include "support/inbox.hpp"
#include <hooklatch/inbox/worker.hpp>

using namespace hooklatch;

struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};

#ifndef HOOKLATCH_BAD
static_assert(sizeof(inbox_worker<acme, paper_inbox<true>>) > 0);
#else
static_assert(sizeof(inbox_worker<acme, paper_inbox<true>, in_transaction>) > 0);
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: the only policy of inbox_worker<> is in_transaction
#include "support/inbox.hpp"
#include <hooklatch/inbox/worker.hpp>

using namespace hooklatch;

struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};

#ifndef HOOKLATCH_BAD
static_assert(sizeof(inbox_worker<acme, paper_inbox<true>>) > 0);
#else
static_assert(sizeof(inbox_worker<acme, paper_inbox<true>, mark_before>) > 0);
#endif

// SPDX-License-Identifier: MIT
// expect: hooklatch: this inbox forgets what was accepted when the process ends; take a durable one, or name
#include "support/inbox.hpp"
#include <hooklatch/receive/inbox_receiver.hpp>

using namespace hooklatch;

struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};

#ifndef HOOKLATCH_BAD
static_assert(sizeof(inbox_receiver<acme, paper_inbox<false>, accept_volatile_store>) > 0);
#else
static_assert(sizeof(inbox_receiver<acme, paper_inbox<false>>) > 0);
#endif

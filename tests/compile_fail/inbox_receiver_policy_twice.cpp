// SPDX-License-Identifier: MIT
// expect: hooklatch: inbox_receiver<> names one policy twice
#include "support/inbox.hpp"
#include <hooklatch/receive/inbox_receiver.hpp>

using namespace hooklatch;

struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};

#ifndef HOOKLATCH_BAD
static_assert(sizeof(inbox_receiver<acme, paper_inbox<true>, ordered_by<json<"/a">>, identity<json<"/a">>>) > 0);
#elif HOOKLATCH_BAD == 1
static_assert(sizeof(inbox_receiver<acme, paper_inbox<true>, ordered_by<json<"/a">>, ordered_by<json<"/b">>>) > 0);
#elif HOOKLATCH_BAD == 2
static_assert(sizeof(inbox_receiver<acme, paper_inbox<true>, accept_volatile_store, accept_volatile_store>) > 0);
#endif

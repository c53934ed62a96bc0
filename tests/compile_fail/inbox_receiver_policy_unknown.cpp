// SPDX-License-Identifier: MIT
// expect: hooklatch: an argument of inbox_receiver<> behind the inbox is not one of its policies
#include "support/inbox.hpp"
#include <hooklatch/receive/inbox_receiver.hpp>

using namespace hooklatch;

struct acme : provider<"acme", mac<hmac_sha256>, signature<"X-Acme-Signature", bare, hex>> {};

#ifndef HOOKLATCH_BAD
static_assert(sizeof(inbox_receiver<acme, paper_inbox<true>, ordered_by<json<"/id">>, identity<json<"/id">>>) > 0);
#elif HOOKLATCH_BAD == 1
static_assert(sizeof(inbox_receiver<acme, paper_inbox<true>, mark_before>) > 0);
#elif HOOKLATCH_BAD == 2
static_assert(sizeof(inbox_receiver<acme, paper_inbox<true>, int>) > 0);
#endif

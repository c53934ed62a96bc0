// SPDX-License-Identifier: MIT
// expect: hooklatch: a handler of on_in<Transaction>() takes const event_view& and Transaction&, and returns
#include <hooklatch/event/dispatcher.hpp>

using namespace hooklatch;

struct transaction {};

int main() {
  dispatcher events;
#if HOOKLATCH_BAD == 1
  events.on_in<transaction>("a.b", [](const event_view&) {});
#elif HOOKLATCH_BAD == 2
  events.on_in<transaction>("a.b", [](const event_view&, transaction&) { return true; });
#elif HOOKLATCH_BAD == 3
  events.on_in<transaction>("a.b", [](const event_view&, handling&) {});
#else
  events.on_in<transaction>("a.b", [](const event_view&, transaction&) {});
#endif
}

// SPDX-License-Identifier: MIT
// expect: hooklatch: a handler takes const event_view&, with or without handling& behind it, and returns nothing or a
#include <hooklatch/event/dispatcher.hpp>

using namespace hooklatch;

int main() {
  dispatcher events;
#if HOOKLATCH_BAD == 1
  events.on("a.b", [](const event_view&) { return true; });  // which of its values would be a failure?
#elif HOOKLATCH_BAD == 2
  events.on("a.b", [](const event_view&) { return 0; });
#elif HOOKLATCH_BAD == 3
  events.on("a.b", [] {});
#elif HOOKLATCH_BAD == 4
  events.on("a.b", [](int) {});
#elif HOOKLATCH_BAD == 5
  events.on("a.b", [](event_view&) {});
#elif HOOKLATCH_BAD == 6
  events.on("a.b", "no function");
#elif HOOKLATCH_BAD == 7
  events.any([](const event_view&) { return false; });
#elif HOOKLATCH_BAD == 8
  events.otherwise([](std::string_view) {});
#elif HOOKLATCH_BAD == 9
  events.on("a.b", [](const event_view&) {}).on("a.b", [](const event_view&) { return "failed"; });
#else
  events.on("a.b", [](const event_view&) {})
      .any([](event_view) { return handler_result::done(); })
      .on("a.c", [](const event_view&, handling&) {})
      .otherwise([](const auto&) {});
#endif
}

// SPDX-License-Identifier: MIT
// expect: hooklatch: a handler of on<T>() takes const T&, with or without const event_view& and handling& behind it
#include <hooklatch/event/dispatcher.hpp>

using namespace hooklatch;

struct payout {};
template <>
struct hooklatch::json_reader<payout> {
  static payout read(std::string_view) { return {}; }
};

int main() {
  dispatcher events;
#if HOOKLATCH_BAD == 1
  events.on<payout>("a.b", [](const payout&) { return true; });
#elif HOOKLATCH_BAD == 2
  events.on<payout>("a.b", [](const event_view&) {});
#elif HOOKLATCH_BAD == 3
  events.on<payout>("a.b", [](const event_view&, const payout&) {});
#elif HOOKLATCH_BAD == 4
  events.on<payout>("a.b", [](payout&) {});
#else
  events.on<payout>("a.b", [](const payout&) {}).on<payout>("a.b", [](payout, const event_view&) {
    return handler_result::done();
  });
#endif
}

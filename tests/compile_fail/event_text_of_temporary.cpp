// SPDX-License-Identifier: MIT
// expect: deleted
#include <hooklatch/hooklatch.hpp>

using namespace hooklatch;

event make_event();
event_view view_of(const event& kept);

std::size_t length(const event& kept) {
#if HOOKLATCH_BAD == 1
  const auto text = make_event().id();
#elif HOOKLATCH_BAD == 2
  const auto text = make_event().type();
#elif HOOKLATCH_BAD == 3
  const auto text = make_event().text();
#elif HOOKLATCH_BAD == 4
  const auto text = make_event().data().text();
#elif HOOKLATCH_BAD == 5
  const auto text = make_event().find("/a").text();
#elif HOOKLATCH_BAD == 6
  const auto text = make_event().view().text();
#elif HOOKLATCH_BAD == 7
  const auto text = view_of(kept).id();
#elif HOOKLATCH_BAD == 8
  const auto text = view_of(kept).untrusted_type();
#else
  const event_view view = view_of(kept);
  const auto text = view.id();
#endif
  return text.size() + kept.text().size();
}

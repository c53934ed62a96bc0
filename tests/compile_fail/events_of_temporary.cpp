// SPDX-License-Identifier: MIT
// expect: deleted
#include <hooklatch/hooklatch.hpp>

using namespace hooklatch;

// A range of events borrows the delivery; a delivery that is gone with the line leaves it hanging.
std::size_t count(const verified_delivery& delivery) {
#if HOOKLATCH_BAD == 1
  const auto events = read_events(verified_delivery(delivery));
#elif HOOKLATCH_BAD == 2
  verified_delivery moved = delivery;
  const auto events = read_events(std::move(moved));
#else
  const auto events = read_events(delivery);
#endif
  return events ? events->size() : 0;
}

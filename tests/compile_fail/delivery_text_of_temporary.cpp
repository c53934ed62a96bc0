// SPDX-License-Identifier: MIT
// expect: deleted
#include <hooklatch/hooklatch.hpp>

using namespace hooklatch;

// The delivery owns these texts, so a view of a temporary delivery would dangle.
#if HOOKLATCH_BAD == 1
std::size_t size(result<verified_delivery> given) {
  return std::move(given).value().signed_id()->size();
}
#elif HOOKLATCH_BAD == 2
std::size_t size(result<verified_delivery> given) {
  return std::move(given).value().untrusted_delivery_id()->size();
}
#elif HOOKLATCH_BAD == 3
std::size_t size(result<verified_delivery> given) {
  return std::move(given).value().untrusted_event_type()->size();
}
#else
std::size_t size(result<verified_delivery> given) {
  const verified_delivery delivery = std::move(given).value();
  return delivery.signed_id()->size() + delivery.untrusted_delivery_id()->size() +
         delivery.untrusted_event_type()->size();
}
#endif

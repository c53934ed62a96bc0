// SPDX-License-Identifier: MIT
// expect: deleted
#include <hooklatch/core/secret.hpp>

using namespace hooklatch;

// An ordinary comparison stops at the first byte that differs, and so tells by its time where that is.
#if HOOKLATCH_BAD == 1
bool same(const secret& a, const secret& b) {
  return a == b;
}
#elif HOOKLATCH_BAD == 2
bool same(const secret& a, const secret& b) {
  return a != b;
}
#else
bool same(const secret& a, const secret& b) {
  return a.expose().size() == b.expose().size();
}
#endif

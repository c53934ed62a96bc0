// SPDX-License-Identifier: MIT
// expect: deleted
#include <hooklatch/core/secret.hpp>

#include <functional>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
std::size_t hash(const secret& key) {
  return std::hash<std::size_t>()(key.expose().size());
}
#else
std::size_t hash(const secret& key) {
  return std::hash<secret>()(key);
}
#endif

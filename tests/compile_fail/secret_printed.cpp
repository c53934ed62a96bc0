// SPDX-License-Identifier: MIT
// expect: deleted
#include <hooklatch/core/secret.hpp>

#include <ostream>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
void print(std::ostream& out, const secret& key) {
  out << key.expose().size();
}
#else
void print(std::ostream& out, const secret& key) {
  out << key;
}
#endif

// SPDX-License-Identifier: MIT
// expect: conver
#include <hooklatch/core/secret.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
secret make(const char* text) {
  return secret(text);
}
#else
secret make(const char* text) {
  return text;
}
#endif

// SPDX-License-Identifier: MIT
// expect: constructor
#include <hooklatch/core/secret.hpp>

using namespace hooklatch;

// The floor of 16 bytes is lifted by its name only; a pair of braces is not enough.
#ifndef HOOKLATCH_BAD
secret make(const char* text) {
  return secret(text, allow_weak_secret);
}
#else
secret make(const char* text) {
  return secret(text, {});
}
#endif

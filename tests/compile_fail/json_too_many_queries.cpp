// SPDX-License-Identifier: MIT
// expect: hooklatch: json_scan looks for at most 16 values at once
#include <hooklatch/json/scan.hpp>

using namespace hooklatch;

bool find(std::string_view text) {
#ifndef HOOKLATCH_BAD
  json_query wanted[16]{};
#else
  json_query wanted[17]{};
#endif
  return !json_scan(text, wanted);
}

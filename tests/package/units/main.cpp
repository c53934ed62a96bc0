// SPDX-License-Identifier: MIT
// Links units that were compiled at different language levels and with different flags: no symbol is there twice, and
// types are the same in all of them.
#include "units/unit.hpp"

#include <iostream>

namespace {

int failures = 0;

void check(bool good, const char* unit, const char* what) {
  if (good) return;
  std::cerr << unit << ": " << what << '\n';
  ++failures;
}

void compare(const seen& unit, const char* name, const seen& first) {
  check(unit.accepts_all, name, "refuses a good delivery");
  check(unit.refuses_all, name, "takes a changed delivery");
  check(unit.sizes == first.sizes, name, "types differ in size");
  check(unit == first, name, "sees other objects");
}

}  // namespace

int main() {
  const seen first = cxx20::look();
  compare(first, "cxx20", first);
  compare(cxx20_again::look(), "cxx20_again", first);
  compare(cxx20_ndebug::look(), "cxx20_ndebug", first);
  compare(cxx23::look(), "cxx23", first);
#ifdef UNIT_NO_RTTI
  compare(no_rtti::look(), "no_rtti", first);
#endif
  check(first.category == &hooklatch::error_category(), "main", "sees another error category");
  return failures == 0 ? 0 : 1;
}

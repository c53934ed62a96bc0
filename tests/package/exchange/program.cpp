// SPDX-License-Identifier: MIT
// Error codes keep their identity between a program and a shared library that are both built with hidden visibility.
#include "exchange/exchange.hpp"

#include "everything.hpp"

#include <iostream>

namespace {

int failures = 0;

void check(bool good, const char* what) {
  if (good) return;
  std::cerr << "not so: " << what << '\n';
  ++failures;
}

}  // namespace

int main() {
  using hooklatch::cause;
  using hooklatch::errc;

  const std::error_code refused = refuse_in_library();
  check(refused == errc::signature_mismatch, "the library's code equals the program's errc");
  check(refused == hooklatch::make_error_code(errc::signature_mismatch), "two codes are equal");
  check(refused != errc::missing_signature, "two codes of different reasons differ");
  check(refused == cause::unauthenticated, "the library's code has the program's cause");
  check(refused != cause::malformed, "and no other cause");
  check(&refused.category() == &hooklatch::error_category(), "one category object");
  check(category_in_library() == hooklatch::error_category(), "categories are equal");
  check(condition_category_in_library() == make_error_condition(cause::internal).category(),
        "cause categories are equal");

  const std::error_code made = errc::signature_mismatch;
  check(library_sees_mismatch(made), "the library knows the program's code");
  check(!library_sees_mismatch(errc::weak_secret), "and tells it from another one");
  check(library_sees_unauthenticated(made), "the library knows the cause of the program's code");
  check(!library_sees_unauthenticated(errc::weak_secret), "and tells it from another one");

  try {
    throw_in_library();
    check(false, "the library throws");
  } catch (const std::system_error& thrown) {
    check(thrown.code() == errc::empty_secret, "what the library throws has its reason");
  }
  return failures == 0 ? 0 : 1;
}

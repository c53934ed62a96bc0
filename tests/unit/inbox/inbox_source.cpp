// SPDX-License-Identifier: MIT
#include <hooklatch/inbox/inbox_source.hpp>

#include "support/catch.hpp"

using namespace hooklatch;

TEST_CASE("entries without account and endpoint are the provider's") { CHECK(inbox_source("zuba") == "zuba"); }

TEST_CASE("no two pairs of account and endpoint have one source") {
  CHECK(inbox_source("zuba", "acme") == "zuba/acme/");
  CHECK(inbox_source("zuba", "", "acme") == "zuba//acme");
  CHECK(inbox_source("zuba", "a/b", "c") == "zuba/a%2Fb/c");
  CHECK(inbox_source("zuba", "a", "b/c") == "zuba/a/b%2Fc");
  CHECK(inbox_source("zuba", "a%2Fb", "c") == "zuba/a%252Fb/c");
}

// SPDX-License-Identifier: MIT
#include "exchange/exchange.hpp"

#include "everything.hpp"

using hooklatch::cause;
using hooklatch::errc;
using hooklatch::providers::zuba;

std::error_code refuse_in_library() {
  auto delivery = hooklatch::testing::signer<zuba>("whsec_0123456789abcdef").sign("{}").value();
  delivery.body = "[]";
  const hooklatch::verifier<zuba> verify("whsec_0123456789abcdef");
  const auto refused = verify.verify(delivery);
  return refused ? std::error_code() : make_error_code(refused.error());
}

bool library_sees_mismatch(std::error_code code) { return code == errc::signature_mismatch; }
bool library_sees_unauthenticated(std::error_code code) { return code == cause::unauthenticated; }
void throw_in_library() { const hooklatch::verifier<zuba> verify(""); }
const std::error_category& category_in_library() { return hooklatch::error_category(); }
const std::error_category& condition_category_in_library() {
  return make_error_condition(cause::unauthenticated).category();
}

// SPDX-License-Identifier: MIT
// Compiled once for each way in which users compile; UNIT is its name.
#include "units/unit.hpp"

namespace {

namespace p = hooklatch::providers;

template <class Provider>
bool accepts(bool change) {
  const hooklatch::testing::manual_clock clock(1774276200);
  const char* secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const hooklatch::testing::signer<Provider, hooklatch::testing::manual_clock> sign(secret, clock);
  const hooklatch::verifier<Provider, hooklatch::testing::manual_clock> verify(secret, {}, clock);
  auto delivery = sign.event({"payout.paid", R"({"id":"pay_1"})"}).value();
  if (change) delivery.body += ' ';
  return verify.verify(delivery).has_value();
}

template <class... Providers>
void try_all(seen& result) {
  result.accepts_all = (accepts<Providers>(false) && ...);
  result.refuses_all = (!accepts<Providers>(true) && ...);
}

}  // namespace

seen UNIT::look() {
  seen result;
  try_all<p::rukkyhub, p::simpu, p::venshack, p::hackmamba, p::zuba, p::stripe, p::github, p::slack,
          p::standard_webhooks>(result);
  result.sizes = {sizeof(hooklatch::error),
                  sizeof(hooklatch::secret),
                  sizeof(hooklatch::keyring),
                  sizeof(hooklatch::verifier_options),
                  sizeof(hooklatch::provider_table),
                  sizeof(hooklatch::verified_delivery),
                  sizeof(hooklatch::result<hooklatch::verified_delivery>),
                  sizeof(hooklatch::verifier<p::zuba>)};
  result.table = &p::zuba::table();
  result.category = &hooklatch::error_category();
  result.code = hooklatch::errc::signature_mismatch;
  return result;
}

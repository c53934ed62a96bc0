// SPDX-License-Identifier: MIT
//
// A provider that the library does not know, in one typedef: it is verified, and its deliveries are signed for a test.
// Run: ./hooklatch_custom_provider

#include <hooklatch/hooklatch.hpp>
#include <hooklatch/testing/manual_clock.hpp>
#include <hooklatch/testing/signer.hpp>

#include <chrono>
#include <iostream>
#include <string_view>

namespace {

using namespace hooklatch;

// As its page would say: "Acme-Signature: t=<unix seconds>,v1=<base64>. v1 is the HMAC-SHA512 of the time, a colon and
// the body. Drop what is older than two minutes, with 403. Answer 202."
using acme = provider<"acme",
    mac<hmac_sha512>, signature<"Acme-Signature", key_value<"v1">, base64>,
    timestamp_in_signature<"t", unix_seconds, tolerance<120>>, signed_content<"{timestamp}:{body}">,
    event_id<json<"/id">>, event_type<json<"/kind">>, event_data<json<"/payload">>,
    reject<403, "go away">, acknowledge<202>>;

/// What the sender gets; the reason is for the log alone.
response receive(const auto& verify, const request& from_network) {
  const auto delivery = verify.verify(from_network);
  std::clog << (delivery ? "verified" : delivery.error().message()) << '\n';
  return delivery ? acknowledgement(verify.provider()) : refusal(verify.provider(), delivery.error());
}

/// Prints one answer; true if it is the one that the page promises.
bool expect(std::string_view what, const response& got, int status) {
  std::cout << what << ": " << got.status() << ' ' << got.body() << '\n';
  return got.status() == status;
}

}  // namespace

int main() {
  constexpr auto secret = "acme's secret, from its dashboard";
  testing::manual_clock clock(1774276200);
  const verifier<acme, testing::manual_clock> verifier(secret, {}, clock);
  const testing::signer<acme, testing::manual_clock> sender(secret, clock);

  const auto delivery = sender.event({"anvil.dropped", R"({"kilograms":50})", "evt_1"}).value();
  auto tampered = delivery;
  tampered.body.replace(tampered.body.find("50"), 2, "99");

  bool good = expect("as signed", receive(verifier, delivery), 202);
  good = expect("tampered", receive(verifier, tampered), 403) && good;
  clock.advance(std::chrono::seconds(121));
  good = expect("two minutes and a second later", receive(verifier, delivery), 403) && good;
  return good ? 0 : 1;
}

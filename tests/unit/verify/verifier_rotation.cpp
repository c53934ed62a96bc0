// SPDX-License-Identifier: MIT
// Several secrets at once: which one matched, and when one ends.
#include <hooklatch/verify/verifier.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <hooklatch/core/keyring.hpp>
#include <hooklatch/http/request.hpp>
#include <hooklatch/testing/manual_clock.hpp>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

using namespace hooklatch;
using namespace std::chrono_literals;
using test_support::accepted;
using test_support::facts;
using test_support::reason_of;
using test_support::signed_delivery;
using test_support::shipped::standard_webhooks;
using test_support::shipped::zuba;

namespace {

using testing::manual_clock;
constexpr std::int64_t sent_at = 1774276200;
const std::string newest = "the newest key, of 16 bytes or more";
const std::string older = "the older key, also of 16 or more";
const std::string stranger = "a key that the receiver does not have";

time_point at(std::int64_t second) { return time_point(std::chrono::seconds(second)); }
request signed_with(const std::string& key) { return signed_delivery<zuba>({.key = key}); }

struct verdict {
  errc reason;
  std::size_t index;
  bool operator==(const verdict&) const = default;
};

verdict judge(const keyring& secrets, const std::string& key, time_point now = at(sent_at)) {
  manual_clock clock;
  clock.set(now);
  const verifier<zuba, manual_clock> verify(secrets, {}, clock);
  const auto delivery = signed_with(key);
  const auto verified = verify.verify(delivery);
  return {reason_of(verified), verified ? verified->secret_index() : 99};
}

}  // namespace

TEST_CASE("any secret of the keyring verifies, and the delivery says which") {
  const keyring secrets{secret(newest), secret(older)};
  CHECK(judge(secrets, newest) == verdict{accepted, 0});
  CHECK(judge(secrets, older) == verdict{accepted, 1});
  CHECK(judge(secrets, stranger) == verdict{errc::signature_mismatch, 99});
}

TEST_CASE("a keyring of sixteen secrets is tried to its end") {
  std::vector<secret> many;
  for (int i = 0; i < 15; ++i) many.emplace_back("one of many keys, number " + std::to_string(i));
  many.emplace_back(older);
  const auto secrets = keyring::make(many).value();
  CHECK(judge(secrets, older) == verdict{accepted, 15});
  CHECK(judge(secrets, "one of many keys, number 14") == verdict{accepted, 14});
}

TEST_CASE("the same secret twice matches at its first place") {
  CHECK(judge(keyring{secret(newest), secret(newest)}, newest) == verdict{accepted, 0});
}

TEST_CASE("a secret is valid through the whole of its last second") {
  const keyring secrets{secret(newest), secret(older, not_after(at(sent_at + 10)))};
  CHECK(judge(secrets, older, at(sent_at + 9)) == verdict{accepted, 1});
  CHECK(judge(secrets, older, at(sent_at + 10)) == verdict{accepted, 1});
  CHECK(judge(secrets, older, at(sent_at + 10) + 999'999'999ns) == verdict{accepted, 1});
  CHECK(judge(secrets, older, at(sent_at + 11)) == verdict{errc::signature_mismatch, 99});
  CHECK(judge(secrets, newest, at(sent_at + 11)) == verdict{accepted, 0});
}

TEST_CASE("a last second given with a fraction ends with that second") {
  const keyring secrets{secret(newest), secret(older, not_after(at(sent_at) + 500ms))};
  CHECK(judge(secrets, older, at(sent_at) + 999ms) == verdict{accepted, 1});
  CHECK(judge(secrets, older, at(sent_at + 1)) == verdict{errc::signature_mismatch, 99});
}

TEST_CASE("an expired secret keeps its place, so that the index names the same secret all the time") {
  const keyring secrets{secret(older, not_after(at(sent_at - 1))), secret(newest)};
  CHECK(judge(secrets, newest) == verdict{accepted, 1});
}

TEST_CASE("a keyring that has wholly expired makes a verifier that takes nothing") {
  const keyring secrets{secret(newest, not_after(at(sent_at - 1))), secret(older, not_after(at(sent_at - 2)))};
  CHECK(judge(secrets, newest) == verdict{errc::signature_mismatch, 99});
  CHECK(judge(secrets, older) == verdict{errc::signature_mismatch, 99});
  CHECK(judge(secrets, newest, at(sent_at - 1)) == verdict{accepted, 0});
}

TEST_CASE("a bad secret of a list is named by its place") {
  const secret good("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  const auto make = [](const keyring& secrets) { return verifier<standard_webhooks>::make(secrets); };

  const auto unreadable = make(keyring{good, secret("whsec_this is no base64 at all")});
  REQUIRE(reason_of(unreadable) == errc::bad_secret_encoding);
  CHECK(unreadable.error().offset() == 1);

  const auto weak = make(keyring{good, good, secret("whsec_MfKQ9r8GKYqrTwjUPD8I")});  // 15 bytes
  REQUIRE(reason_of(weak) == errc::weak_secret);
  CHECK(weak.error().offset() == 2);
  CHECK(weak.error().limit() == 16);

  const auto blank = make(keyring{secret("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), good});  // 24 NULs
  REQUIRE(reason_of(blank) == errc::empty_secret);
  CHECK(blank.error().offset() == 0);
}

TEST_CASE("a weak secret is let in one by one, not for the whole list") {
  const keyring lifted{secret(newest), secret("short", allow_weak_secret)};
  CHECK(judge(lifted, "short") == verdict{accepted, 1});

  const secret fifteen("whsec_MfKQ9r8GKYqrTwjUPD8I");
  const auto made = verifier<standard_webhooks>::make(keyring{secret("whsec_MfKQ9r8G", allow_weak_secret), fifteen});
  REQUIRE(reason_of(made) == errc::weak_secret);
  CHECK(made.error().offset() == 1);
}

TEST_CASE("a keyring that was moved away makes no verifier") {
  keyring secrets{secret(newest)};
  const keyring kept = std::move(secrets);
  CHECK(reason_of(verifier<zuba>::make(secrets)) == errc::empty_secret);
  CHECK(reason_of(verifier<zuba>::make(kept)) == accepted);
}

TEST_CASE("a late delivery is refused for its age even where only the older secret matches") {
  const keyring secrets{secret(newest), secret(older)};
  CHECK(judge(secrets, older, at(sent_at + 301)) == verdict{errc::timestamp_too_old, 99});
}

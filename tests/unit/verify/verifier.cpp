// SPDX-License-Identifier: MIT
#include <hooklatch/verify/verifier.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <hooklatch/core/keyring.hpp>
#include <hooklatch/http/request.hpp>
#include <hooklatch/testing/manual_clock.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

using namespace hooklatch;
using namespace test_support;
using namespace std::chrono_literals;
using shipped::github;
using shipped::rukkyhub;
using shipped::slack;
using shipped::standard_webhooks;
using shipped::zuba;

namespace {

using testing::manual_clock;
constexpr std::int64_t sent_at = 1774276200;

// The least that is a clock.
struct fixed_clock {
  time_point now() const noexcept { return time_point(std::chrono::seconds(sent_at)); }
};

template <class Provider>
verifier<Provider, manual_clock> make_verifier(const verifier_options& options = {}) {
  return verifier<Provider, manual_clock>(shown_secret<Provider>(facts{}.key), options, manual_clock(sent_at));
}

template <class Provider>
errc verdict(const request& delivery, const verifier_options& options = {}) {
  return reason_of(make_verifier<Provider>(options).verify(delivery));
}

static_assert(noexcept(std::declval<const verifier<zuba>&>().verify(std::declval<const request&>())));
static_assert(std::is_nothrow_move_constructible_v<verifier<zuba>>);

}  // namespace

TEMPLATE_LIST_TEST_CASE("each provider's delivery is accepted as its page signs it", "", nine_providers) {
  const auto delivery = signed_delivery<TestType>({});
  const auto verified = make_verifier<TestType>().verify(delivery);
  REQUIRE(reason_of(verified) == accepted);
  CHECK(verified->body_text() == delivery.body);
  CHECK(verified->provider().name == TestType::name);
  CHECK(verified->timestamp().has_value() == TestType::table().has_timestamp());
}

TEMPLATE_LIST_TEST_CASE("each provider's delivery is refused under another secret", "", nine_providers) {
  const auto delivery = signed_delivery<TestType>({.key = "a key for tests, 36 bytes of it herE"});
  CHECK(verdict<TestType>(delivery) == errc::signature_mismatch);
}

TEMPLATE_LIST_TEST_CASE("each provider's delivery is refused without its signature header, or with an empty one", "",
                        nine_providers) {
  const std::string name(TestType::table().signature_header);
  auto delivery = signed_delivery<TestType>({});
  header_of(delivery, name) = " \t";
  CHECK(verdict<TestType>(delivery) == errc::missing_signature);
  CHECK(verdict<TestType>(without_header(delivery, name)) == errc::missing_signature);
}

TEST_CASE("a header's name is found in any letter case, and no other name is") {
  auto delivery = signed_delivery<zuba>({});
  delivery.headers[1].first = "x-ZUBA-signature";
  CHECK(verdict<zuba>(delivery) == accepted);
  for (const std::string other : {"X_Zuba_Signature", "X-Zuba-Signatur", "X-Zuba-Signature ", "X-Zuba-Signature2"}) {
    INFO(other);
    delivery.headers[1].first = other;
    CHECK(verdict<zuba>(delivery) == errc::missing_signature);
  }
}

TEST_CASE("a header's value is taken without the white space around it, and without no other byte") {
  auto delivery = signed_delivery<zuba>({});
  const auto value = header_of(delivery, "X-Zuba-Signature");
  const auto with = [&](const std::string& before, const std::string& after) {
    header_of(delivery, "X-Zuba-Signature") = before + value + after;
    return verdict<zuba>(delivery);
  };
  CHECK(with(" \t ", "\t ") == accepted);
  CHECK(with("\r", "") == errc::invalid_header);
  CHECK(with("", "\n") == errc::invalid_header);
  CHECK(with("", std::string(1, '\0')) == errc::invalid_header);
  CHECK(with("", "\x7f") == errc::invalid_header);
  CHECK(with("\xc2\xa0", "") == errc::malformed_signature);
}

TEST_CASE("a header is 8192 bytes at most, and the refusal says so") {
  auto delivery = signed_delivery<zuba>({});
  auto& value = header_of(delivery, "X-Zuba-Signature");
  value = std::string(8192, 'a');
  CHECK(verdict<zuba>(delivery) == errc::malformed_signature);
  value += 'a';
  const auto refused = make_verifier<zuba>().verify(delivery);
  REQUIRE(reason_of(refused) == errc::header_too_large);
  CHECK(refused.error().limit() == 8192);

  limits allowed;
  allowed.max_header_value = 63;
  CHECK(verdict<zuba>(signed_delivery<zuba>({}), verifier_options{}.limits(allowed)) == errc::header_too_large);
  allowed.max_header_value = 64;
  CHECK(verdict<zuba>(signed_delivery<zuba>({}), verifier_options{}.limits(allowed)) == accepted);
}

TEST_CASE("a signed id has up to 255 visible characters, none of them the recipe's") {
  const auto with = [](const std::string& id) {
    const auto delivery = signed_delivery<standard_webhooks>({.id = id});
    return verdict<standard_webhooks>(delivery);
  };
  CHECK(with(std::string(255, 'x')) == accepted);
  CHECK(with("!\"#$%&'()*+,-/0:;<=>?@A[\\]^_`a{|}~") == accepted);
  CHECK(with("msg.1") == errc::malformed_id);
  CHECK(with("msg 1") == errc::malformed_id);
  CHECK(with("msg\xc3\xa9") == errc::malformed_id);

  const auto delivery = signed_delivery<standard_webhooks>({.id = std::string(256, 'x')});
  const auto refused = make_verifier<standard_webhooks>().verify(delivery);
  REQUIRE(reason_of(refused) == errc::malformed_id);
  CHECK(refused.error().limit() == 255);

  limits allowed;
  allowed.max_id = 5;
  CHECK(verdict<standard_webhooks>(signed_delivery<standard_webhooks>({}), verifier_options{}.limits(allowed)) ==
        accepted);
  CHECK(verdict<standard_webhooks>(signed_delivery<standard_webhooks>({.id = "evt_10"}),
                                   verifier_options{}.limits(allowed)) == errc::malformed_id);
}

TEST_CASE("an event header is 255 bytes at most") {
  CHECK(verdict<rukkyhub>(signed_delivery<rukkyhub>({.type = std::string(255, 't')})) == accepted);
  const auto longer = signed_delivery<rukkyhub>({.type = std::string(256, 't')});
  const auto refused = make_verifier<rukkyhub>().verify(longer);
  REQUIRE(reason_of(refused) == errc::header_too_large);
  CHECK(refused.error().limit() == 255);
}

TEST_CASE("a timestamp header may be missing, empty, doubled or no number, and each is a reason") {
  const auto delivery = signed_delivery<slack>({});
  const std::string name = "X-Slack-Request-Timestamp";
  CHECK(verdict<slack>(without_header(delivery, name)) == errc::missing_timestamp);
  CHECK(verdict<slack>(with_header(delivery, name, "1774276200")) == errc::duplicate_header);
  CHECK(verdict<slack>(signed_delivery<slack>({.time = ""})) == errc::missing_timestamp);
  for (const std::string time : {"now", "-1774276200", "1774276200.0", "0x69c14e28", "1e9", "1774276200000"}) {
    INFO(time);
    CHECK(verdict<slack>(signed_delivery<slack>({.time = time})) == errc::malformed_timestamp);
  }
}

TEST_CASE("a secret that is none is refused when the verifier is made") {
  const auto reason = [](secret_text text) { return reason_of(verifier<zuba>::make(text)); };
  CHECK(reason("") == errc::empty_secret);
  CHECK(reason(static_cast<const char*>(nullptr)) == errc::empty_secret);
  CHECK(reason("                    ") == errc::empty_secret);
  CHECK(reason(" \t\r\n\v\f \t\r\n\v\f \t\r\n\v\f ") == errc::empty_secret);
  CHECK(reason(std::string(32, '\0')) == errc::empty_secret);
  CHECK(reason("fifteen bytes..") == errc::weak_secret);
  CHECK(reason("sixteen bytes...") == accepted);
  CHECK(verifier<zuba>::make("fifteen bytes..").error().limit() == 16);
  CHECK(reason_of(verifier<standard_webhooks>::make("whsec_!!!!")) == errc::weak_secret);
  CHECK(reason_of(verifier<standard_webhooks>::make("whsec_!!!!!!!!!!!!!!!!!!!!")) == errc::bad_secret_encoding);
}

TEST_CASE("a limit out of bounds is refused when the verifier is made") {
  limits allowed;
  allowed.max_signatures = 65;
  const auto made = verifier<zuba>::make("a secret of 24 bytes....", verifier_options{}.limits(allowed));
  REQUIRE(reason_of(made) == errc::config_error);
  CHECK(made.error().limit() == 64);
}

TEST_CASE("the throwing constructor throws what make answers, with a sentence that says what to do") {
  const auto thrown = [](auto construct) -> std::pair<std::error_code, std::string> {
    try {
      construct();
      return {};
    } catch (const std::system_error& e) {
      return {e.code(), e.what()};
    }
  };
  const auto [empty, empty_text] = thrown([] { verifier<zuba> made(""); });
  CHECK(empty == errc::empty_secret);
  CHECK(empty_text.find("check that the variable or file it comes from is set") != std::string::npos);

  const auto [tolerance, tolerance_text] =
      thrown([] { verifier<zuba> made("a secret of 24 bytes....", verifier_options{}.tolerance(-1s)); });
  CHECK(tolerance == errc::bad_tolerance);
  CHECK(tolerance_text.find("86400") != std::string::npos);

  const auto [list, list_text] = thrown([] {
    verifier<standard_webhooks> made(
        keyring{secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), secret("no base64, is it?")});
  });
  CHECK(list == errc::bad_secret_encoding);
  CHECK(list_text.find("[at 1]") != std::string::npos);
}

TEST_CASE("a moved verifier verifies in its new place and takes nothing in its old one") {
  const auto delivery = signed_delivery<zuba>({});
  verifier<zuba, fixed_clock> first(facts{}.key);
  const auto second = std::move(first);
  CHECK(reason_of(second.verify(delivery)) == accepted);
  CHECK(reason_of(first.verify(delivery)) == errc::signature_mismatch);
}

TEST_CASE("verifiers of one thread do not disturb each other") {
  const auto delivery = signed_delivery<zuba>({});
  const auto other = signed_delivery<zuba>({.key = "another key, of 16 bytes or more"});
  const auto a = make_verifier<zuba>();
  auto b = std::make_unique<verifier<zuba, manual_clock>>("another key, of 16 bytes or more", verifier_options{},
                                                          manual_clock(sent_at));
  CHECK(reason_of(a.verify(delivery)) == accepted);
  CHECK(reason_of(b->verify(other)) == accepted);
  CHECK(reason_of(b->verify(delivery)) == errc::signature_mismatch);
  b.reset();
  CHECK(reason_of(a.verify(delivery)) == accepted);
  CHECK(reason_of(a.verify(other)) == errc::signature_mismatch);
}

TEST_CASE("the system's clock is the default") {
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
  const auto delivery = signed_delivery<zuba>({.time = std::to_string(now.count())});
  const verifier<zuba> verify(facts{}.key);
  CHECK(reason_of(verify.verify(delivery)) == accepted);
  CHECK(reason_of(verify.verify(signed_delivery<zuba>({.time = "1000000000"}).headers, delivery.body)) ==
        errc::timestamp_too_old);
  CHECK(verifier<zuba>::provider().name == "zuba");
}

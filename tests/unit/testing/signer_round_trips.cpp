// SPDX-License-Identifier: MIT
// What the signer signs the verifier accepts, and nothing that differs from it by one bit.
#include <hooklatch/testing/signer.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <hooklatch/testing/manual_clock.hpp>
#include <hooklatch/verify/verifier.hpp>

#include <cstddef>
#include <random>
#include <string>

using namespace hooklatch;
using namespace test_support;
using testing::manual_clock;

namespace {

// Numbers that are the same on every machine: only the engine is used, never a distribution.
class dice {
 public:
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(engine_() % end); }
  std::string bytes(std::size_t size) {
    std::string made(size, '\0');
    for (auto& c : made) c = static_cast<char>(engine_() & 0xffU);
    return made;
  }
  std::string from(std::string_view alphabet, std::size_t size) {
    std::string made(size, '\0');
    for (auto& c : made) c = alphabet[below(alphabet.size())];
    return made;
  }

 private:
  std::mt19937_64 engine_{20260323};
};

template <class Provider>
struct pair_of {
  testing::signer<Provider, manual_clock> sign;
  verifier<Provider, manual_clock> verify;

  pair_of(const std::string& key, const manual_clock& clock)
      : sign(shown_secret<Provider>(key), clock), verify(shown_secret<Provider>(key), {}, clock) {}
};

// Flips every bit of a text that `pick` names in a copy of the delivery. Answers how many flips were accepted.
template <class Verifier, class Pick>
std::size_t accepted_flips(const Verifier& verify, const request& good, Pick pick) {
  std::size_t taken = 0;
  request flipped = good;
  std::string& text = pick(flipped);
  for (auto& c : text) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      const char before = c;
      c = static_cast<char>(static_cast<unsigned char>(c) ^ (1U << bit));
      taken += verify.verify(flipped).has_value() ? 1U : 0U;
      c = before;
    }
  }
  return taken;
}

std::size_t hex_letters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += c >= 'a' && c <= 'f' ? 1U : 0U;
  return count;
}

// Base64 has one text for a tag. Hex has a second one for each letter, and the bit between 'a' and 'A' leads there.
template <class Provider>
std::size_t same_tag_flips(const std::string& value) {
  if (Provider::table().encoding_name != "hex") return 0;
  return hex_letters(std::string_view(value).substr(value.size() - 64));
}

constexpr std::string_view id_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=:/~!";

}  // namespace

TEMPLATE_LIST_TEST_CASE("what is signed is accepted, for any bytes, id, time and secret", "", nine_providers) {
  dice random;
  for (int round = 0; round < 200; ++round) {
    const auto now = static_cast<std::int64_t>(random.below(9'000'000'000));
    // Never blank: a secret has at least one byte that is neither NUL nor white space.
    const auto key = random.bytes(15 + random.below(200)) + "k";
    const pair_of<TestType> both(key, manual_clock(now));
    const auto body = random.bytes(random.below(600));
    const auto id = random.from(id_alphabet, 1 + random.below(255));
    const auto type = random.from(id_alphabet, 1 + random.below(255));
    const auto made = both.sign.sign(body, {.id = id, .type = type});
    REQUIRE(made);
    const auto verified = both.verify.verify(*made);
    INFO("round " << round << ": " << to_string(reason_of(verified)));
    REQUIRE(verified);
    CHECK(verified->body_text() == body);
    if (TestType::table().splices_id()) CHECK(verified->signed_id() == id);
    if (TestType::table().has_timestamp()) CHECK(verified->timestamp() == instant(now));
  }
}

TEMPLATE_LIST_TEST_CASE("what is signed is refused under any other secret", "", nine_providers) {
  dice random;
  for (int round = 0; round < 50; ++round) {
    auto key = random.bytes(32) + "k";
    const pair_of<TestType> sender(key, manual_clock(1774276200));
    const auto made = sender.sign.sign(random.bytes(64)).value();
    key[random.below(32)] ^= static_cast<char>(1U << random.below(7));
    const pair_of<TestType> other(key, manual_clock(1774276200));
    CHECK(reason_of(other.verify.verify(made)) == errc::signature_mismatch);
  }
}

TEMPLATE_LIST_TEST_CASE("one bit flipped in the body refuses the delivery", "", nine_providers) {
  const pair_of<TestType> both(facts{}.key, manual_clock(1774276200));
  for (const std::string& body : {std::string("{\"amount\":120.00}"), std::string(1, '\0'), dice{}.bytes(200)}) {
    const auto made = both.sign.sign(body).value();
    CHECK(accepted_flips(both.verify, made, [](request& r) -> std::string& { return r.body; }) == 0);
  }
}

TEMPLATE_LIST_TEST_CASE("a byte more or less in the body refuses the delivery", "", nine_providers) {
  const pair_of<TestType> both(facts{}.key, manual_clock(1774276200));
  const auto made = both.sign.sign("{\"a\":1}").value();
  for (const std::string& body :
       {std::string("{\"a\":1}\n"), std::string("{\"a\":1} "), std::string("\xef\xbb\xbf{\"a\":1}"),
        std::string("{\"a\":1}\0", 8), std::string("{\"a\":1"), std::string()}) {
    auto changed = made;
    changed.body = body;
    CHECK(reason_of(both.verify.verify(changed)) == errc::signature_mismatch);
  }
}

TEMPLATE_LIST_TEST_CASE("one bit flipped in the signature refuses the delivery, but for the case of a hex letter", "",
                        nine_providers) {
  const std::string name(TestType::table().signature_header);
  const pair_of<TestType> both(facts{}.key, manual_clock(1774276200));
  for (const char* body : {"{}", "{\"a\":1}", "{\"a\":2}"}) {
    auto made = both.sign.sign(body).value();
    const auto& value = header_of(made, name);
    const auto same = same_tag_flips<TestType>(value);
    CHECK(accepted_flips(both.verify, made, [&](request& r) -> std::string& { return header_of(r, name); }) == same);
  }
}

TEMPLATE_LIST_TEST_CASE("one bit flipped in the timestamp refuses the delivery", "", nine_providers) {
  const auto& provider = TestType::table();
  if (provider.timestamp_header.empty()) {
    // Without a time, or with it in the signature header, whose bits are flipped above.
    CHECK((!provider.has_timestamp() || provider.timestamp_field == "t"));
    return;
  }
  // The widest window, so that the clock refuses as little as possible.
  const manual_clock clock(1774276200);
  const pair_of<TestType> both(facts{}.key, clock);
  const verifier<TestType, manual_clock> wide(shown_secret<TestType>(facts{}.key),
                                              verifier_options{}.tolerance(std::chrono::hours(24)), clock);
  const auto made = both.sign.sign("{}").value();
  REQUIRE(wide.verify(made));
  const auto pick = [&](request& r) -> std::string& { return header_of(r, provider.timestamp_header); };
  CHECK(accepted_flips(wide, made, pick) == 0);
}

TEST_CASE("one bit flipped in a signed id refuses the delivery") {
  const pair_of<shipped::standard_webhooks> both(facts{}.key, manual_clock(1774276200));
  const auto made = both.sign.sign("{}", {.id = "msg_p5jXN8AQM9LWM0D4loKWxJek"}).value();
  const auto pick = [](request& r) -> std::string& { return header_of(r, "webhook-id"); };
  CHECK(accepted_flips(both.verify, made, pick) == 0);
}

TEST_CASE("one bit flipped in an unsigned id or event header is taken, and only as untrusted") {
  const pair_of<shipped::venshack> both(facts{}.key, manual_clock(1774276200));
  auto made = both.sign.sign("{}", {.id = "dlv", .type = "a.b"}).value();
  header_of(made, "X-Venshack-Delivery-Id") = "dlw";
  header_of(made, "X-Venshack-Event") = "a.c";
  const auto verified = both.verify.verify(made);
  REQUIRE(verified);
  CHECK(verified->untrusted_delivery_id() == "dlw");
  CHECK(verified->untrusted_event_type() == "a.c");
}

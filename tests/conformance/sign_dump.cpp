// SPDX-License-Identifier: MIT
//
// Prints deliveries that the signer made, one JSON object a line, for independent_hmac.py: for each provider many
// secrets, bodies, ids and times out of a generator with a fixed seed. Bytes are in base64.

#include <hooklatch/hooklatch.hpp>
#include <hooklatch/providers/github.hpp>
#include <hooklatch/providers/hackmamba.hpp>
#include <hooklatch/providers/rukkyhub.hpp>
#include <hooklatch/providers/simpu.hpp>
#include <hooklatch/providers/slack.hpp>
#include <hooklatch/providers/standard_webhooks.hpp>
#include <hooklatch/providers/stripe.hpp>
#include <hooklatch/providers/venshack.hpp>
#include <hooklatch/providers/zuba.hpp>
#include <hooklatch/testing/manual_clock.hpp>
#include <hooklatch/testing/signer.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <random>
#include <string>
#include <string_view>
#include <type_traits>

namespace {

namespace p = hooklatch::providers;
using hooklatch::testing::manual_clock;
using json = nlohmann::ordered_json;

constexpr int deliveries_each = 120;

// The engine's numbers are the same everywhere; the standard distributions are not.
class generator {
 public:
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(engine_() % limit); }
  std::string bytes(std::size_t size) {
    std::string made(size, '\0');
    for (auto& c : made) c = static_cast<char>(engine_() & 0xffU);
    return made;
  }
  std::string text(std::size_t size, std::string_view alphabet) {
    std::string made(size, ' ');
    for (auto& c : made) c = alphabet[below(alphabet.size())];
    return made;
  }

 private:
  std::mt19937_64 engine_{20260323};
};

std::string to_base64(std::string_view bytes) { return hooklatch::base64::encode(hooklatch::to_bytes(bytes)); }

// Around the block sizes of the digests (64 and 128 bytes), where padding and key hashing change.
constexpr std::array<std::size_t, 16> edges{0, 1, 31, 32, 55, 56, 63, 64, 65, 111, 112, 119, 127, 128, 129, 257};

std::string make_body(generator& random, int round) {
  const auto index = static_cast<std::size_t>(round);
  if (index < edges.size()) return random.bytes(edges[index]);
  if (index % 3 == 0) return R"({"amount":120.00,"note":"\u00e9 )" + random.text(random.below(200), "abc .{}\r\n") + "\"}";
  return random.bytes(random.below(3000));
}

// As the provider shows it. Standard Webhooks: `whsec_` and base64, where the prefix or the padding may be missing.
template <class Provider>
std::string make_secret(generator& random, int round) {
  if constexpr (std::is_same_v<Provider, p::standard_webhooks>) {
    std::string text = to_base64(random.bytes(16 + random.below(80)));
    if (round % 5 == 1) text.erase(text.find_last_not_of('=') + 1);
    return (round % 5 == 2 ? "" : "whsec_") + text;
  } else if (round % 4 == 0) {
    return random.bytes(16 + random.below(200));
  } else {
    return (round % 4 == 1 ? "whsec_" : "") + random.text(16 + random.below(60), "abcdefABCDEF0123456789+/=-_ ");
  }
}

template <class Provider>
void dump(generator& random) {
  constexpr std::string_view id_alphabet = "ABCXYZabcxyz0189_-:;/+=~!";  // no full stop: Standard Webhooks forbids it
  for (int round = 0; round < deliveries_each; ++round) {
    const auto secret = make_secret<Provider>(random, round);
    const auto body = make_body(random, round);
    const auto now = static_cast<std::int64_t>(random.below(4'000'000'000));

    hooklatch::testing::delivery_fields fields;
    json line{{"provider", Provider::table().name}, {"secret", to_base64(secret)}, {"body", to_base64(body)}};
    if (round % 7 != 0) line["id"] = fields.id = "msg_" + random.text(1 + random.below(40), id_alphabet);
    if (round % 3 != 0) line["type"] = fields.type = random.text(1 + random.below(20), "abc.xyz_");
    if (round % 5 != 0)
      line["delivery_id"] = fields.delivery_id = "dlv_" + random.text(1 + random.below(20), id_alphabet);
    std::int64_t at = now;
    if (round % 4 == 1) {
      at = static_cast<std::int64_t>(random.below(1'000'000'000'000));
      fields.at = hooklatch::instant(at, 987'654'321);
    }
    line["now"] = now;
    line["at"] = at;

    const hooklatch::testing::signer<Provider, manual_clock> sign(hooklatch::to_bytes(secret), manual_clock(now));
    const auto request = sign.sign(body, fields).value();
    line["method"] = request.method;
    line["sent_body"] = to_base64(request.body);
    line["headers"] = request.headers;
    std::cout << line.dump() << '\n';
  }
}

template <class... Providers>
void dump_all() {
  generator random;
  (dump<Providers>(random), ...);
}

}  // namespace

int main() {
  dump_all<p::rukkyhub, p::simpu, p::venshack, p::hackmamba, p::zuba, p::stripe, p::github, p::slack,
           p::standard_webhooks>();
  return std::cout.flush() ? 0 : 1;
}

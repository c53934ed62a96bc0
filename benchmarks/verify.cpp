// SPDX-License-Identifier: MIT
//
// What verifying costs: the whole of verify() beside the least that any HMAC-SHA256 can do, and beside what is written
// by hand today. Run: bench_verify [any flag of Google Benchmark]. Figures are ratios within one run.

// The floor calls SHA256_Update, which has no successor that does as little.
#define OPENSSL_SUPPRESS_DEPRECATED

#include <hooklatch/hooklatch.hpp>
#include <hooklatch/providers/github.hpp>
#include <hooklatch/providers/standard_webhooks.hpp>
#include <hooklatch/providers/stripe.hpp>
#include <hooklatch/scheme/hmac_in_module.hpp>
#include <hooklatch/testing/manual_clock.hpp>
#include <hooklatch/testing/signer.hpp>

#include "ratio_reporter.hpp"

#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace hooklatch;

constexpr std::int64_t now = 1774276200;
const std::string secret_text = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

std::string body_of(std::size_t size) {
  std::string body = R"({"id":"evt_1","type":"payout.paid","data":")";
  body.resize(size - 2, 'x');
  return body + "\"}";
}

// As a proxy passes it on: the signature among a dozen other lines.
template <class Provider>
request delivery_of(std::size_t size) {
  const testing::signer<Provider, testing::manual_clock> sign(secret_text, testing::manual_clock(now));
  auto made = sign.sign(body_of(size)).value();
  std::vector<std::pair<std::string, std::string>> headers{
      {"Host", "hooks.example.com"}, {"User-Agent", "Provider/1.0"}, {"Accept", "*/*"}, {"Accept-Encoding", "gzip"},
      {"X-Forwarded-For", "192.0.2.7"}, {"X-Forwarded-Proto", "https"}, {"X-Request-Id", "0b7c1a52"},
      {"Cache-Control", "max-age=259200"}, {"Connection", "keep-alive"}, {"Content-Length", std::to_string(size)}};
  headers.insert(headers.end(), made.headers.begin(), made.headers.end());
  made.headers = std::move(headers);
  return made;
}

// HMAC-SHA256 with both pads hashed beforehand has to compress this many blocks.
std::size_t blocks(std::size_t signed_bytes) { return (signed_bytes + 8) / 64 + 2; }

void floor_of(benchmark::State& state, std::size_t size) {
  const std::vector<unsigned char> data(blocks(size + 11) * 64, 'x');
  SHA256_CTX context;
  SHA256_Init(&context);
  for (auto _ : state) {
    SHA256_Update(&context, data.data(), data.size());
    benchmark::DoNotOptimize(context);
  }
}

template <class Provider, class Engine>
void verify_of(benchmark::State& state, std::size_t size) {
  const verifier<Provider, testing::manual_clock, Engine> verify(secret_text, {}, testing::manual_clock(now));
  const auto request = delivery_of<Provider>(size);
  for (auto _ : state) {
    const auto delivery = verify.verify(request);
    if (!delivery) std::abort();
    benchmark::DoNotOptimize(delivery);
  }
}

// Stripe's scheme as an application spells it out: concatenate, HMAC(), print as hex, compare strings.
void by_hand(benchmark::State& state, std::size_t size) {
  const auto request = delivery_of<providers::stripe>(size);
  for (auto _ : state) {
    std::string header;
    for (const auto& [name, value] : request.headers) {
      if (name == "Stripe-Signature") header = value;
    }
    const auto comma = header.find(',');
    const std::string timestamp = header.substr(2, comma - 2);
    const std::string wanted = header.substr(header.find("v1=") + 3);
    const std::string content = timestamp + "." + request.body;
    std::array<unsigned char, EVP_MAX_MD_SIZE> tag{};
    unsigned int written = 0;
    HMAC(EVP_sha256(), secret_text.data(), static_cast<int>(secret_text.size()),
         reinterpret_cast<const unsigned char*>(content.data()), content.size(), tag.data(), &written);
    std::string computed;
    for (unsigned int i = 0; i < written; ++i) {
      std::array<char, 3> digits{};
      std::snprintf(digits.data(), digits.size(), "%02x", tag[i]);
      computed += digits.data();
    }
    if (computed != wanted || std::llabs(now - std::stoll(timestamp)) > 300) std::abort();
    benchmark::DoNotOptimize(computed);
  }
}

struct row {
  std::string name;
  void (*run)(benchmark::State&, std::size_t size);
};

const std::vector<row> rows{{"SHA-256 compressions alone", &floor_of},
                            {"verify, GitHub", &verify_of<providers::github, hmac_engine>},
                            {"verify, Stripe", &verify_of<providers::stripe, hmac_engine>},
                            {"verify, Standard Webhooks", &verify_of<providers::standard_webhooks, hmac_engine>},
                            {"verify, Stripe, MAC in module", &verify_of<providers::stripe, hmac_in_module>},
                            {"by hand, Stripe", &by_hand}};
constexpr std::array<std::size_t, 6> sizes{128, 512, 2048, 16384, 262144, 1048576};

}  // namespace

int main(int argc, char** argv) {
  if (!bench::read_flags(argc, argv)) return 1;
  std::vector<std::string> names;
  std::vector<std::string> columns;
  for (const auto& each : rows) names.push_back(each.name);
  for (const auto size : sizes) {
    columns.push_back(std::to_string(size));
    for (const auto& each : rows) {
      benchmark::RegisterBenchmark((each.name + '/' + columns.back()).c_str(),
                                   [&each, size](benchmark::State& state) { each.run(state, size); });
    }
  }
  bench::ratio_reporter reporter(names, columns);
  benchmark::RunSpecifiedBenchmarks(&reporter);
  return 0;
}

// SPDX-License-Identifier: MIT
#pragma once

#include "case_reader.hpp"
#include "sequence_cases.hpp"

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
#include <hooklatch/testing/signer.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace check {

/// The clock of one case.
struct fixed_clock {
  std::int64_t unix_seconds = 0;
  [[nodiscard]] hooklatch::time_point now() const noexcept { return hooklatch::instant(unix_seconds).to_time_point(); }
};

/// A verifier whose provider was named at run time.
class checker {
 public:
  virtual ~checker() = default;
  [[nodiscard]] virtual hooklatch::result<hooklatch::verified_delivery> verify(
      const hooklatch::request& request) const = 0;
  /// What a receiver answers, and a signature for a request that is to have one.
  [[nodiscard]] virtual hooklatch::outcome receive(const hooklatch::request& request) const = 0;
  [[nodiscard]] virtual hooklatch::result<hooklatch::request> sign(std::string body) const = 0;
};

template <class Provider>
class checker_of final : public checker {
 public:
  checker_of(const hooklatch::keyring& secrets, hooklatch::verifier<Provider, fixed_clock> verifier, fixed_clock clock)
      : secrets_(secrets), clock_(clock), verifier_(std::move(verifier)) {}
  [[nodiscard]] hooklatch::result<hooklatch::verified_delivery> verify(
      const hooklatch::request& request) const override {
    return verifier_.verify(request);
  }

  [[nodiscard]] hooklatch::outcome receive(const hooklatch::request& request) const override {
    using receiver = hooklatch::receiver<Provider, hooklatch::no_store, hooklatch::with_clock<fixed_clock>,
                                         hooklatch::events_can_be_lost>;
    const receiver receive(secrets_, hooklatch::dispatcher(), {}, clock_);
    return receive(request);
  }
  [[nodiscard]] hooklatch::result<hooklatch::request> sign(std::string body) const override {
    auto signer = hooklatch::testing::signer<Provider, fixed_clock>::make(*secrets_.begin(), clock_);
    if (!signer) return signer.error();
    return signer->sign(std::move(body));
  }

 private:
  hooklatch::keyring secrets_;
  fixed_clock clock_;
  hooklatch::verifier<Provider, fixed_clock> verifier_;
};

using made_checker = hooklatch::result<std::unique_ptr<checker>>;

/// One provider that the program knows.
struct entry {
  const hooklatch::provider_table* provider;
  made_checker (*make)(const hooklatch::keyring& secrets, const hooklatch::verifier_options& options,
                       fixed_clock clock);
  json (*run_sequence)(const hooklatch::keyring& secrets, const hooklatch::verifier_options& options,
                       const json& given);
};

template <class Provider>
made_checker make_checker(const hooklatch::keyring& secrets, const hooklatch::verifier_options& options,
                          fixed_clock clock) {
  auto verifier = hooklatch::verifier<Provider, fixed_clock>::make(secrets, options, clock);
  if (!verifier) return verifier.error();
  return std::unique_ptr<checker>(std::make_unique<checker_of<Provider>>(secrets, std::move(*verifier), clock));
}

template <class... Providers>
inline constexpr std::array<entry, sizeof...(Providers)> entries_of{
    entry{&Providers::table(), &make_checker<Providers>, &run_sequence<Providers>}...};

namespace p = hooklatch::providers;
inline constexpr const auto& registry = entries_of<p::rukkyhub, p::simpu, p::venshack, p::hackmamba, p::zuba, p::stripe,
                                                   p::github, p::slack, p::standard_webhooks>;

[[nodiscard]] inline const entry* find_provider(std::string_view name) noexcept {
  for (const auto& each : registry) {
    if (each.provider->name == name) return &each;
  }
  return nullptr;
}

}  // namespace check

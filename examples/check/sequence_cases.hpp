// SPDX-License-Identifier: MIT
#pragma once

#include "case_reader.hpp"

#include <hooklatch/hooklatch.hpp>
#include <hooklatch/testing/manual_clock.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace check {

/// The store of one sequence, which the case may have taken away.
class case_store {
 public:
  static constexpr hooklatch::store_traits traits{true, false, false, false};

  case_store(std::size_t capacity, bool answers, hooklatch::testing::manual_clock clock)
      : memory_(capacity, std::move(clock)), answers_(answers) {}

  [[nodiscard]] hooklatch::result<hooklatch::claim_result> claim(const hooklatch::claim_request& request) {
    if (!answers_) return hooklatch::errc::store_unavailable;
    return memory_.claim(request);
  }
  [[nodiscard]] hooklatch::result<hooklatch::settlement> complete(const hooklatch::claim_token& token,
                                                                  std::chrono::seconds retention) {
    return memory_.complete(token, retention);
  }
  [[nodiscard]] hooklatch::result<hooklatch::settlement> release(const hooklatch::claim_token& token,
                                                                 std::string_view why) {
    return memory_.release(token, why);
  }
  [[nodiscard]] hooklatch::result<hooklatch::settlement> extend(const hooklatch::claim_token& token,
                                                                std::chrono::milliseconds lease) {
    return memory_.extend(token, lease);
  }
  [[nodiscard]] hooklatch::result<bool> forget(const hooklatch::dedup_key& key) { return memory_.forget(key); }
  [[nodiscard]] hooklatch::result<std::size_t> purge(std::size_t most) { return memory_.purge(most); }

 private:
  hooklatch::memory_store<hooklatch::testing::manual_clock> memory_;
  bool answers_;
};

[[nodiscard]] inline json answer_step(const hooklatch::outcome& made) {
  using kind = hooklatch::outcome_kind;
  switch (made.kind) {
    case kind::handled:
    case kind::unhandled:
    case kind::queued:
      return {{"outcome", "accept"}};
    case kind::refused:
      return {{"outcome", "reject"},
              {"reason", to_string(made.reason ? made.reason->code() : hooklatch::errc::config_error)}};
    default:
      return {{"outcome", to_string(made.kind)}};
  }
}

/// Takes the steps of a case, one after the other, to receivers that share one store.
template <class Provider>
[[nodiscard]] json run_sequence(const hooklatch::keyring& secrets, const hooklatch::verifier_options& options,
                                const json& given) {
  using receiver = hooklatch::receiver<Provider, case_store, hooklatch::accept_volatile_store,
                                       hooklatch::events_can_be_lost,
                                       hooklatch::with_clock<hooklatch::testing::manual_clock>>;
  const json config = given.value("config", json::object());
  hooklatch::testing::manual_clock clock(given.value("now", std::int64_t{0}));
  case_store store(config.value("store_capacity", std::size_t{1000}), config.value("store", "") != "unavailable",
                   clock);
  json answers = json::array();
  for (const auto& step : given.at("steps")) {
    if (step.contains("now")) clock.set(step.at("now").get<std::int64_t>());
    const bool fails = step.value("handler", std::string("ok")) == "fail";
    const auto handlers = hooklatch::dispatcher().any([fails](const hooklatch::event_view&) {
      return fails ? hooklatch::handler_result::failed("as the case says") : hooklatch::handler_result::done();
    });
    hooklatch::receiver_options wanted;
    wanted.verify(options).endpoint(step.value("endpoint", std::string()));
    if (const auto envelope = read_envelope_options(given)) wanted.envelope(*envelope);
    const auto receive = receiver::make(secrets, store, handlers, wanted, clock);
    if (!receive) return {{"outcome", "config_error"}, {"reason", to_string(receive.error().code())}};
    answers.push_back(answer_step((*receive)(read_request(step.at("request")))));
  }
  return {{"steps", answers}};
}

}  // namespace check

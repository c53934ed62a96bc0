// SPDX-License-Identifier: MIT
#pragma once

// A receiver on a clock that stands, with a store that can be bent and one handler that can be told what to do.

#include "support/deliveries.hpp"
#include "support/scripted_store.hpp"

#include <hooklatch/receive/receiver.hpp>
#include <hooklatch/testing/manual_clock.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace test_support {

template <class Provider, class... Policies>
struct receiving {
  using receiver_type = hooklatch::receiver<Provider, scripted_store,
                                            hooklatch::with_clock<hooklatch::testing::manual_clock>, Policies...>;

  explicit receiving(hooklatch::receiver_options options = {})
      : receive(hooklatch::secret_text(shown_secret<Provider>(facts{}.key)), store,
                hooklatch::dispatcher().any([this](const hooklatch::event_view& event) {
                  handled.emplace_back(event.id());
                  return handler ? handler(event) : hooklatch::handler_result::done();
                }),
                with_hook(options).observe([this](const hooklatch::outcome& seen) { told.push_back(seen.kind); }),
                clock) {}

  // A provider that wants failures acknowledged wants somebody who has them.
  static hooklatch::receiver_options& with_hook(hooklatch::receiver_options& options) {
    if (!options.final_failure() && Provider::table().handler_failure_answer.status < 300) {
      options.on_final_failure([](const hooklatch::event_view&, const std::vector<std::string>&) {});
    }
    return options;
  }

  hooklatch::outcome operator()(const facts& f = {}) { return receive(signed_delivery<Provider>(f)); }

  hooklatch::testing::manual_clock clock{1774276200};
  scripted_store store{clock};
  std::function<hooklatch::handler_result(const hooklatch::event_view&)> handler;
  std::vector<std::string> handled;           ///< the ids of the events that met the handler
  std::vector<hooklatch::outcome_kind> told;  ///< what the observer saw
  receiver_type receive;
};

/// A body that each of the five seed providers takes, with their time and flags.
inline std::string seed_body(const std::string& id = "evt_1", const std::string& type = "thing.done") {
  return R"({"id":")" + id + R"(","type":")" + type + R"(","event":")" + type +
         R"(","test":false,"livemode":true,"event_id":")" + id + R"(","data":{"object":{},"amount":120.00}})";
}

}  // namespace test_support

// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/delivery_answers.hpp>
#include <hooklatch/detail/event_identity.hpp>
#include <hooklatch/detail/event_pipeline.hpp>
#include <hooklatch/detail/store_ref.hpp>
#include <hooklatch/event/dispatcher.hpp>
#include <hooklatch/event/event_view.hpp>
#include <hooklatch/provider/table.hpp>
#include <hooklatch/receive/outcome.hpp>
#include <hooklatch/receive/receiver_options.hpp>
#include <hooklatch/verify/verified_delivery.hpp>

#include <cstddef>
#include <utility>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// What `receiver` does behind the verifier, for every provider and store: it reads the provider's table.
class receiver_core : public delivery_answers {
 public:
  static constexpr bool keeps_headers = false;

  receiver_core(const provider_table& provider, receiver_options options, dispatcher handlers,
                const claim_policy& policy, event_identity identity, store_ref store)
      : delivery_answers(provider, std::move(options)),
        handlers_(std::move(handlers)),
        policy_(policy),
        identity_(std::move(identity)),
        store_(store) {}

  /// Whether an event's id means the same to both.
  [[nodiscard]] bool shares_ids_with(const receiver_core& other) const noexcept {
    return policy_.remembers && store_.is(other.store_) && identity_.is_like(other.identity_);
  }

  /// Everything after the verification: events, store, handlers, answer.
  [[nodiscard]] outcome process(const verified_delivery& delivery) const {
    const event_pipeline pipeline(provider(), options(), handlers_, policy_, identity_, store_);
    return process_events(delivery,
                          [&](const event_view& event, std::size_t index) { return pipeline.run(event, index); });
  }

 private:
  dispatcher handlers_;
  claim_policy policy_;
  event_identity identity_;
  store_ref store_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

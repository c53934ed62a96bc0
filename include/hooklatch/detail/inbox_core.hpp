// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/delivery_answers.hpp>
#include <hooklatch/detail/event_end.hpp>
#include <hooklatch/detail/event_identity.hpp>
#include <hooklatch/detail/header_lines.hpp>
#include <hooklatch/detail/kept_headers.hpp>
#include <hooklatch/event/event_view.hpp>
#include <hooklatch/http/headers.hpp>
#include <hooklatch/inbox/inbox.hpp>
#include <hooklatch/inbox/inbox_source.hpp>
#include <hooklatch/provider/table.hpp>
#include <hooklatch/receive/outcome.hpp>
#include <hooklatch/receive/receiver_options.hpp>
#include <hooklatch/verify/verified_delivery.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// An inbox of any type, for what a receiver does with it. What it throws is its being unavailable.
class inbox_ref {
 public:
  template <inbox_store Inbox>
  explicit inbox_ref(Inbox& inbox) noexcept
      : inbox_(&inbox), accept_([](void* to, const inbox_delivery& delivery) {
          return static_cast<Inbox*>(to)->accept(delivery);
        }) {}

  [[nodiscard]] bool is(const inbox_ref& other) const noexcept { return inbox_ == other.inbox_; }

  // One key is stored once, so it may be asked again where the answer was lost.
  [[nodiscard]] result<inbox_receipt> accept(const inbox_delivery& delivery) const noexcept {
    try {
      const auto answer = accept_(inbox_, delivery);
      if (answer || answer.error() != errc::store_ambiguous) return answer;
      const auto again = accept_(inbox_, delivery);
      if (again && *again == inbox_receipt::known) return inbox_receipt::stored;  // by the call whose answer was lost
      return again;
    } catch (...) {
      return errc::store_unavailable;
    }
  }

 private:
  void* inbox_;
  result<inbox_receipt> (*accept_)(void*, const inbox_delivery&);
};

/// What `inbox_receiver` does behind the verifier: it stores each event, and acknowledges what is stored.
class inbox_core : public delivery_answers {
 public:
  static constexpr bool keeps_headers = true;

  inbox_core(const provider_table& provider, receiver_options options, event_identity identity,
             std::span<const source> ordered_by, inbox_ref inbox)
      : delivery_answers(provider, std::move(options)),
        source_(inbox_source(provider.name, this->options().account(), this->options().endpoint())),
        identity_(std::move(identity)),
        ordered_by_(ordered_by),
        inbox_(inbox) {}

  /// Whether an event's id means the same to both.
  [[nodiscard]] bool shares_ids_with(const inbox_core& other) const noexcept {
    return inbox_.is(other.inbox_) && identity_.is_like(other.identity_);
  }

  template <header_source Headers>
  [[nodiscard]] outcome process(const verified_delivery& delivery, const Headers& headers) const {
    const kept_headers keeper(options().hidden_headers());
    const std::string kept = keeper.write(headers, provider());
    std::string signature;
    if (!keeper.is_secret(provider().signature_header)) {
      signature = single_header(headers, provider().signature_header).value_or(std::string());
    }
    return process_events(delivery, [&](const event_view& event, std::size_t index) {
      inbox_delivery made;
      made.headers = kept;
      made.signature = signature;
      made.received_at = delivery.received_at();
      return accept(made, event, index);
    });
  }

 private:
  [[nodiscard]] event_end accept(inbox_delivery& made, const event_view& event, std::size_t index) const {
    event_end end(outcome_kind::refused);
    const auto digest = identity_.digest(event);
    const auto key = digest ? identity_.key(event, *digest, index) : result<dedup_key>(digest.error());
    if (!key) {
      end.reason = key.error() == errc::crypto_failure ? error(errc::store_unavailable) : key.error();
      return end;
    }
    const std::string order = ordering_key(event);
    made.key = *key;
    made.digest = *digest;
    made.provider = source_;
    made.event_id = event.id().empty() ? event.untrusted_delivery_id() : event.id();
    made.event_type = event.type().empty() ? event.untrusted_type() : event.type();
    made.body = to_bytes(event.text());
    made.ordering_key = order;
    made.conflict_refused = options().digests() == digest_policy::strict;
    const auto receipt = inbox_.accept(made);
    if (!receipt) {
      end.reason = receipt.error();
    } else if (*receipt == inbox_receipt::conflict) {
      end.reason = errc::id_conflict;
    } else {
      end.kind = *receipt == inbox_receipt::stored ? outcome_kind::queued : outcome_kind::duplicate;
    }
    return end;
  }

  // Empty where a field is missing: then the event waits for no other.
  [[nodiscard]] std::string ordering_key(const event_view& event) const {
    if (ordered_by_.empty()) return {};
    std::string all;
    for (const auto& place : ordered_by_) {
      const auto field = event.find(place.where);
      if (!field.present() || field.is_null() || field.is_object() || field.is_array()) return {};
      const auto text = field.is_string() ? field.unescaped() : std::string(field.text());
      if (!text) return {};
      all += (all.empty() ? "" : " ") + std::to_string(text->size()) + (field.is_string() ? 's' : 'n') + *text;
    }
    return all;
  }

  std::string source_;
  event_identity identity_;
  std::span<const source> ordered_by_;
  inbox_ref inbox_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

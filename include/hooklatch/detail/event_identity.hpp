// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/key.hpp>
#include <hooklatch/event/event_view.hpp>
#include <hooklatch/provider/table.hpp>
#include <hooklatch/scheme/source.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// What makes two deliveries the same event, as a receiver's type says it.
struct identity_rule {
  std::span<const source> fields;     ///< of the event; empty for the default
  bool unsigned_delivery_id = false;  ///< take the unsigned delivery id
};

/// Makes the keys of one endpoint's events.
class event_identity {
 public:
  event_identity(const provider_table& provider, const identity_rule& rule, dedup_hasher hasher, std::string account,
                 std::string endpoint)
      : provider_(&provider),
        rule_(rule),
        hasher_(std::move(hasher)),
        account_(std::move(account)),
        endpoint_(std::move(endpoint)) {}

  /// Whether an event has the same key under both.
  [[nodiscard]] bool is_like(const event_identity& other) const noexcept {
    return account_ == other.account_ && endpoint_ == other.endpoint_ && provider_->name == other.provider_->name;
  }

  [[nodiscard]] result<body_digest> digest(const event_view& event) const noexcept {
    return hasher_.digest(to_bytes(event.text()));
  }

  /// `digest` is that of the event's signed text, `index` the event's place in its delivery. `crypto_failure`, or
  /// `payload_missing_field` or `payload_wrong_type` for a field that the rule names.
  [[nodiscard]] result<dedup_key> key(const event_view& event, const body_digest& digest, std::size_t index) const {
    auto identity = identity_of(event, digest, index);
    if (!identity) return identity.error();
    return hasher_.key(space(event), *identity);
  }

  /// The key under which an unsigned delivery id is remembered, to notice one that comes with another body.
  [[nodiscard]] result<dedup_key> delivery_id_key(const event_view& event, std::size_t index) const {
    return hasher_.key(space(event), "d" + within_batch(index) + std::string(event.untrusted_delivery_id()));
  }

 private:
  [[nodiscard]] dedup_namespace space(const event_view& event) const noexcept {
    const auto is_test = event.is_test();
    return {provider_->name, account_, endpoint_, is_test ? (*is_test ? "test" : "live") : ""};
  }

  // Each kind of identity begins with its own letter, so that none passes for another.
  [[nodiscard]] result<std::string> identity_of(const event_view& event, const body_digest& digest,
                                                std::size_t index) const {
    if (rule_.unsigned_delivery_id) {
      if (event.untrusted_delivery_id().empty()) return errc::payload_missing_field;
      return "u" + within_batch(index) + std::string(event.untrusted_delivery_id());
    }
    if (!rule_.fields.empty()) return fields_of(event);
    // An id in a header is the delivery's, and all events of a batch share it.
    if (!event.id().empty()) {
      return "i" + (provider_->splices_id() ? within_batch(index) : std::string()) + std::string(event.id());
    }
    std::string whole = "b" + std::to_string(index) + ":";
    whole.append(reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size());
    return whole;
  }
  [[nodiscard]] std::string within_batch(std::size_t index) const {
    return provider_->batch.present() ? std::to_string(index) + ":" : std::string();
  }
  [[nodiscard]] result<std::string> fields_of(const event_view& event) const {
    std::string all = "f";
    for (const auto& place : rule_.fields) {
      const auto field = event.find(place.where);
      if (!field.present() || field.is_null()) return errc::payload_missing_field;
      if (field.is_object() || field.is_array()) return errc::payload_wrong_type;
      const auto text = field.is_string() ? field.unescaped() : std::string(field.text());
      if (!text) return errc::payload_wrong_type;
      if (text->empty()) return errc::payload_missing_field;  // nothing is no identity: many events would share it
      all += std::to_string(text->size()) + (field.is_string() ? 's' : 'n') + *text;
    }
    return all;
  }

  const provider_table* provider_;
  identity_rule rule_;
  dedup_hasher hasher_;
  std::string account_;
  std::string endpoint_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/envelope_reader.hpp>
#include <hooklatch/event/envelope_options.hpp>
#include <hooklatch/event/event_view.hpp>
#include <hooklatch/event/read_event.hpp>
#include <hooklatch/json/elements.hpp>
#include <hooklatch/json/scan.hpp>
#include <hooklatch/verify/verified_delivery.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// The events of one delivery, as an input range of `event_view`: one, or as many as a batching provider put into it.
/// All of them are well formed. Borrows the delivery and its body.
class delivered_events {
 public:
  class iterator {
   public:
    using value_type = event_view;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::input_iterator_tag;

    [[nodiscard]] event_view operator*() const noexcept { return index_ == 0 ? *owner_->first_ : *owner_->read(at_); }
    iterator& operator++() noexcept {
      ++index_;
      if (owner_->batch_.present()) ++at_;
      return *this;
    }
    void operator++(int) noexcept { ++*this; }
    [[nodiscard]] bool operator==(std::default_sentinel_t) const noexcept { return index_ == owner_->size_; }

   private:
    friend class delivered_events;
    explicit iterator(const delivered_events& owner) noexcept
        : owner_(&owner), at_(json_elements(owner.batch_).begin()) {}

    const delivered_events* owner_;
    json_elements::iterator at_;
    std::size_t index_ = 0;
  };

  [[nodiscard]] iterator begin() const& noexcept { return iterator(*this); }
  iterator begin() && = delete;
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// See `read_events`.
  [[nodiscard]] static result<delivered_events> of(const verified_delivery& delivery,
                                                   const envelope_options& options) noexcept {
    if (delivery.content_is_encoded()) return errc::unsupported_content_encoding;
    delivered_events made(delivery, options);
    if (delivery.provider().batch.present()) {
      json_query wanted[]{{delivery.provider().batch.where}};
      if (const auto bad = json_scan(delivery.body_text(), wanted, options.json())) {
        return error(detail::to_errc(bad.code)).with_offset(bad.offset);
      }
      made.batch_ = wanted[0].value;
      if (!made.batch_.present()) return errc::payload_missing_field;
      if (!made.batch_.is_array()) return errc::payload_wrong_type;
    }
    if (auto good = made.check(); !good) return good.error();
    return made;
  }

 private:
  delivered_events(const verified_delivery& delivery, const envelope_options& options) noexcept
      : delivery_(&delivery), options_(options) {}

  [[nodiscard]] result<event_view> read(const json_elements::iterator& at) const noexcept {
    const std::string_view text = batch_.present() ? (*at).text() : delivery_->body_text();
    return detail::envelope_reader::read(*delivery_, text, options_);
  }

  // Every event is read once here, so that a batch is taken or refused as a whole.
  [[nodiscard]] result<void> check() noexcept {
    const json_elements elements(batch_);
    auto at = elements.begin();
    const bool single = !batch_.present();
    for (; single ? size_ == 0 : at != elements.end(); ++size_) {
      if (size_ == options_.max_events()) {
        return error(errc::payload_too_many_members).with_limit(static_cast<std::int64_t>(options_.max_events()));
      }
      const auto event = read(at);
      if (!event) {
        // Offsets of a batch count from the start of the body, as those of a single event do.
        const auto before = single ? 0 : static_cast<std::size_t>((*at).text().data() - delivery_->body_text().data());
        const auto& refused = event.error();
        return refused.offset() ? refused.with_offset(*refused.offset() + before) : refused;
      }
      if (size_ == 0) first_ = *event;
      if (!single) ++at;
    }
    return {};
  }

  const verified_delivery* delivery_;
  envelope_options options_;
  json_value batch_;
  std::optional<event_view> first_;  // so that a delivery of one event is read once
  std::size_t size_ = 0;
};

/// Reads all events of a verified delivery: one, unless the provider has `event_batch<>`. Errors are those of
/// `read_event`, for the first event that has one; `payload_missing_field` and `payload_wrong_type` also for the array,
/// `payload_too_many_members` for one with more events than `max_events`.
[[nodiscard]] inline result<delivered_events> read_events(const verified_delivery& delivery,
                                                          const envelope_options& options = {}) noexcept {
  return delivered_events::of(delivery, options);
}
result<delivered_events> read_events(verified_delivery&&, const envelope_options& = {}) = delete;

}  // namespace v0
}  // namespace hooklatch

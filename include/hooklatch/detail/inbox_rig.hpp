// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/detail/rule_runner.hpp>
#include <hooklatch/inbox/inbox.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// An inbox of any type, so that the rules are compiled once.
class inbox_face {
 public:
  inbox_face() = default;
  inbox_face(const inbox_face&) = delete;
  inbox_face& operator=(const inbox_face&) = delete;
  virtual ~inbox_face() = default;
  virtual result<inbox_receipt> accept(const inbox_delivery& delivery) = 0;
  virtual result<std::optional<inbox_entry>> take(std::string_view provider, std::chrono::milliseconds lease) = 0;
  virtual result<settlement> finish(const inbox_token& token) = 0;
  virtual result<settlement> fail(const inbox_token& token, std::string_view why, std::chrono::milliseconds wait) = 0;
  virtual result<settlement> bury(const inbox_token& token, std::string_view why) = 0;
  virtual result<settlement> extend(const inbox_token& token, std::chrono::milliseconds lease) = 0;
  virtual result<std::size_t> replay(std::string_view provider, std::string_view event_id) = 0;
  virtual result<std::size_t> replay_dead(std::string_view provider, std::size_t most) = 0;
  virtual result<std::size_t> prune(std::chrono::seconds age, std::size_t most) = 0;
  virtual result<inbox_counts> counts(std::string_view provider) = 0;
};

template <class Opened>
class opened_inbox final : public inbox_face {
 public:
  template <class Open>
  explicit opened_inbox(Open& open) : handle_(open) {}
  result<inbox_receipt> accept(const inbox_delivery& delivery) override { return handle_.get().accept(delivery); }
  result<std::optional<inbox_entry>> take(std::string_view provider, std::chrono::milliseconds lease) override {
    return handle_.get().take(provider, lease);
  }
  result<settlement> finish(const inbox_token& token) override { return handle_.get().finish(token); }
  result<settlement> fail(const inbox_token& token, std::string_view why, std::chrono::milliseconds wait) override {
    return handle_.get().fail(token, why, wait);
  }
  result<settlement> bury(const inbox_token& token, std::string_view why) override {
    return handle_.get().bury(token, why);
  }
  result<settlement> extend(const inbox_token& token, std::chrono::milliseconds lease) override {
    return handle_.get().extend(token, lease);
  }
  result<std::size_t> replay(std::string_view provider, std::string_view event_id) override {
    return handle_.get().replay(provider, event_id);
  }
  result<std::size_t> replay_dead(std::string_view provider, std::size_t most) override {
    return handle_.get().replay_dead(provider, most);
  }
  result<std::size_t> prune(std::chrono::seconds age, std::size_t most) override {
    return handle_.get().prune(age, most);
  }
  result<inbox_counts> counts(std::string_view provider) override { return handle_.get().counts(provider); }

 private:
  opened_handle<Opened> handle_;
  static_assert(inbox_store<std::remove_cvref_t<decltype(handle_.get())>>);
};

[[nodiscard]] constexpr std::string_view name_of(inbox_receipt what) noexcept {
  constexpr std::array<std::string_view, 3> names{"stored", "known", "conflict"};
  const auto index = static_cast<std::size_t>(what);
  return index < names.size() ? names[index] : "no receipt";
}

/// A delivery that owns its texts.
struct posted {
  dedup_key key;
  std::string provider;
  std::string event_id;
  std::string event_type = "payout.paid";
  std::string body = R"({"id":"evt_1"})";
  std::string headers = R"([["Content-Type","application/json"]])";
  std::string ordering_key{};
  instant received_at{1774276200, 123456000};
  bool conflict_refused = false;
  std::uint8_t digest_change = 0;

  [[nodiscard]] inbox_delivery view() const {
    inbox_delivery delivery;
    delivery.key = key;
    delivery.digest.bytes = key.bytes;
    delivery.digest.bytes[31] = static_cast<std::uint8_t>(delivery.digest.bytes[31] ^ digest_change);
    delivery.provider = provider;
    delivery.event_id = event_id;
    delivery.event_type = event_type;
    delivery.body = to_bytes(body);
    delivery.headers = headers;
    delivery.signature = "sha256=00";
    delivery.ordering_key = ordering_key;
    delivery.received_at = received_at;
    delivery.conflict_refused = conflict_refused;
    return delivery;
  }
};

/// What a rule works with. Each rule has a provider of its own, so one that is broken harms no other.
class inbox_rig {
 public:
  /// For what must not run out while a rule is checked.
  static constexpr std::chrono::milliseconds long_lease{3600'000};
  static constexpr std::chrono::milliseconds no_wait{0};

  inbox_rig(const testing::conformance_options& told, std::vector<std::unique_ptr<inbox_face>> handles)
      : options(told), clock(told), handles_(std::move(handles)) {}

  const testing::conformance_options& options;
  const rule_clock clock;

  [[nodiscard]] inbox_face& inbox() { return *handles_.front(); }
  /// Another handle where there is one.
  [[nodiscard]] inbox_face& other() { return *handles_.back(); }
  [[nodiscard]] inbox_face& of_thread(std::size_t index) { return *handles_[index % handles_.size()]; }

  [[nodiscard]] std::string provider() { return "provider_" + std::to_string(++providers_); }
  [[nodiscard]] posted event(std::string_view provider, std::string_view ordering_key = {}) {
    posted made;
    made.key.bytes = digest_of_number(++events_);
    made.provider = provider;
    made.event_id = "evt_" + std::to_string(events_);
    made.ordering_key = ordering_key;
    return made;
  }

  void accepted(inbox_receipt expected, const posted& event, std::string_view when) {
    const auto receipt = answer_of(other().accept(event.view()), "accept " + std::string(when));
    if (receipt == expected) return;
    throw rule_broken("accept " + std::string(when) + ": expected " + std::string(name_of(expected)) + ", saw " +
                      std::string(name_of(receipt)));
  }
  /// A new one, in the inbox. Due later than the one before, on any clock that counts milliseconds.
  posted stored(std::string_view provider, std::string_view ordering_key = {}) {
    return stored(event(provider, ordering_key));
  }
  posted stored(posted event) {
    clock.tick();
    const auto receipt = answer_of(inbox().accept(event.view()), "accept of a new event");
    expect(receipt == inbox_receipt::stored, "accept of a new event says " + std::string(name_of(receipt)));
    return event;
  }

  [[nodiscard]] std::optional<inbox_entry> take(std::string_view provider,
                                                std::chrono::milliseconds lease = long_lease) {
    return answer_of(other().take(provider, lease), "take");
  }
  /// The one that has to be next.
  inbox_entry taken(const posted& event, std::uint32_t attempt, std::string_view when,
                    std::chrono::milliseconds lease = long_lease) {
    auto entry = take(event.provider, lease);
    const std::string asked = "take " + std::string(when);
    expect(entry.has_value(), asked + ": expected " + event.event_id + ", saw nothing");
    expect(entry->event_id == event.event_id, asked + ": expected " + event.event_id + ", saw " + entry->event_id);
    expect(entry->attempt == attempt,
           asked + ": expected attempt " + std::to_string(attempt) + ", saw " + std::to_string(entry->attempt));
    return *std::move(entry);
  }
  void nothing_due(std::string_view provider, std::string_view when) {
    const auto entry = take(provider);
    expect(!entry, "take " + std::string(when) + ": expected nothing, saw " + (entry ? entry->event_id : ""));
  }
  /// A new one that a worker has.
  [[nodiscard]] inbox_token running(const posted& event, std::chrono::milliseconds lease = long_lease) {
    return taken(event, 1, "of a new event", lease).token;
  }
  void finish(const inbox_token& token) { expect_settled(settlement::done, inbox().finish(token), "the finish"); }
  void bury(const inbox_token& token) { expect_settled(settlement::done, inbox().bury(token, "no"), "the bury"); }
  void fail(const inbox_token& token, std::chrono::milliseconds wait = no_wait) {
    if (wait == no_wait) clock.tick();  // due later than what is due now, and earlier than what comes next
    expect_settled(settlement::done, inbox().fail(token, "no", wait), "the fail");
    if (wait == no_wait) clock.tick();
  }
  /// A token that settles nothing.
  void stale(const inbox_token& token, std::string_view which) {
    const std::string by = " by " + std::string(which);
    expect_settled(settlement::lost, inbox().finish(token), "a finish" + by);
    expect_settled(settlement::lost, inbox().fail(token, "late", no_wait), "a fail" + by);
    expect_settled(settlement::lost, inbox().bury(token, "late"), "a bury" + by);
    expect_settled(settlement::lost, inbox().extend(token, long_lease), "an extend" + by);
  }
  void follows(const inbox_token& before, const inbox_token& now) {
    expect(now.entry == before.entry, "the same event came as another entry");
    expect(now.fence > before.fence,
           "the fence went from " + std::to_string(before.fence) + " to " + std::to_string(now.fence));
  }
  void counted(std::string_view provider, std::uint64_t pending, std::uint64_t running, std::uint64_t processed,
               std::uint64_t dead, std::string_view when) {
    const auto saw = answer_of(other().counts(provider), "counts");
    const auto text = [](std::uint64_t a, std::uint64_t b, std::uint64_t c, std::uint64_t d) {
      return std::to_string(a) + " pending, " + std::to_string(b) + " running, " + std::to_string(c) + " processed, " +
             std::to_string(d) + " dead";
    };
    const auto expected = text(pending, running, processed, dead);
    const auto seen = text(saw.pending, saw.running, saw.processed, saw.dead);
    expect(seen == expected, "counts " + std::string(when) + ": expected " + expected + ", saw " + seen);
  }

 private:
  std::vector<std::unique_ptr<inbox_face>> handles_;
  std::uint64_t events_ = 0;
  std::uint64_t providers_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

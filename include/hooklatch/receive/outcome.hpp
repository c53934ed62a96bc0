// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/error.hpp>
#include <hooklatch/http/response.hpp>
#include <hooklatch/provider/table.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {

/// What became of a delivery. The sender sees only the response.
enum class outcome_kind : std::uint8_t {
  refused,      ///< not taken; `outcome::reason` says why
  handshake,    ///< the provider's check of the endpoint, answered
  handled,      ///< every handler that the event met is done
  unhandled,    ///< no handler wanted the event; acknowledged
  queued,       ///< a handler put the work where it is safe; acknowledged
  duplicate,    ///< the event was handled before; acknowledged, and no handler ran
  in_flight,    ///< another delivery of the same event is being handled now
  failed,       ///< a handler failed
  retry_later,  ///< a handler asked for the delivery to come again
};
inline constexpr std::size_t outcome_kinds = 9;

/// The name as it stands in logs and metrics: that of the enumerator.
[[nodiscard]] constexpr std::string_view to_string(outcome_kind kind) noexcept {
  constexpr std::array<std::string_view, outcome_kinds> names{
      "refused", "handshake", "handled", "unhandled", "queued", "duplicate", "in_flight", "failed", "retry_later"};
  const auto at = static_cast<std::size_t>(kind);
  return at < names.size() ? names[at] : "unknown";
}

/// All that a receiver tells about one delivery: the answer, and for logs and metrics how it came about. It holds no
/// secret, no header's value and no body; the id and the type come out of the signed content.
struct outcome {
  outcome(const provider_table& of, outcome_kind became, hooklatch::response to_sender)
      : provider(&of), kind(became), response(std::move(to_sender)) {}

  const provider_table* provider;
  outcome_kind kind;
  hooklatch::response response;
  std::optional<error> reason;  ///< why it was refused, or what the store said
  std::string event_id;         ///< empty where the provider signs none, or the delivery did not get so far
  std::string event_type;
  std::optional<std::size_t> secret_index;               ///< which secret of the keyring matched
  std::optional<std::chrono::nanoseconds> handler_time;  ///< of all handlers together; none where none ran
  std::vector<std::string> failures;                     ///< what failed handlers said; for the log
};

}  // namespace v0
}  // namespace hooklatch

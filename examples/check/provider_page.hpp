// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/hooklatch.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace check {

using fact = std::pair<std::string, std::string>;

[[nodiscard]] inline std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

[[nodiscard]] inline std::string answer_text(const hooklatch::answer& given) {
  const auto status = std::to_string(given.status);
  return given.body.empty() ? status : status + " " + code(given.body);
}

[[nodiscard]] inline std::string place_text(const hooklatch::source& place) {
  switch (place.kind) {
    case hooklatch::source_kind::none:
      return "-";
    case hooklatch::source_kind::header:
      return "header " + code(place.where);
    case hooklatch::source_kind::json:
      return place.where.empty() ? "the whole body" : "body " + code(place.where);
    case hooklatch::source_kind::query:
      return "query " + code(place.where);
    case hooklatch::source_kind::category:
      return "body, a field named after the type's first part";
  }
  return "-";
}

[[nodiscard]] inline std::string time_text(const hooklatch::provider_table& provider) {
  if (!provider.has_timestamp()) return "none signed: a replay looks the same";
  const auto where = provider.timestamp_field.empty()
                         ? "header " + code(provider.timestamp_header)
                         : "field " + code(provider.timestamp_field) + " of the signature header";
  return where + ", " + std::string(provider.timestamp_format_name) + ", " + std::to_string(provider.tolerance_past) +
         " s back and " + std::to_string(provider.tolerance_future) + " s ahead";
}

[[nodiscard]] inline std::string retries_text(const hooklatch::provider_table& provider) {
  if (provider.retry_horizon == 0) return "not documented";
  if (provider.retry_waits.empty()) return "for " + std::to_string(provider.retry_horizon) + " s";
  std::string waits;
  std::size_t equal = 0;
  for (const auto wait : provider.retry_waits) equal += wait == provider.retry_waits[0] ? 1U : 0U;
  if (equal == provider.retry_waits.size() && equal > 1) {
    return std::to_string(equal) + ", every " + std::to_string(provider.retry_waits[0]) + " s";
  }
  for (const auto wait : provider.retry_waits) waits += (waits.empty() ? "" : ", ") + std::to_string(wait);
  return "after " + waits + " s";
}

[[nodiscard]] inline std::string acknowledge_text(const hooklatch::provider_table& provider) {
  std::string text = answer_text(provider.acknowledgement);
  if (provider.acknowledge_codes.empty()) return text + "; any 2xx counts";
  std::string codes;
  for (const int status : provider.acknowledge_codes) codes += (codes.empty() ? "" : ", ") + std::to_string(status);
  return text + "; only " + codes + " count";
}

/// What a provider's type says, a line a fact.
[[nodiscard]] inline std::vector<fact> facts_of(const hooklatch::provider_table& provider) {
  const auto also = provider.event_type_also.present() ? ", and " + place_text(provider.event_type_also) : "";
  std::vector<fact> facts{
      {"signature", "header " + code(provider.signature_header) + ", " + std::string(provider.grammar_name) + ", " +
                        std::string(provider.encoding_name)},
      {"algorithm", std::string(provider.mac_name)},
      {"signed content", code(provider.recipe_text)},
      {"secret", std::string(provider.secret_format_name)},
      {"time", time_text(provider)},
      {"event id", place_text(provider.event_id)},
      {"event type", place_text(provider.event_type) + also},
      {"event data", place_text(provider.event_data)},
      {"reject", answer_text(provider.rejection)},
      {"acknowledge", acknowledge_text(provider)},
      {"duplicate", answer_text(provider.duplicate_answer)},
      {"handler failed", answer_text(provider.handler_failure_answer)},
      {"retries", retries_text(provider)},
      {"answer within", provider.ack_within == 0 ? "not documented" : std::to_string(provider.ack_within) + " s"},
  };
  if (provider.delivery_id.present()) {
    facts.insert(facts.begin() + 6, {"delivery id, not signed", place_text(provider.delivery_id)});
  }
  return facts;
}

/// The facts of some providers as one Markdown table, a column each.
[[nodiscard]] inline std::string markdown_table(const std::vector<const hooklatch::provider_table*>& providers) {
  std::vector<std::string> rows;
  for (const auto* each : providers) {
    for (const auto& [name, value] : facts_of(*each)) {
      bool known = false;
      for (const auto& row : rows) known = known || row == name;
      if (!known) rows.push_back(name);
    }
  }
  std::string table = "| |";
  std::string rule = "|---|";
  for (const auto* each : providers) {
    table += " " + std::string(each->name) + " |";
    rule += "---|";
  }
  table += "\n" + rule + "\n";
  for (const auto& row : rows) {
    table += "| " + row + " |";
    for (const auto* each : providers) {
      std::string value = "-";
      for (const auto& [name, text] : facts_of(*each)) {
        if (name == row) value = text;
      }
      table += " " + value + " |";
    }
    table += "\n";
  }
  return table;
}

}  // namespace check

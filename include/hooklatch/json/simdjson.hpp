// SPDX-License-Identifier: MIT
#pragma once

// Needs simdjson 1.0 or later; the program links simdjson::simdjson.

#include <hooklatch/json/reader.hpp>

#include <simdjson.h>

#include <string_view>
#include <utility>

namespace hooklatch {
inline namespace v0 {

/// A document of simdjson that owns all it needs: simdjson's own elements borrow from the document they come from, and
/// stop being valid when it is moved. So hold this, and ask for `root()` where you read.
class simdjson_document {
 public:
  explicit simdjson_document(simdjson::dom::document&& read) noexcept : document_(std::move(read)) {}

  [[nodiscard]] simdjson::dom::element root() const& noexcept { return document_.root(); }
  // A temporary's elements would outlive it.
  void root() const&& = delete;

 private:
  simdjson::dom::document document_;
};

/// `simdjson_document`; no data is null. Throws `simdjson::simdjson_error` where simdjson refuses: integers outside 64
/// bits, numbers beyond a double's range, lone surrogates. Nothing is lost silently. Two members with one name are both
/// kept, and a look-up sees the first.
template <>
struct json_reader<simdjson_document> {
  [[nodiscard]] static simdjson_document read(std::string_view json) {
    if (json.empty()) json = "null";
    simdjson::dom::parser parser;
    simdjson::dom::document document;
    // Copies the text into memory with the padding that simdjson reads beyond the end.
    const auto parsed = parser.parse_into_document(document, json.data(), json.size(), true);
    if (parsed.error() != simdjson::SUCCESS) throw simdjson::simdjson_error(parsed.error());
    return simdjson_document(std::move(document));
  }
};

}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#ifdef HOOKLATCH_WITH_BOOST
#include <boost/json/basic_parser_impl.hpp>
#endif
#ifdef HOOKLATCH_WITH_RAPIDJSON
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#endif
#ifdef HOOKLATCH_WITH_SIMDJSON
#include <simdjson.h>
#endif

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace test_support {

/// What another parser says about a text.
enum class verdict { taken, refused, refused_number, refused_string };

/// A parser that many people look after. `refused_number` and `refused_string` where it says that a number or a string
/// was the reason.
struct oracle {
  const char* name;
  verdict (*judge)(std::string_view text);
};

inline verdict judge_nlohmann(std::string_view text) {
  try {
    const auto document = nlohmann::json::parse(text.begin(), text.end());
    return document.is_discarded() ? verdict::refused : verdict::taken;
  } catch (const nlohmann::json::out_of_range&) {
    return verdict::refused_number;
  } catch (const nlohmann::json::parse_error& refused) {
    return std::string_view(refused.what()).find("surrogate") != std::string_view::npos ? verdict::refused_string
                                                                                        : verdict::refused;
  }
}

#ifdef HOOKLATCH_WITH_BOOST
// Of Boost.JSON the parser alone, without a document. It sets no difference between a wrong escape and half a
// surrogate.
struct boost_handler {
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  using code = boost::json::error_code;
  using text = boost::json::string_view;
  bool on_document_begin(code&) { return true; }
  bool on_document_end(code&) { return true; }
  bool on_object_begin(code&) { return true; }
  bool on_object_end(std::size_t, code&) { return true; }
  bool on_array_begin(code&) { return true; }
  bool on_array_end(std::size_t, code&) { return true; }
  bool on_key_part(text, std::size_t, code&) { return true; }
  bool on_key(text, std::size_t, code&) { return true; }
  bool on_string_part(text, std::size_t, code&) { return true; }
  bool on_string(text, std::size_t, code&) { return true; }
  bool on_number_part(text, code&) { return true; }
  bool on_int64(std::int64_t, text, code&) { return true; }
  bool on_uint64(std::uint64_t, text, code&) { return true; }
  bool on_double(double, text, code&) { return true; }
  bool on_bool(bool, code&) { return true; }
  bool on_null(code&) { return true; }
  bool on_comment_part(text, code&) { return true; }
  bool on_comment(text, code&) { return true; }
};
inline verdict judge_boost(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = 512;
  boost::json::basic_parser<boost_handler> parser(options);
  boost::json::error_code refused;
  const auto read = parser.write_some(false, text.data(), text.size(), refused);
  if (!refused && read == text.size()) return verdict::taken;
  if (refused == boost::json::error::exponent_overflow) return verdict::refused_number;
  const bool string = refused == boost::json::error::illegal_leading_surrogate ||
                      refused == boost::json::error::illegal_trailing_surrogate ||
                      refused == boost::json::error::syntax;
  return string ? verdict::refused_string : verdict::refused;
}
#endif

#ifdef HOOKLATCH_WITH_RAPIDJSON
inline verdict judge_rapidjson(std::string_view text) {
  rapidjson::Document document;
  constexpr unsigned flags = rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag;
  document.Parse<flags>(text.data(), text.size());
  switch (document.GetParseError()) {
    case rapidjson::kParseErrorNone:
      return verdict::taken;
    case rapidjson::kParseErrorNumberTooBig:
      return verdict::refused_number;
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid:
      return verdict::refused_string;
    default:
      return verdict::refused;
  }
}
#endif

#ifdef HOOKLATCH_WITH_SIMDJSON
inline verdict judge_simdjson(std::string_view text) {
  static simdjson::dom::parser parser;
  switch (parser.parse(text.data(), text.size()).error()) {
    case simdjson::SUCCESS:
      return verdict::taken;
    case simdjson::NUMBER_ERROR:
      return verdict::refused_number;
    case simdjson::STRING_ERROR:
      return verdict::refused_string;
    default:
      return verdict::refused;
  }
}
#endif

inline const std::vector<oracle>& oracles() {
  static const std::vector<oracle> all{
      {"nlohmann", &judge_nlohmann},
#ifdef HOOKLATCH_WITH_BOOST
      {"Boost.JSON", &judge_boost},
#endif
#ifdef HOOKLATCH_WITH_RAPIDJSON
      {"RapidJSON", &judge_rapidjson},
#endif
#ifdef HOOKLATCH_WITH_SIMDJSON
      {"simdjson", &judge_simdjson},
#endif
  };
  return all;
}

}  // namespace test_support

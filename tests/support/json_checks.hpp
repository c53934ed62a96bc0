// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/json/scan.hpp>

#include "support/catch.hpp"
#include "support/exact_text.hpp"

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

namespace hooklatch {

inline std::ostream& operator<<(std::ostream& out, json_errc code) {
  return out << "json_errc " << static_cast<int>(code);
}
inline std::ostream& operator<<(std::ostream& out, json_kind kind) {
  return out << "json_kind " << static_cast<int>(kind);
}

}  // namespace hooklatch

namespace test_support {

/// Scans a copy of the text that ends where its memory ends.
[[nodiscard]] inline hooklatch::json_error scan_exactly(std::string_view text,
                                                        const hooklatch::json_limits& limits = {}) {
  return hooklatch::json_scan(exact_text(text).view(), limits);
}

inline void check_taken(std::string_view text, const hooklatch::json_limits& limits = {}) {
  INFO(text);
  const auto refused = scan_exactly(text, limits);
  CHECK(refused.code == hooklatch::json_errc::none);
  CHECK(refused.offset == 0);
}

inline void check_refused(std::string_view text, hooklatch::json_errc code, std::size_t offset,
                          const hooklatch::json_limits& limits = {}) {
  INFO(text);
  const auto refused = scan_exactly(text, limits);
  CHECK(refused.code == code);
  CHECK(refused.offset == offset);
}

/// The source of the value at `pointer`; "(none)" where there is none, "(refused)" where the text is.
[[nodiscard]] inline std::string found(std::string_view text, std::string_view pointer,
                                       const hooklatch::json_limits& limits = {}) {
  const exact_text exact(text);
  hooklatch::json_query queries[]{{pointer}};
  if (hooklatch::json_scan(exact.view(), queries, limits)) {
    CHECK_FALSE(queries[0].value.present());
    return "(refused)";
  }
  return queries[0].value.present() ? std::string(queries[0].value.text()) : "(none)";
}

}  // namespace test_support

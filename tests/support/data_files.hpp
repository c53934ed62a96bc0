// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace test_support {

/// A JSON file, whole; throws where it cannot be read, so that a missing file is never a test that passes.
[[nodiscard]] inline nlohmann::json load_json(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open " + path);
  return nlohmann::json::parse(file);
}

/// Bytes from hex, by the standard library and not by the decoder under test.
[[nodiscard]] inline std::string from_hex(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

/// Bytes that a test got, as text to compare and to print.
[[nodiscard]] inline std::string as_text(hooklatch::byte_view bytes) { return std::string(hooklatch::to_text(bytes)); }

}  // namespace test_support

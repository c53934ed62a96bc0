// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>

namespace test_support {

/// The folder of cases that are not part of this project, from the environment variable HOOKLATCH_CASES. A test that
/// needs them is tagged [cases] and returns at once where there is no value; the line that is printed then is what
/// ctest takes for "skipped".
[[nodiscard]] inline std::optional<std::string> cases_folder() {
  const char* folder = std::getenv("HOOKLATCH_CASES");
  if (folder != nullptr && *folder != '\0') return std::string(folder);
  std::cout << "SKIPPED: HOOKLATCH_CASES is not set" << std::endl;
  return std::nullopt;
}

}  // namespace test_support

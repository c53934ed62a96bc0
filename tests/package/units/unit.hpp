// SPDX-License-Identifier: MIT
#pragma once

#include "everything.hpp"

#include <array>
#include <cstddef>
#include <system_error>

/// What one unit sees. All units have to see the same.
struct seen {
  bool accepts_all = false;   ///< what it signs itself, for every provider
  bool refuses_all = false;   ///< the same with one byte more
  std::array<std::size_t, 8> sizes{};
  const void* table = nullptr;
  const void* category = nullptr;
  std::error_code code;

  bool operator==(const seen&) const = default;
};

namespace cxx20 {
seen look();
}
namespace cxx20_again {
seen look();
}
namespace cxx20_ndebug {
seen look();
}
namespace cxx23 {
seen look();
}
namespace no_rtti {
seen look();
}

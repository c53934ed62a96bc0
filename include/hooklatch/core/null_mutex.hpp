// SPDX-License-Identifier: MIT
#pragma once

namespace hooklatch {
inline namespace v0 {

/// Locks nothing: for what one thread uses alone.
struct null_mutex {
  void lock() noexcept {}
  void unlock() noexcept {}
};

}  // namespace v0
}  // namespace hooklatch

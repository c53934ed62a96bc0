// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/error.hpp>

#include <optional>

namespace hooklatch {
inline namespace v0 {

/// What the headers of a delivery promise before its body is read. It proves nothing: the verdict is always `verify`'s.
struct precheck_hint {
  /// `timestamp_too_old` or `timestamp_too_new`, where a right signature would not help any more. Whoever asks can drop
  /// the connection; the answer has to stay that of any refusal.
  std::optional<error> window;

  precheck_hint() noexcept = default;
};

}  // namespace v0
}  // namespace hooklatch

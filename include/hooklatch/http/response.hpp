// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/error.hpp>
#include <hooklatch/provider/table.hpp>

#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// What goes back to the sender. All texts are static: they are the provider's documented answers and hold nothing of
/// the request.
class response {
 public:
  constexpr explicit response(const answer& from, std::string_view allow = {}) noexcept
      : answer_(from), allow_(allow) {}

  [[nodiscard]] constexpr int status() const noexcept { return answer_.status; }
  [[nodiscard]] constexpr std::string_view body() const noexcept { return answer_.body; }
  /// Empty where there is no body.
  [[nodiscard]] constexpr std::string_view content_type() const noexcept { return answer_.content_type(); }
  /// The value of `Allow`, which a 405 answer has to carry (RFC 9110 section 15.5.6); empty otherwise.
  [[nodiscard]] constexpr std::string_view allow() const noexcept { return allow_; }

 private:
  answer answer_;
  std::string_view allow_;
};

/// The answer to a delivery that was refused. The sender learns that it was refused, never which check failed: whatever
/// is wrong with the signature, the timestamp or the id, the bytes are the same, and a MAC that could not be computed
/// looks no different. Only what needs no secret to see is told apart: the method (405), the size (413), the address
/// and plain HTTP. After the signature has held: 400 for a body that is not what the provider sends, 422 for an id that
/// came with another body. 503 where trying again helps, 500 where a part of the application's own threw.
[[nodiscard]] constexpr response refusal(const provider_table& provider, const error& refused) noexcept {
  switch (refused.code()) {
    case errc::bad_method: return response(answer{405, {}}, provider.method);
    case errc::body_too_large: return response(answer{413, {}});
    case errc::ip_not_allowed: return response(provider.forbidden_answer);
    case errc::insecure_transport: return response(answer{403, {}});
    case errc::id_conflict: return response(answer{422, {}});
    case errc::crypto_failure: return response(provider.rejection);
    default: break;
  }
  switch (detail::condition_of(refused.code())) {
    case cause::malformed: return response(answer{400, {}});
    case cause::unavailable: return response(answer{503, {}});
    case cause::internal: return response(answer{500, {}});
    default: return response(provider.rejection);
  }
}

/// The answer to a delivery that is taken.
[[nodiscard]] constexpr response acknowledgement(const provider_table& provider) noexcept {
  return response(provider.acknowledgement);
}

}  // namespace v0
}  // namespace hooklatch

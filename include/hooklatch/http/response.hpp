// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/error.hpp>
#include <hooklatch/provider/table.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace hooklatch {
inline namespace v0 {

/// What goes back to the sender: a status, a body, and the few headers that an answer needs.
class response {
 public:
  /// A provider's documented answer. Its texts are static: nothing of the request is in them.
  explicit response(const answer& from, std::string_view allow = {}) noexcept : fixed_(from), allow_(allow) {}
  /// An answer that was made for one request, such as the echo of a challenge. `content_type` is static.
  response(int status, std::string body, std::string_view content_type) noexcept
      : fixed_{status, {}}, made_(std::move(body)), made_type_(content_type) {}

  [[nodiscard]] int status() const noexcept { return fixed_.status; }
  [[nodiscard]] std::string_view body() const& noexcept { return made_.empty() ? fixed_.body : made_; }
  std::string_view body() && = delete;
  /// Empty where there is no body.
  [[nodiscard]] std::string_view content_type() const noexcept {
    return made_.empty() ? fixed_.content_type() : made_type_;
  }
  /// The value of `Allow`, which a 405 answer has to carry (RFC 9110 section 15.5.6); empty otherwise.
  [[nodiscard]] std::string_view allow() const noexcept { return allow_; }
  /// When the sender may come again (RFC 9110 section 10.2.3); only an answer that asks for it has one.
  [[nodiscard]] std::optional<std::chrono::seconds> retry_after() const noexcept { return retry_after_; }

  response& set_retry_after(std::chrono::seconds after) noexcept {
    retry_after_ = after;
    return *this;
  }
  /// One more header, for handshakes that answer in one. `name` is static.
  response& set_header(std::string_view name, std::string value) noexcept {
    header_name_ = name;
    header_value_ = std::move(value);
    return *this;
  }

  /// Calls `f(name, value)` for each header of this answer, both as `std::string_view`: what a framework has to copy.
  template <class F>
  void for_each_header(F&& f) const {
    if (!content_type().empty()) f(std::string_view("Content-Type"), content_type());
    if (!allow_.empty()) f(std::string_view("Allow"), allow_);
    if (retry_after_) {
      const std::string seconds = std::to_string(retry_after_->count());
      f(std::string_view("Retry-After"), std::string_view(seconds));
    }
    if (!header_name_.empty()) f(header_name_, std::string_view(header_value_));
  }

 private:
  answer fixed_;
  std::string_view allow_;
  std::string made_;
  std::string_view made_type_;
  std::optional<std::chrono::seconds> retry_after_;
  std::string_view header_name_;
  std::string header_value_;
};

/// What a sender is told to wait where nothing else says: seconds.
inline constexpr std::chrono::seconds default_retry_after{10};

/// The answer to a delivery that was refused. The sender learns that it was refused, never which check failed: whatever
/// is wrong with the signature, the timestamp or the id, the bytes are the same, and a MAC that could not be computed
/// looks no different. Only what needs no secret to see is told apart: the method (405), the size (413), the address
/// and plain HTTP. After the signature has held: 400 for a body that is not what the provider sends, 422 for an id that
/// came with another body. 503 with Retry-After where trying again helps, 500 where a part of the application's own
/// threw.
[[nodiscard]] inline response refusal(const provider_table& provider, const error& refused) noexcept {
  switch (refused.code()) {
    case errc::bad_method:
      return response(answer{405, {}}, provider.method);
    case errc::body_too_large:
      return response(answer{413, {}});
    case errc::ip_not_allowed:
      return response(provider.forbidden_answer);
    case errc::insecure_transport:
      return response(answer{403, {}});
    case errc::id_conflict:
      return response(answer{422, {}});
    case errc::crypto_failure:
      return response(provider.rejection);
    default:
      break;
  }
  switch (detail::condition_of(refused.code())) {
    case cause::malformed:
      return response(answer{400, {}});
    case cause::unavailable:
      return response(answer{503, {}}).set_retry_after(default_retry_after);
    case cause::internal:
      return response(answer{500, {}});
    default:
      return response(provider.rejection);
  }
}

/// The answer to a delivery that is taken.
[[nodiscard]] inline response acknowledgement(const provider_table& provider) noexcept {
  return response(provider.acknowledgement);
}

}  // namespace v0
}  // namespace hooklatch

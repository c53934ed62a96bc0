// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/instant.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/header_lines.hpp>
#include <hooklatch/detail/verifier_access.hpp>
#include <hooklatch/http/connection.hpp>
#include <hooklatch/http/handshake.hpp>
#include <hooklatch/http/request_traits.hpp>
#include <hooklatch/http/response.hpp>
#include <hooklatch/provider.hpp>
#include <hooklatch/receive/outcome.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace hooklatch {
inline namespace v0 {
namespace detail {

struct receiver_access;

/// What every kind of receiver does with a request: connection, handshake, verification, and then what its core makes of
/// the delivery.
template <provider_type Provider, class Verifier, class Clock, class Core>
class delivery_receiver {
 public:
  /// Receives one request. The outcome owns its answer, so the request may go at once.
  template <request_type Request>
  [[nodiscard]] outcome operator()(const Request& request, const connection& from = {}) const noexcept {
    outcome made = attempt(request, from);
    core_.tell(made);
    return made;
  }

  /// Before the body is read: the answer to a request that no body can make good, or no value. Where
  /// the provider has handshakes, only the address, TLS and the announced size are judged. `head` is a request whose
  /// body is empty or not there yet.
  template <request_type Request>
  [[nodiscard]] std::optional<outcome> precheck(const Request& head, std::size_t announced_size = 0,
                                                const connection& from = {}) const noexcept {
    using traits = request_traits<Request>;
    try {
      auto good = check_connection(head, from);
      if (good && !Provider::table().handshakes.empty()) {
        good = verifier_access::check_size(verify_, announced_size);
        if (good) return std::nullopt;
      } else if (good) {
        const auto hint = verify_.precheck(traits::headers(head), traits::method(head), announced_size);
        if (hint) return std::nullopt;
        good = hint.error();
      }
      auto made = core_.refuse(good.error());
      core_.tell(made);
      return made;
    } catch (...) {
      return std::nullopt;  // the request itself will say
    }
  }

  /// The largest body in bytes that is not refused; a framework need not read more than one byte beyond it.
  [[nodiscard]] std::size_t max_body() const noexcept { return verify_.max_body(); }

  [[nodiscard]] static constexpr const provider_table& provider() noexcept { return Provider::table(); }

 protected:
  delivery_receiver(Verifier&& verify, Core&& core, Clock&& time)
      : verify_(std::move(verify)), core_(std::move(core)), clock_(std::move(time)) {}

 private:
  friend struct receiver_access;

  template <class Request>
  [[nodiscard]] outcome attempt(const Request& request, const connection& from) const noexcept {
    try {
      if (auto good = check_connection(request, from); !good) return core_.refuse(good.error());
      if constexpr (!Provider::table().handshakes.empty()) {
        // Nobody has proved anything yet, so no more is read than a delivery may have.
        const auto size = request_traits<Request>::body(request).size();
        if (auto good = verifier_access::check_size(verify_, size); !good) return core_.refuse(good.error());
        if (auto answered = core_.try_handshake(handshake_of(request), false)) return std::move(*answered);
      }
      const auto delivery = verify_.verify(request);
      if (!delivery) return core_.refuse(delivery.error());
      if constexpr (!Provider::table().handshakes.empty()) {
        if (auto answered = core_.try_handshake(handshake_of(request), true)) {
          answered->secret_index = delivery->secret_index();
          return std::move(*answered);
        }
      }
      if constexpr (Core::keeps_headers) {
        return core_.process(*delivery, request_traits<Request>::headers(request));
      } else {
        return core_.process(*delivery);
      }
    } catch (...) {
      outcome failed(Provider::table(), outcome_kind::refused, response(answer{500, {}}));
      failed.reason = errc::config_error;
      return failed;
    }
  }

  // Before anything of the request is read: it is cheap, and tells a stranger nothing.
  template <class Request>
  [[nodiscard]] result<void> check_connection(const Request& request, const connection& from) const {
    const auto& options = core_.options();
    if (!options.allowlist() && !options.https()) return {};
    const auto& headers = request_traits<Request>::headers(request);
    if (options.allowlist()) {
      if (auto good = options.allowlist()->check(from.peer, headers); !good) return good;
    }
    if (options.https()) return options.https()->require_https(from.tls, from.peer, headers);
    return {};
  }

  template <class Request>
  [[nodiscard]] handshake_request handshake_of(const Request& request) const {
    using traits = request_traits<Request>;
    handshake_request made;
    made.method = traits::method(request);
    made.target = target_of(request);
    made.body = traits::body(request);
    made.header = [&request](std::string_view name) { return single_header(traits::headers(request), name); };
    made.mac = [this](std::string_view challenge) {
      return verifier_access::challenge_tag(verify_, challenge, instant::from(clock_.now()));
    };
    return made;
  }

  Verifier verify_;
  Core core_;
  [[no_unique_address]] Clock clock_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

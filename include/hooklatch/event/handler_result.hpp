// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {

/// What a handler says when it is done with an event.
class handler_result {
 public:
  enum class kind : std::uint8_t { done, queued, failed, retry_later };

  [[nodiscard]] static handler_result done() { return handler_result(kind::done, {}, std::chrono::seconds(0)); }
  /// The work waits where it survives this process; the sender is told 202 if the provider takes that.
  [[nodiscard]] static handler_result queued() { return handler_result(kind::queued, {}, std::chrono::seconds(0)); }
  /// `why` is for the log; the sender never sees it.
  [[nodiscard]] static handler_result failed(std::string why) {
    return handler_result(kind::failed, std::move(why), std::chrono::seconds(0));
  }
  /// Nothing is wrong, but not now: the sender is asked to come again after this time, at least a second, at most a year.
  [[nodiscard]] static handler_result retry_later(std::chrono::seconds after) {
    constexpr std::chrono::seconds year = std::chrono::hours(8760);
    return handler_result(kind::retry_later, {}, after < year ? after : year);
  }

  [[nodiscard]] kind what() const noexcept { return what_; }
  [[nodiscard]] const std::string& why() const noexcept { return why_; }
  [[nodiscard]] std::chrono::seconds after() const noexcept { return after_; }

 private:
  handler_result(kind what, std::string why, std::chrono::seconds after)
      : what_(what), why_(std::move(why)), after_(after) {}

  kind what_;
  std::string why_;
  std::chrono::seconds after_;
};

/// What became of one event: of all the handlers that it met.
class dispatch_result {
 public:
  [[nodiscard]] std::size_t handlers() const noexcept { return handlers_; }
  [[nodiscard]] bool handled() const noexcept { return handlers_ > 0; }
  [[nodiscard]] bool queued() const noexcept { return queued_; }
  /// Whether no handler failed and none wants the event again.
  [[nodiscard]] bool done() const noexcept { return failures_.empty() && !wants_retry_; }
  /// Why handlers failed, in the order in which they ran.
  [[nodiscard]] const std::vector<std::string>& failures() const noexcept { return failures_; }
  /// The same, moved out.
  [[nodiscard]] std::vector<std::string> take_failures() noexcept { return std::move(failures_); }
  [[nodiscard]] bool wants_retry() const noexcept { return wants_retry_; }
  /// The longest wait that a handler asked for.
  [[nodiscard]] std::chrono::seconds retry_after() const noexcept { return retry_after_; }

  /// Takes in what one more handler said.
  void add(const handler_result& result) {
    ++handlers_;
    switch (result.what()) {
      case handler_result::kind::failed:
        failures_.push_back(result.why());
        break;
      case handler_result::kind::retry_later:
        wants_retry_ = true;
        if (result.after() > retry_after_) retry_after_ = result.after();
        break;
      case handler_result::kind::queued:
        queued_ = true;
        break;
      case handler_result::kind::done:
        break;
    }
  }

 private:
  std::size_t handlers_ = 0;
  bool queued_ = false;
  bool wants_retry_ = false;
  std::chrono::seconds retry_after_{1};
  std::vector<std::string> failures_;
};

}  // namespace v0
}  // namespace hooklatch

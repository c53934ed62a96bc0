// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/postgresql/core.hpp>

#include <libpq-fe.h>

#include <chrono>
#include <string_view>
#include <type_traits>
#include <utility>

namespace hooklatch {
inline namespace v0 {

/// One transaction in which the application's own statements and the completion of their event commit together. It is
/// READ COMMITTED. Rolled back where it is destroyed without `commit`. For one thread at a time.
class postgresql_transaction {
 public:
  /// The application's own connection, in the middle of a transaction of its own. It stays the application's: nothing
  /// is closed or rolled back here, and `commit` is for whoever began it, either of the two. `store_misconfigured`
  /// where no transaction is open on it, or where a statement still runs. Each of our statements may take
  /// `call_timeout`.
  [[nodiscard]] static result<postgresql_transaction> adopt(
      PGconn* on, std::chrono::milliseconds call_timeout = std::chrono::milliseconds(3000)) noexcept {
    if (on == nullptr || PQtransactionStatus(on) != PQTRANS_INTRANS) return errc::store_misconfigured;
    return postgresql_transaction(nullptr, {}, on, detail::postgresql::bounded(call_timeout));
  }

  postgresql_transaction(postgresql_transaction&& other) noexcept
      : core_(std::move(other.core_)),
        place_(std::move(other.place_)),
        on_(std::exchange(other.on_, nullptr)),
        timeout_(other.timeout_) {}
  postgresql_transaction& operator=(postgresql_transaction&& other) noexcept {
    if (this == &other) return *this;
    end();
    core_ = std::move(other.core_);
    place_ = std::move(other.place_);
    on_ = std::exchange(other.on_, nullptr);
    timeout_ = other.timeout_;
    return *this;
  }
  ~postgresql_transaction() { end(); }

  /// For the application's own statements, which it finishes before it comes back here: libpq runs one at a time. Where
  /// the connection is ours it is non-blocking, which `PQexec` and its like do not mind. Null after `commit`, and where
  /// the connection was lost.
  [[nodiscard]] PGconn* handle() const noexcept { return on_; }

  /// All of it happened, durably; or none of it did; or, `store_ambiguous`, the answer was lost, and a claim with the
  /// same nonce tells: `duplicate`, it happened. A transaction in which a statement failed cannot be committed:
  /// `store_unavailable`.
  [[nodiscard]] result<void> commit() noexcept {
    using detail::postgresql::outcome;
    if (const auto there = look(); !there) return there;
    const auto until = deadline();
    if (PQsendQuery(on_, "COMMIT") == 0) return drop(errc::store_unavailable);
    const auto made = detail::postgresql::finish_exchange(on_, until);
    switch (made.what) {
      case outcome::kind::answered: {
        // The server answers COMMIT with ROLLBACK where a statement failed, and calls it a success.
        const bool done = std::string_view(PQcmdStatus(made.reply.get())) == "COMMIT";
        on_ = nullptr;
        place_ = {};
        return done ? result<void>() : errc::store_unavailable;
      }
      case outcome::kind::refused: {
        const auto found = judge(made);
        if (!found.undone) return drop(errc::store_ambiguous);
        end();
        // A constraint or a trigger of the application's own that was put off until now.
        const bool theirs = found.code == errc::store_corrupt || found.code == errc::store_misconfigured;
        return theirs ? errc::store_unavailable : found.code;
      }
      case outcome::kind::unsent:
        return drop(errc::store_unavailable);
      case outcome::kind::lost:
      case outcome::kind::late:
        break;
    }
    return drop(errc::store_ambiguous);
  }

  /// For the parts of this library: the statements of one verb, inside. After an error of the server nothing but a
  /// rollback is left to do.
  [[nodiscard]] result<void> run(detail::postgresql::steps& verb) noexcept {
    using detail::postgresql::outcome;
    try {
      if (const auto there = look(); !there) return there;
      for (const auto until = deadline();;) {
        const auto made = detail::postgresql::ask_unprepared(on_, verb.what(), verb.values(), until);
        if (made.what == outcome::kind::refused) return judge(made).code;
        // Nothing was committed, so nothing is ambiguous.
        if (made.what == outcome::kind::late) return drop(errc::store_timeout);
        if (made.what != outcome::kind::answered) return drop(errc::store_unavailable);
        if (verb.take(made.reply.get())) return {};
      }
    } catch (...) {
      return errc::store_unavailable;
    }
  }

  template <class Verb>
  [[nodiscard]] auto answer(Verb& verb) noexcept -> std::remove_cvref_t<decltype(verb.answer())> {
    if (const auto ran = run(verb); !ran) return ran.error();
    return verb.answer();
  }

  /// For the parts of this library: what their `begin` does.
  [[nodiscard]] static result<postgresql_transaction> begin(detail::postgresql::core_ptr within) noexcept {
    using detail::postgresql::outcome;
    const auto until = within->call_deadline();
    for (detail::postgresql::backoff pause;;) {
      auto place = within->take(until);
      if (!place) return place.error();
      PGconn* const on = place->get()->get();
      // The handler's own statements take as long as the role's setting lets them, not as long as one verb of ours may.
      if (PQsendQuery(on, "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout TO DEFAULT") == 1) {
        const auto made = detail::postgresql::finish_exchange(on, until);
        if (made.what == outcome::kind::answered) {
          const auto timeout = within->options().call_timeout;
          return postgresql_transaction(std::move(within), std::move(*place), on, timeout);
        }
        if (made.what == outcome::kind::late) return errc::store_timeout;
        if (made.what == outcome::kind::refused) {
          const auto found = within->judge(made);
          if (found.next == detail::postgresql::remedy::refuse) return found.code;
        }
      }
      place->drop();
      if (!pause.wait(until)) return errc::store_unavailable;
    }
  }

 private:
  postgresql_transaction(detail::postgresql::core_ptr within, detail::postgresql::pool::place place, PGconn* on,
                         std::chrono::milliseconds timeout) noexcept
      : core_(std::move(within)), place_(std::move(place)), on_(on), timeout_(timeout) {}

  [[nodiscard]] detail::postgresql::deadline deadline() const noexcept {
    return std::chrono::steady_clock::now() + timeout_;
  }
  [[nodiscard]] bool is_forked() const noexcept { return core_ != nullptr && core_->is_forked(); }

  [[nodiscard]] result<void> look() const noexcept {
    if (is_forked()) return errc::store_forked;
    if (on_ == nullptr) return errc::store_unavailable;  // ended, or lost
    switch (PQtransactionStatus(on_)) {
      case PQTRANS_INTRANS:
        return {};
      case PQTRANS_INERROR:
      case PQTRANS_UNKNOWN:
        return errc::store_unavailable;
      default:
        return errc::store_misconfigured;  // a statement runs, or the application ended the transaction itself
    }
  }
  [[nodiscard]] detail::postgresql::verdict judge(const detail::postgresql::outcome& refused) const noexcept {
    return core_ == nullptr ? detail::postgresql::judge(refused.sqlstate()) : core_->judge(refused);
  }
  // The server rolls back what is left of it.
  [[nodiscard]] result<void> drop(errc code) noexcept {
    on_ = nullptr;
    place_.drop();
    place_ = {};
    return code;
  }
  void end() noexcept {
    if (is_forked()) {
      place_.abandon();
    } else if (on_ != nullptr && core_ != nullptr) {
      const auto status = PQtransactionStatus(on_);
      const bool open = status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
      // Where that fails, the connection is not idle, and the place closes it.
      if (open && PQsendQuery(on_, "ROLLBACK") == 1) {
        static_cast<void>(detail::postgresql::finish_exchange(on_, deadline()));
      }
    }
    on_ = nullptr;
    place_ = {};
  }

  detail::postgresql::core_ptr core_;  // outlives the place; none where the connection is the application's
  detail::postgresql::pool::place place_;
  PGconn* on_;
  std::chrono::milliseconds timeout_;
};

}  // namespace v0
}  // namespace hooklatch

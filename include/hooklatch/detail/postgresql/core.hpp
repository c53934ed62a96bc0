// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/postgresql_options.hpp>
#include <hooklatch/detail/postgresql/connection.hpp>
#include <hooklatch/detail/postgresql/message.hpp>
#include <hooklatch/detail/postgresql/pool.hpp>
#include <hooklatch/detail/postgresql/sqlstate.hpp>

#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>

namespace hooklatch {
inline namespace v0 {
namespace detail::postgresql {

/// What each new connection is told before its first statement.
inline constexpr statement set_up_session{"hooklatch_set_up_session",
                                          false,
                                          2,
                                          {int8_type, int8_type},
                                          "SELECT set_config('default_transaction_isolation', 'read committed', false),"
                                          " set_config('statement_timeout', $1::text, false),"
                                          " set_config('idle_in_transaction_session_timeout', $2::text, false)"};

/// Waits longer from one time to the next, and never as long as others that wait for the same.
class backoff {
 public:
  /// False where there is no time left for it.
  [[nodiscard]] bool wait(deadline until) {
    using namespace std::chrono;
    // Not a secret, so the clock's lower bits are random enough once they are mixed.
    auto mixed = static_cast<std::uint64_t>(steady_clock::now().time_since_epoch().count()) +
                 std::hash<std::thread::id>{}(std::this_thread::get_id());
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
    const auto whole = static_cast<std::uint64_t>(step_.count());
    const microseconds time(static_cast<std::int64_t>(whole / 2 + mixed % (whole / 2 + 1)));
    step_ = std::min(step_ * 2, microseconds(500'000));
    if (steady_clock::now() + time >= until) return false;
    std::this_thread::sleep_for(time);
    return true;
  }

 private:
  std::chrono::microseconds step_{5000};
};

/// Something that a clock can be moved by.
[[nodiscard]] constexpr std::chrono::milliseconds bounded(std::chrono::milliseconds timeout) noexcept {
  return std::clamp<std::chrono::milliseconds>(timeout, std::chrono::milliseconds(1), std::chrono::hours(24));
}

/// What stores, inboxes and transactions over one database share.
class core {
 public:
  core(const std::string& conninfo, postgresql_options&& options)
      : owner_(getpid()), conninfo_(conninfo), options_(std::move(options)), pool_(options_.connections) {
    options_.call_timeout = bounded(options_.call_timeout);
    options_.open_timeout = bounded(options_.open_timeout);
    const auto idle = options_.idle_transaction_timeout;
    if (idle > std::chrono::milliseconds(0)) options_.idle_transaction_timeout = bounded(idle);
  }

  /// Whether this process is not the one that opened it.
  [[nodiscard]] bool is_forked() const noexcept { return getpid() != owner_; }
  [[nodiscard]] const postgresql_options& options() const noexcept { return options_; }
  [[nodiscard]] deadline call_deadline() const noexcept {
    return std::chrono::steady_clock::now() + options_.call_timeout;
  }

  /// Runs the steps of one verb, over as many connections as it takes; what they came to is in the steps.
  [[nodiscard]] result<void> run(steps& verb, deadline until) noexcept {
    try {
      if (is_forked()) return errc::store_forked;
      auto place = pool_.take(until);
      if (!place) return errc::store_timeout;
      bool perhaps = false;
      const auto ran = run(verb, place, until, perhaps);
      // Whatever went wrong after it, nobody knows of the first time.
      if (!ran && perhaps) return errc::store_ambiguous;
      return ran;
    } catch (...) {
      return errc::store_unavailable;
    }
  }
  [[nodiscard]] result<void> run(steps& verb) noexcept { return run(verb, call_deadline()); }
  template <class Verb>
  [[nodiscard]] auto answer(Verb& verb) noexcept -> std::remove_cvref_t<decltype(verb.answer())> {
    if (const auto ran = run(verb); !ran) return ran.error();
    return verb.answer();
  }

  /// A connection of one's own, alive as far as can be seen.
  [[nodiscard]] result<pool::place> take(deadline until) noexcept {
    try {
      if (is_forked()) return errc::store_forked;
      auto place = pool_.take(until);
      if (!place) return errc::store_timeout;
      if (const auto there = make_alive(place, until); !there) return there.error();
      return place;
    } catch (...) {
      return errc::store_unavailable;
    }
  }

  /// The code that `refused` stands for; tells it to whoever wants to know.
  [[nodiscard]] verdict judge(const outcome& refused) const noexcept {
    const auto made = postgresql::judge(refused.sqlstate());
    const char* text = PQresultErrorField(refused.reply.get(), PG_DIAG_MESSAGE_PRIMARY);
    report(made.code, refused.sqlstate(), text == nullptr ? "" : text);
    return made;
  }
  void report(errc code, std::string_view sqlstate, std::string_view text) const noexcept {
    try {
      if (options_.on_error) options_.on_error(code, sqlstate, text);
    } catch (...) {  // the application's own
    }
  }

 private:
  // `perhaps`: a statement that was sent more than once may have happened already.
  [[nodiscard]] result<void> run(steps& verb, pool::place& place, deadline until, bool& perhaps) {
    backoff pause;
    bool other_primary = false;
    for (int tries = 0;;) {
      const bool used_before = place.get() != nullptr;
      if (const auto there = make_alive(place, until); !there) return there.error();
      const auto& what = verb.what();
      const auto made = place.get()->ask(what, verb.values(), !options_.unprepared, until);
      switch (made.what) {
        case outcome::kind::answered:
          if (verb.take(made.reply.get())) return {};
          continue;
        case outcome::kind::refused: {
          const auto found = judge(made);
          if (found.next == remedy::reconnect || found.code == errc::store_read_only) place.drop();
          // One that cannot write may be a primary no longer, and a new connection may lead to the one that is.
          if (found.code == errc::store_read_only && used_before && !std::exchange(other_primary, true)) continue;
          if (found.next == remedy::refuse) return found.code;
          perhaps = perhaps || (!found.undone && what.writes);
          if (perhaps && !verb.repeatable()) return errc::store_ambiguous;
          if (++tries == 5 || !pause.wait(until)) return found.code;
          continue;
        }
        case outcome::kind::unsent:
          report(errc::store_unavailable, {}, PQerrorMessage(place.get()->get()));
          place.drop();
          if (!pause.wait(until)) return errc::store_timeout;
          continue;
        case outcome::kind::lost:
        case outcome::kind::late:
          break;
      }
      const bool lost = made.what == outcome::kind::lost;
      const auto code = what.writes ? errc::store_ambiguous : lost ? errc::store_unavailable : errc::store_timeout;
      report(code, {}, lost ? PQerrorMessage(place.get()->get()) : "no answer in time");
      place.drop();
      if (what.writes || !lost || ++tries == 5 || !pause.wait(until)) return code;
    }
  }

  [[nodiscard]] result<void> make_alive(pool::place& place, deadline until) {
    if (place.get() != nullptr) {
      if (is_alive(place.get()->get())) return {};
      place.drop();
    }
    auto found = errc::store_timeout;
    for (backoff pause;;) {
      auto made = start_connection(conninfo_, until);
      if (made == nullptr) return errc::store_unavailable;
      if (PQstatus(made.get()) == CONNECTION_OK) {
        auto ready = std::make_unique<connection>(std::move(made));
        const auto set = set_up(*ready, until);
        if (set) {
          place.set(std::move(ready));
          return {};
        }
        found = set.error().code();
      } else if (PQstatus(made.get()) == CONNECTION_BAD) {
        const std::string_view text(PQerrorMessage(made.get()));
        const auto sqlstate = find_sqlstate(text);
        found = postgresql::judge(sqlstate).code;
        report(found, sqlstate, text);
      } else {
        report(errc::store_timeout, {}, "no connection in time");  // what an earlier one came to tells more
      }
      if (found == errc::store_misconfigured || !pause.wait(until)) return found;
    }
  }

  [[nodiscard]] result<void> set_up(connection& on, deadline until) {
    if (options_.unprepared) return {};
    parameters with;
    with.int8(std::max<std::int64_t>(milliseconds_of(options_.call_timeout) * 4 / 5, 1))
        .int8(milliseconds_of(options_.idle_transaction_timeout));
    const auto made = ask_unprepared(on.get(), set_up_session, with, until);
    if (made.what == outcome::kind::answered) return {};
    if (made.what == outcome::kind::refused) return judge(made).code;
    return made.what == outcome::kind::late ? errc::store_timeout : errc::store_unavailable;
  }

  pid_t owner_;
  std::string conninfo_;
  postgresql_options options_;
  pool pool_;
};

/// In a child of the process that opened it, what is left is leaked: closing it would end the parent's sessions, and
/// its lock may be held by a thread that does not exist here.
struct close_core {
  void operator()(core* held) const noexcept {
    if (!held->is_forked()) delete held;
  }
};
using core_ptr = std::shared_ptr<core>;

}  // namespace detail::postgresql
}  // namespace v0
}  // namespace hooklatch

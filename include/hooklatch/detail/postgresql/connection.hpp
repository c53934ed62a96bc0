// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/postgresql/message.hpp>
#include <hooklatch/detail/postgresql/sqlstate.hpp>

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail::postgresql {

using deadline = std::chrono::steady_clock::time_point;

struct free_result {
  void operator()(PGresult* held) const noexcept { PQclear(held); }
};
struct close_connection {
  void operator()(PGconn* held) const noexcept { PQfinish(held); }
};
using result_ptr = std::unique_ptr<PGresult, free_result>;
using connection_ptr = std::unique_ptr<PGconn, close_connection>;

/// What one exchange came to.
struct outcome {
  enum class kind {
    answered,  ///< `reply` is the answer
    refused,   ///< the server answered an error: `reply` has its code
    unsent,    ///< the connection was gone before the server had it all
    lost,      ///< the connection went after it was sent
    late,      ///< there was no answer in time
  };
  kind what = kind::unsent;
  result_ptr reply;

  [[nodiscard]] std::string_view sqlstate() const noexcept {
    const char* code = PQresultErrorField(reply.get(), PG_DIAG_SQLSTATE);
    return code == nullptr ? std::string_view() : std::string_view(code);
  }
};

/// Waits for `events` on the connection's socket; false where the time is over.
[[nodiscard]] inline bool wait_for(const PGconn* on, short events, deadline until) noexcept {
  pollfd waited{PQsocket(on), events, 0};
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    const int ready = poll(&waited, 1, static_cast<int>(std::clamp<long long>(left, 0, 1 << 30)));
    if (ready > 0) return true;
    if (ready == 0 && left <= 0) return false;
    if (ready < 0 && errno != EINTR) return true;  // what is wrong with the socket is told by its next use
  }
}

/// Whether an idle connection is still there. The server has nothing to say to one, but that it ends the session or
/// that a setting changed; either way another connection is not worse.
[[nodiscard]] inline bool is_alive(const PGconn* on) noexcept {
  if (PQstatus(on) != CONNECTION_OK || PQsocket(on) < 0) return false;
  pollfd asked{PQsocket(on), POLLIN, 0};
  return poll(&asked, 1, 0) == 0;
}

/// Waits until all was sent and the whole answer is there.
[[nodiscard]] inline outcome finish_exchange(PGconn* on, deadline until) noexcept {
  for (int left = PQflush(on); left != 0; left = PQflush(on)) {
    if (left < 0) return {};
    // The server may have to be read, or it would not read us.
    if (!wait_for(on, POLLIN | POLLOUT, until)) return {outcome::kind::late, nullptr};
    if (PQconsumeInput(on) == 0) return {outcome::kind::lost, nullptr};
  }
  outcome made{outcome::kind::lost, nullptr};
  for (;;) {
    while (PQisBusy(on) == 1) {
      if (!wait_for(on, POLLIN, until)) return {outcome::kind::late, nullptr};
      // An error that came with the end of the connection is found by PQisBusy and PQgetResult.
      if (PQconsumeInput(on) == 0 && PQisBusy(on) == 1) return {outcome::kind::lost, nullptr};
    }
    result_ptr part(PQgetResult(on));
    if (part == nullptr) return made;
    const auto status = PQresultStatus(part.get());
    if (made.what == outcome::kind::refused) continue;  // the first error is the reason
    made.reply = std::move(part);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
      made.what = outcome::kind::answered;
    } else if (made.sqlstate().empty()) {
      return {outcome::kind::lost, nullptr};  // libpq's own error: there is no connection any more
    } else {
      made.what = outcome::kind::refused;
    }
  }
}

/// One statement whose text goes along with its values, so that nothing of it stays in the session.
[[nodiscard]] inline outcome ask_unprepared(PGconn* on, const statement& what, const parameters& with,
                                            deadline until) noexcept {
  if (PQsendQueryParams(on, what.text, what.count, what.types.data(), with.values(), with.lengths(), with.formats(),
                        1) == 0) {
    return {};
  }
  return finish_exchange(on, until);
}

/// A connection of ours, and the statements that it knows by name.
class connection {
 public:
  explicit connection(connection_ptr on) noexcept : on_(std::move(on)) {}

  [[nodiscard]] PGconn* get() const noexcept { return on_.get(); }
  /// Ready for the next statement, as far as can be seen.
  [[nodiscard]] bool is_idle() const noexcept {
    return PQstatus(get()) == CONNECTION_OK && PQtransactionStatus(get()) == PQTRANS_IDLE;
  }
  /// In a child of the process that opened it: closing it would end the parent's session.
  void abandon() noexcept { static_cast<void>(on_.release()); }

  [[nodiscard]] outcome ask(const statement& what, const parameters& with, bool prepared, deadline until) {
    if (!prepared) return ask_unprepared(get(), what, with, until);
    if (std::find(known_.begin(), known_.end(), what.name) == known_.end()) {
      known_.reserve(known_.size() + 1);
      if (PQsendPrepare(get(), what.name, what.text, what.count, what.types.data()) == 0) return {};
      auto made = finish_exchange(get(), until);
      // Preparing changes nothing, and the statement itself was not sent.
      if (made.what == outcome::kind::lost || made.what == outcome::kind::late) return {};
      if (made.what != outcome::kind::answered) return made;
      known_.push_back(what.name);
    }
    if (PQsendQueryPrepared(get(), what.name, what.count, with.values(), with.lengths(), with.formats(), 1) == 0) {
      return {};
    }
    return finish_exchange(get(), until);
  }

 private:
  connection_ptr on_;
  std::vector<const char*> known_;  // names are compared by address: they are the statements' own
};

/// Keeps libpq from printing the server's notices.
inline void ignore_notice(void*, const PGresult*) noexcept {}

/// Connects, without a step that waits past `until` but the look-up of a host's name. What comes back may be broken:
/// `PQstatus` tells. Null where memory is out.
[[nodiscard]] inline connection_ptr start_connection(const std::string& conninfo, deadline until) {
  // Later ones win, so whatever `conninfo` says is kept.
  const std::array<const char*, 3> keywords{"fallback_application_name", "dbname", nullptr};
  const std::array<const char*, 3> values{"hooklatch", conninfo.c_str(), nullptr};
  connection_ptr made(PQconnectStartParams(keywords.data(), values.data(), 1));
  if (made == nullptr || PQstatus(made.get()) == CONNECTION_BAD) return made;
  PQsetNoticeReceiver(made.get(), ignore_notice, nullptr);
  PQsetErrorVerbosity(made.get(), PQERRORS_VERBOSE);  // for find_sqlstate
  auto next = PGRES_POLLING_WRITING;
  while (next != PGRES_POLLING_OK && next != PGRES_POLLING_FAILED) {
    const short wanted = next == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    if (!wait_for(made.get(), wanted, until)) break;  // its status is one of those on the way
    next = PQconnectPoll(made.get());
  }
  if (next == PGRES_POLLING_OK && PQsetnonblocking(made.get(), 1) != 0) return nullptr;
  if (next == PGRES_POLLING_OK) PQsetErrorVerbosity(made.get(), PQERRORS_DEFAULT);
  return made;
}

}  // namespace detail::postgresql
}  // namespace v0
}  // namespace hooklatch

// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/postgresql/connection.hpp>
#include <hooklatch/detail/postgresql/core.hpp>
#include <hooklatch/detail/postgresql/message.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail::postgresql {

/// The tables of a store or of an inbox, under one number for their shape.
struct schema_part {
  std::string_view name;
  std::int32_t version;
  std::string_view table;
  /// Makes them, of version 1. A later version adds what it changes.
  std::string_view create;
};

/// Numbers are in `hooklatch_schema`.
inline constexpr std::string_view create_versions =
    "CREATE TABLE IF NOT EXISTS hooklatch_schema (part text PRIMARY KEY, version integer NOT NULL);";

inline constexpr schema_part dedup_schema{
    "dedup", 1, "hooklatch_dedup",
    "CREATE TABLE hooklatch_dedup ("
    " key bytea PRIMARY KEY CHECK (octet_length(key) = 32),"
    " state smallint NOT NULL CHECK (state BETWEEN 0 AND 2),"
    " attempts integer NOT NULL,"
    " fence bigint NOT NULL,"
    " lease_until timestamptz NOT NULL,"
    " keep_until timestamptz NOT NULL,"
    " keep_ms bigint NOT NULL,"
    " done_at timestamptz,"
    " reclaimed boolean NOT NULL,"
    " digest bytea NOT NULL CHECK (octet_length(digest) = 32),"
    " nonce bytea NOT NULL CHECK (octet_length(nonce) = 16),"
    " label bytea NOT NULL DEFAULT '',"
    " why bytea NOT NULL DEFAULT '');"
    "CREATE INDEX hooklatch_dedup_keep_until ON hooklatch_dedup (keep_until);"
    "COMMENT ON TABLE hooklatch_dedup IS"
    " 'hooklatch: which webhook events were handled; state 0 open, 1 claimed, 2 done; text as bytes';"};

/// What the server promises. Asked with the statement's own types, so no setting of the session changes the answer.
inline constexpr statement look_at_server{
    "",
    false,
    0,
    {},
    "SELECT current_setting('server_version_num')::integer,"
    " current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on', pg_is_in_recovery(),"
    " to_regclass('hooklatch_schema') IS NOT NULL"};

/// Makes sure of the tables and of what the server promises.
class schema_check {
 public:
  schema_check(core& within, const schema_part& part) noexcept : core_(within), part_(part) {}

  [[nodiscard]] result<void> run() noexcept {
    const auto until = std::chrono::steady_clock::now() + core_.options().open_timeout;
    try {
      backoff pause;
      for (;;) {
        auto place = core_.take(until);
        if (!place) return place.error();
        on_ = place->get()->get();
        until_ = until;
        const auto made = look();
        if (PQtransactionStatus(on_) != PQTRANS_IDLE) place->drop();  // and with it what was half done
        // Everything here can be done again, and its time is not that of one verb.
        const bool passes = !made && (made.error() == errc::store_unavailable || made.error() == errc::store_timeout);
        if (!passes || !pause.wait(until)) return made;
      }
    } catch (...) {
      return errc::store_unavailable;
    }
  }

 private:
  result<void> look() {
    if (const auto server = look_at_promises(); !server) return server;
    auto version = find_version();
    if (!version) return version.error();
    if (*version < part_.version && core_.options().create) {
      if (const auto made = create(); !made) return made;
      version = find_version();
      if (!version) return version.error();
    }
    if (*version != part_.version) {
      report("the tables are of another version of hooklatch, or missing");
      return errc::store_misconfigured;
    }
    return look_at_table();
  }

  result<void> look_at_promises() {
    const auto made = ask(look_at_server);
    if (!made) return made.error();
    row from(made->get());
    const auto version = from.int4();
    const bool safe = from.boolean();
    const bool standby = from.boolean();
    has_versions_ = from.boolean();
    if (!from.ok()) return errc::store_corrupt;
    if (version < 120000) {
      report("the server is older than PostgreSQL 12");
      return errc::store_misconfigured;
    }
    if (standby) {
      report("the server is a standby");
      return errc::store_read_only;
    }
    if (!safe && !core_.options().accept_unsafe_server) {
      report("fsync or full_page_writes is off");
      return errc::store_misconfigured;
    }
    return {};
  }

  /// 0 where there is none.
  result<std::int32_t> find_version() {
    if (!has_versions_) return 0;
    const auto text = "SELECT version FROM hooklatch_schema WHERE part = '" + std::string(part_.name) + "'";
    const auto made = ask({"", false, 0, {}, text.c_str()});
    if (!made) return made.error();
    if (row::count(made->get()) == 0) return 0;
    row from(made->get());
    const auto version = from.int4();
    if (!from.ok()) return errc::store_corrupt;
    return version;
  }

  // Many processes may start at once: the first one does it, and the others find it done.
  result<void> create() {
    // The lock's number is "hooklatc" in ASCII. The transaction has all of the time that `open` has. What others made
    // while it waited, this session learns by the CREATE, which takes a lock on a name; a mere look would not see it.
    auto text = std::string(
        "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = 0;"
        "SELECT pg_advisory_xact_lock(7525356009529898083);");
    text += create_versions;
    if (const auto locked = simple(text.c_str()); !locked) return locked;
    has_versions_ = true;
    const auto version = find_version();
    if (!version) return version.error();
    if (*version >= part_.version) return simple("COMMIT");
    text = part_.create;
    text += "INSERT INTO hooklatch_schema (part, version) VALUES ('" + std::string(part_.name) + "', " +
            std::to_string(part_.version) + "); COMMIT";
    return simple(text.c_str());
  }

  result<void> look_at_table() {
    const auto text =
        "SELECT relpersistence = 'p', has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')"
        " AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE')"
        " FROM pg_class WHERE oid = to_regclass('" +
        std::string(part_.table) + "')";
    const auto made = ask({"", false, 0, {}, text.c_str()});
    if (!made) return made.error();
    row from(made->get());
    const bool found = row::count(made->get()) == 1;
    const bool logged = found && from.boolean();
    const bool allowed = found && from.boolean();
    if (allowed && (logged || core_.options().accept_unsafe_server)) return {};
    report(!found     ? "the table is missing"
           : !allowed ? "the role lacks a right on the table"
                      : "the table is unlogged");
    return errc::store_misconfigured;
  }

  result<result_ptr> ask(const statement& what) { return judge(ask_unprepared(on_, what, parameters(), until_)); }
  result<void> simple(const char* text) {
    if (PQsendQuery(on_, text) == 0) return errc::store_unavailable;
    const auto made = judge(finish_exchange(on_, until_));
    return made ? result<void>() : made.error();
  }
  result<result_ptr> judge(outcome made) {
    if (made.what == outcome::kind::answered) return std::move(made.reply);
    if (made.what == outcome::kind::refused) return core_.judge(made).code;
    core_.report(errc::store_unavailable, {}, PQerrorMessage(on_));
    return made.what == outcome::kind::late ? errc::store_timeout : errc::store_unavailable;
  }
  void report(std::string_view text) const noexcept { core_.report(errc::store_misconfigured, {}, text); }

  core& core_;
  const schema_part& part_;
  PGconn* on_ = nullptr;
  deadline until_;
  bool has_versions_ = false;
};

}  // namespace detail::postgresql
}  // namespace v0
}  // namespace hooklatch

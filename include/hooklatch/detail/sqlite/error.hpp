// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/errc.hpp>

#include <sqlite3.h>

namespace hooklatch {
inline namespace v0 {
namespace detail::sqlite {

/// What a result code of SQLite, plain or extended, is for a store.
[[nodiscard]] constexpr errc error_of(int code) noexcept {
  switch (code) {
    case SQLITE_READONLY_DBMOVED:
      return errc::store_unavailable;
    case SQLITE_IOERR_CORRUPTFS:
    case SQLITE_IOERR_DATA:
      return errc::store_corrupt;
    default:
      break;
  }
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return errc::store_timeout;
    case SQLITE_FULL:
    case SQLITE_TOOBIG:
      return errc::store_full;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return errc::store_read_only;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return errc::store_corrupt;
    case SQLITE_ERROR:  // such as a table that is not there
    case SQLITE_MISUSE:
    case SQLITE_NOLFS:
      return errc::store_misconfigured;
    default:
      return errc::store_unavailable;
  }
}

/// The same for a COMMIT: after an I/O error the transaction is rolled back, yet what of it reached the disk may come
/// back when the machine restarts.
[[nodiscard]] constexpr errc error_of_commit(int code) noexcept {
  const bool unknown = (code & 0xff) == SQLITE_IOERR && error_of(code) == errc::store_unavailable;
  return unknown ? errc::store_ambiguous : error_of(code);
}

}  // namespace detail::sqlite
}  // namespace v0
}  // namespace hooklatch

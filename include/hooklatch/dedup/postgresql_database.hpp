// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/postgresql_options.hpp>
#include <hooklatch/detail/postgresql/core.hpp>

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <utility>

namespace hooklatch {
inline namespace v0 {

/// One database of PostgreSQL (12 or later) and its connections, for a store, an inbox and transactions that share
/// them. A copy is the same one. It belongs to the process that opened it: after a fork, all verbs in the child are
/// `store_forked`.
class postgresql_database {
 public:
  /// `conninfo` as libpq reads it, a URI or `key=value` pairs. It makes no connection yet. `store_misconfigured` where
  /// the text is not one.
  [[nodiscard]] static result<postgresql_database> make(const std::string& conninfo, postgresql_options options = {}) {
    char* told = nullptr;
    PQconninfoOption* const read = PQconninfoParse(conninfo.c_str(), &told);
    const bool readable = read != nullptr;
    PQconninfoFree(read);
    PQfreemem(told);
    if (!readable) return errc::store_misconfigured;
    using namespace detail::postgresql;
    return postgresql_database(core_ptr(new core(conninfo, std::move(options)), close_core()));
  }

  /// For the parts of this library.
  [[nodiscard]] const std::shared_ptr<detail::postgresql::core>& get_core() const noexcept { return core_; }

 private:
  explicit postgresql_database(detail::postgresql::core_ptr made) noexcept : core_(std::move(made)) {}

  detail::postgresql::core_ptr core_;
};

}  // namespace v0
}  // namespace hooklatch

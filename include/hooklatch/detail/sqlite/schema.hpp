// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/sqlite/connection.hpp>

#include <charconv>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail::sqlite {

/// Which version a part of our tables has in this database; 0: none. `part` is a word of ours.
[[nodiscard]] inline result<std::size_t> version_of(connection& on, const std::string& part) {
  const auto known = on.ask("SELECT count(*) FROM sqlite_master WHERE type='table' AND name='hooklatch_schema'");
  if (!known) return known.error();
  if (*known == "0") return std::size_t{0};
  const auto text = on.ask(("SELECT version FROM hooklatch_schema WHERE part='" + part + "'").c_str());
  if (!text) return text.error();
  if (text->empty()) return std::size_t{0};
  std::size_t version = 0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), version);
  if (read.ec != std::errc() || read.ptr != text->data() + text->size()) return errc::store_corrupt;
  return version;
}

/// Brings a part of our tables to its newest version, `steps.size()`: step n leads from version n to n + 1. All of it
/// happens, or nothing. The version stands in a table of our own, because the file may be the application's, and with
/// it `user_version`. `store_misconfigured` for a version that a newer hooklatch wrote, or for a table of that name
/// that is not ours.
[[nodiscard]] inline result<void> migrate(connection& on, const std::string& part, std::span<const char* const> steps) {
  auto version = version_of(on, part);
  if (!version) return version.error();
  if (*version == steps.size()) return {};
  if (*version > steps.size()) return errc::store_misconfigured;

  const auto step = [&](const char* text) -> result<void> {
    const int code = on.run(text);
    if (code == SQLITE_OK) return {};
    return error_of(code);
  };
  const auto all = [&]() -> result<void> {
    if (auto made =
            step("CREATE TABLE IF NOT EXISTS hooklatch_schema(part TEXT PRIMARY KEY, version INTEGER NOT NULL)");
        !made) {
      return made;
    }
    version = version_of(on, part);  // another process may have been faster
    if (!version) return version.error();
    if (*version > steps.size()) return errc::store_misconfigured;
    for (const auto* each : steps.subspan(*version)) {
      if (auto done = step(each); !done) return done;
    }
    return step(("INSERT OR REPLACE INTO hooklatch_schema(part, version) VALUES('" + part + "', " +
                 std::to_string(steps.size()) + ")")
                    .c_str());
  };
  if (const int code = on.synchronize(sync_level::full); code != SQLITE_OK) return error_of(code);
  if (auto begun = step("BEGIN IMMEDIATE"); !begun) return begun;
  auto done = all();
  if (done) done = step("COMMIT");
  if (on.in_transaction()) static_cast<void>(on.run("ROLLBACK"));
  return done;
}

}  // namespace detail::sqlite
}  // namespace v0
}  // namespace hooklatch

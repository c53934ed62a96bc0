// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/errc.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {
namespace redis {

/// The word that says what a server's error is: `OOM` of `OOM command not allowed ...`. Redis before 7 wraps what a
/// command inside a script said: `ERR Error running script (call to f_...): @user_script:1: @user_script: 1: -OOM
/// command ...`, and some without the hyphen.
[[nodiscard]] constexpr std::string_view error_word(std::string_view text) noexcept {
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto word = [&](std::size_t from) {
    std::size_t end = from;
    while (end < text.size() && upper(text[end])) ++end;
    return text.substr(from, end - from);
  };
  const auto first = word(0);
  const auto script = text.find("@user_script");
  if (first != "ERR" || script == std::string_view::npos) return first;
  for (std::size_t at = script; at + 2 < text.size(); ++at) {
    if (text[at] != ':' || text[at + 1] != ' ') continue;
    const auto inner = word(text[at + 2] == '-' ? at + 3 : at + 2);
    if (inner.size() > 1) return inner;  // one letter begins a sentence
  }
  return first;
}

struct error_meaning {
  std::string_view word;
  errc code;
};
inline constexpr std::array<error_meaning, 17> error_meanings{{
    {"LOADING", errc::store_unavailable},  // it reads its data from disk
    {"BUSY", errc::store_unavailable},     // somebody's script runs too long
    {"MASTERDOWN", errc::store_unavailable},
    {"CLUSTERDOWN", errc::store_unavailable},
    {"TRYAGAIN", errc::store_unavailable},
    {"NOREPLICAS", errc::store_unavailable},  // min-replicas-to-write
    {"NOSCRIPT", errc::store_unavailable},    // twice in a row: scripts are flushed faster than they are loaded
    {"OOM", errc::store_full},
    {"READONLY", errc::store_read_only},  // a replica, or a primary that was demoted
    {"MISCONF", errc::store_read_only},   // the server cannot write its files, and takes no writes until it can
    {"WRONGTYPE", errc::store_corrupt},   // somebody else's value under our key
    {"NOAUTH", errc::store_misconfigured},
    {"WRONGPASS", errc::store_misconfigured},
    {"NOPERM", errc::store_misconfigured},
    {"DENIED", errc::store_misconfigured},  // protected mode
    {"MOVED", errc::store_misconfigured},   // a cluster, which this transport does not know
    {"ASK", errc::store_misconfigured},
}};

/// What a server's error means for a store. None of them leaves it open whether the command happened.
[[nodiscard]] constexpr errc error_of(std::string_view text) noexcept {
  const auto word = error_word(text);
  for (const auto& known : error_meanings) {
    if (known.word == word) return known.code;
  }
  const auto says = [&](std::string_view part) { return text.find(part) != std::string_view::npos; };
  if (word == "ERR") {
    // Each server version has its own words for these.
    for (const std::string_view part :
         {"invalid password", "AUTH", "for 'auth' command", "DB index", "unknown command", "Unknown Redis command",
          "can't run this command", "ACL failure", "non deterministic", "not allowed from script"}) {
      if (says(part)) return errc::store_misconfigured;
    }
    if (says("invalid expire time")) return errc::config_error;
  }
  return errc::store_unavailable;
}

}  // namespace redis
}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

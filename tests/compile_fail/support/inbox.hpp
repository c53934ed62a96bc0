// SPDX-License-Identifier: MIT
#pragma once

// An inbox in name only, for what has to be refused before anything runs.

#include <hooklatch/inbox/inbox.hpp>

template <bool Durable>
struct paper_inbox {
  static constexpr hooklatch::store_traits traits{true, Durable, false, false};

  hooklatch::result<hooklatch::inbox_receipt> accept(const hooklatch::inbox_delivery&);
  hooklatch::result<std::optional<hooklatch::inbox_entry>> take(std::string_view, std::chrono::milliseconds);
  hooklatch::result<hooklatch::settlement> finish(const hooklatch::inbox_token&);
  hooklatch::result<hooklatch::settlement> fail(const hooklatch::inbox_token&, std::string_view,
                                                std::chrono::milliseconds);
  hooklatch::result<hooklatch::settlement> bury(const hooklatch::inbox_token&, std::string_view);
  hooklatch::result<hooklatch::settlement> extend(const hooklatch::inbox_token&, std::chrono::milliseconds);
  hooklatch::result<std::size_t> replay(std::string_view, std::string_view);
  hooklatch::result<std::size_t> replay_dead(std::string_view, std::size_t);
  hooklatch::result<std::size_t> prune(std::chrono::seconds, std::size_t);
  hooklatch::result<hooklatch::inbox_counts> counts(std::string_view);
};
static_assert(hooklatch::inbox_store<paper_inbox<true>>);

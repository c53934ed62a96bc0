// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/dedup/redis_transport.hpp>

#include <hiredis/read.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace hooklatch {
inline namespace v0 {
namespace detail {
namespace redis {

/// The bytes of one command: an array of strings, each behind its length.
inline void append_command(std::string& to, redis_command command) {
  const auto append_size = [&](char what, std::size_t size) {
    to += what;
    to += std::to_string(size);
    to += "\r\n";
  };
  append_size('*', command.size());
  for (const auto word : command) {
    append_size('$', word.size());
    to += word;
    to += "\r\n";
  }
}

/// hiredis's parser, building our replies: what a server may send is bounded before anything is allocated.
class reply_parser {
 public:
  /// None of ours is longer; `INFO` has some six thousand bytes.
  static constexpr std::size_t max_bytes = std::size_t{1} << 20;
  static constexpr std::size_t max_elements = 4096;

  /// Makes `reader` build here from now on. It must not outlive this parser.
  void attach(redisReader& reader) noexcept {
    // Filled name by name: their number, and the type of a count, differ between hiredis 0.14 and 1.
    static redisReplyObjectFunctions functions = [] {
      redisReplyObjectFunctions made{};
      made.createString = [](const redisReadTask* task, char* text, std::size_t size) -> void* {
        return made_of(task, [&](redis_reply& reply) {
          reply.what = task->type == REDIS_REPLY_ERROR ? redis_reply::kind::error : redis_reply::kind::text;
          reply.text.assign(text, size);
        });
      };
      made.createArray = &make_array;
      made.createInteger = [](const redisReadTask* task, long long value) -> void* {
        return made_of(task, [&](redis_reply& reply) {
          reply.what = redis_reply::kind::integer;
          reply.integer = value;
        });
      };
      made.createNil = [](const redisReadTask* task) -> void* { return made_of(task, [](redis_reply&) {}); };
      made.freeObject = [](void*) {};
      return made;
    }();
    reader.fn = &functions;
    reader.privdata = this;
    reader_ = &reader;
  }

  /// The next reply of what was fed, or none yet; false where the bytes are no reply, or one that is too large.
  [[nodiscard]] bool next(std::optional<redis_reply>& reply) noexcept {
    void* object = nullptr;
    if (redisReaderGetReply(reader_, &object) != REDIS_OK) return false;
    if (object == nullptr) return reader_->len - reader_->pos <= max_bytes;
    if (!built_) return false;  // a type of a later protocol, which we never ask for
    reply = std::exchange(root_, redis_reply());
    built_ = false;
    elements_ = 0;
    return true;
  }
  /// Whether there are bytes behind the last reply.
  [[nodiscard]] bool has_more() const noexcept { return reader_->pos != reader_->len; }

 private:
  // The reply that a task makes. hiredis is C: nothing may be thrown through it, and null stops it.
  template <class Fill>
  [[nodiscard]] static void* made_of(const redisReadTask* task, Fill fill) noexcept {
    auto& parser = *static_cast<reply_parser*>(task->privdata);
    redis_reply* reply = &parser.root_;
    if (task->parent != nullptr) {
      auto* const around = static_cast<redis_reply*>(task->parent->obj);
      const auto at = static_cast<std::size_t>(task->idx);
      if (around == nullptr || at >= around->elements.size()) return nullptr;
      reply = &around->elements[at];
    }
    try {
      fill(*reply);
    } catch (...) {
      return nullptr;
    }
    parser.built_ = true;
    return reply;
  }
  template <class Count>
  [[nodiscard]] static void* make_array(const redisReadTask* task, Count count) noexcept {
    auto& parser = *static_cast<reply_parser*>(task->privdata);
    const auto size = static_cast<std::size_t>(count);
    if (size > max_elements - parser.elements_) return nullptr;
    parser.elements_ += size;
    return made_of(task, [&](redis_reply& reply) {
      reply.what = redis_reply::kind::array;
      reply.elements.resize(size);
    });
  }

  redisReader* reader_ = nullptr;
  redis_reply root_;
  bool built_ = false;
  std::size_t elements_ = 0;
};

}  // namespace redis
}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

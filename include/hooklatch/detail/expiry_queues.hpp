// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/record_index.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// What a record has for `expiry_queues`. While a record is in no queue, `next` is its owner's.
struct queue_links {
  std::uint32_t next;
  std::uint32_t prev;
  std::uint32_t child;
};

/// Records in the order of their `keep_until`, whatever that is, with no memory but the records' own links.
///
/// Times of one length end in the order in which they began, so there are a few first-in-first-out queues, and a record
/// goes to the end of one whose last record ends before it: one queue for each length that is in use, constant time.
/// Where there are more lengths than queues, or the clock stepped, the rest goes into a pairing heap (Fredman,
/// Sedgewick, Sleator, Tarjan 1986), in logarithmic amortised time.
///
/// `Record` has `std::int64_t keep_until`, which must not change while it is in here, and `queue_links links`
/// and `std::uint8_t queue`.
template <class Record>
class expiry_queues {
 public:
  explicit expiry_queues(Record* records = nullptr) noexcept : records_(records) {
    first_.fill(no_record);
    last_.fill(no_record);
    last_end_.fill(never);
  }

  void insert(std::uint32_t number) noexcept {
    Record& mine = records_[number];
    const std::size_t queue = queue_for(mine.keep_until);
    mine.links = {no_record, no_record, no_record};
    mine.queue = static_cast<std::uint8_t>(queue);
    if (queue == queues) {
      root_ = root_ == no_record ? number : meld(root_, number);
      return;
    }
    mine.links.prev = last_[queue];
    (last_[queue] == no_record ? first_[queue] : records_[last_[queue]].links.next) = number;
    last_[queue] = number;
    last_end_[queue] = mine.keep_until;
  }

  void remove(std::uint32_t number) noexcept {
    const queue_links links = records_[number].links;
    const std::size_t queue = records_[number].queue;
    if (queue == queues) return remove_from_heap(number);
    (links.prev == no_record ? first_[queue] : records_[links.prev].links.next) = links.next;
    if (links.next != no_record) {
      records_[links.next].links.prev = links.prev;
      return;
    }
    last_[queue] = links.prev;
    last_end_[queue] = links.prev == no_record ? never : records_[links.prev].keep_until;
  }

  /// The one that ends first, or `no_record`.
  [[nodiscard]] std::uint32_t first() const noexcept {
    std::uint32_t best = root_;
    for (const auto each : first_) {
      if (each == no_record) continue;
      if (best == no_record || records_[each].keep_until < records_[best].keep_until) best = each;
    }
    return best;
  }

 private:
  static constexpr std::size_t queues = 8;
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::min();

  // The one whose last record ends latest of those that end no later than this; an empty one only if there is none.
  [[nodiscard]] std::size_t queue_for(std::int64_t end) const noexcept {
    std::size_t best = queues;
    for (std::size_t i = 0; i < queues; ++i) {
      if (last_end_[i] <= end && (best == queues || last_end_[i] > last_end_[best])) best = i;
    }
    return best;
  }

  // The later one of two roots becomes the first child of the other.
  [[nodiscard]] std::uint32_t meld(std::uint32_t a, std::uint32_t b) noexcept {
    if (records_[b].keep_until < records_[a].keep_until) std::swap(a, b);
    auto& parent = records_[a].links;
    auto& child = records_[b].links;
    child.prev = a;
    child.next = parent.child;
    if (child.next != no_record) records_[child.next].links.prev = b;
    parent.child = b;
    return a;
  }
  // Cuts a list of siblings into roots, melds them in pairs from the left, and those from the right.
  [[nodiscard]] std::uint32_t meld_all(std::uint32_t first) noexcept {
    std::uint32_t pairs = no_record;
    while (first != no_record) {
      const std::uint32_t second = cut(first);
      const std::uint32_t rest = second == no_record ? no_record : cut(second);
      const std::uint32_t pair = second == no_record ? first : meld(first, second);
      records_[pair].links.next = pairs;
      pairs = pair;
      first = rest;
    }
    std::uint32_t all = no_record;
    while (pairs != no_record) {
      const std::uint32_t rest = cut(pairs);
      all = all == no_record ? pairs : meld(all, pairs);
      pairs = rest;
    }
    return all;
  }
  std::uint32_t cut(std::uint32_t number) noexcept {
    auto& links = records_[number].links;
    links.prev = no_record;
    return std::exchange(links.next, no_record);
  }
  void remove_from_heap(std::uint32_t number) noexcept {
    const queue_links links = records_[number].links;
    const std::uint32_t children = meld_all(links.child);
    if (number == root_) {
      root_ = children;
      return;
    }
    auto& before = records_[links.prev].links;
    (before.child == number ? before.child : before.next) = links.next;
    if (links.next != no_record) records_[links.next].links.prev = links.prev;
    if (children != no_record) root_ = meld(root_, children);
  }

  Record* records_;
  std::uint32_t root_ = no_record;
  std::array<std::uint32_t, queues> first_;
  std::array<std::uint32_t, queues> last_;
  std::array<std::int64_t, queues> last_end_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch

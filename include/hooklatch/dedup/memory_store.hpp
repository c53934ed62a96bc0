// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/instant.hpp>
#include <hooklatch/core/null_mutex.hpp>
#include <hooklatch/dedup/store.hpp>
#include <hooklatch/detail/expiry_queues.hpp>
#include <hooklatch/detail/record_index.hpp>
#include <hooklatch/detail/siphash.hpp>

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <ratio>
#include <string_view>
#include <type_traits>
#include <utility>

namespace hooklatch {
inline namespace v0 {

/// A store in this process's memory, of a bounded number of events: gone with the process, and seen by no other one.
///
/// A record leaves when its retention or, for one that was never completed, `keep` after its lease is over; never
/// before, so a full store refuses (`store_full`). Those that are over leave in the order of their end, when their
/// place is needed or `purge` is called.
///
/// All memory is taken at construction: `bytes_per_record` for each event, and at most 18 kB; what was never used is
/// not touched. Events are spread over up to 64 parts with a lock each, which share all places: a store refuses only
/// when it holds `capacity` events. (Between two calls that take and free the last places at the same moment, a third
/// one may be refused too early.)
///
/// An event is known by 128 bits of its key, by SipHash-2-4 with a salt of this object's own: nobody can choose ids
/// that meet. Among n events two are taken for one another with a probability of n^2 / 2^129: for a million, 2^-89. The
/// body's digest is folded to 128 bits.
///
/// `Clock` is a clock of the standard library's form; `Mutex` is locked for each call: `null_mutex` where one thread
/// has the store to itself.
template <class Clock = std::chrono::steady_clock, class Mutex = std::mutex>
class memory_store {
  using microseconds = std::chrono::microseconds;
  using words = std::array<std::uint64_t, 2>;
  enum class stage : std::uint8_t { claimed, open, done };
  // Trivial: the memory of records that were never used is never touched.
  struct record {
    words tag;
    words digest;
    words nonce;
    std::uint64_t fence;
    std::int64_t keep_until;   // microseconds of the clock, as the next one
    std::int64_t lease_until;  // of one that is done: when it was completed
    std::uint32_t keep;        // seconds
    std::uint32_t attempts;
    detail::queue_links links;  // next: of free ones, the next free one
    std::uint8_t queue;
    stage at;
    bool reclaimed;
  };
  static constexpr std::size_t words_per_record = 2;  // of the index

 public:
  static constexpr store_traits traits{true, false, false, false};
  /// The index included.
  static constexpr std::size_t bytes_per_record = sizeof(record) + words_per_record * sizeof(std::uint64_t);
  static_assert(bytes_per_record <= 128);

  /// At most `capacity` events at a time, at least 1. It has to hold all events of one
  /// retention: over the seven days that a receiver asks for by default, 100,000 are one every six seconds.
  /// Throws `std::bad_alloc`. Where OpenSSL has no random bytes, every claim fails with `store_unavailable`.
  explicit memory_store(std::size_t capacity = 100000, Clock clock = Clock())
      : capacity_(std::clamp<std::size_t>(capacity, 1, detail::no_record - 1)),
        clock_(std::move(clock)),
        shard_count_(std::clamp<std::size_t>(std::bit_floor(capacity_ / least_in_shard), 1, most_shards)),
        records_(new record[capacity_]) {
    // A part may have more than its share. For one to have twice as much is less probable than two keys that meet: at
    // 512 on the average, by Chernoff's bound, e^-197.
    const std::size_t count = words_per_record * ((capacity_ + shard_count_ - 1) / shard_count_) + 1;
    index_ = std::make_unique<std::uint64_t[]>(count * shard_count_);
    shards_ = std::make_unique<shard[]>(shard_count_);
    for (std::size_t i = 0; i < shard_count_; ++i) {
      shards_[i].index = detail::record_index(index_.get() + i * count, count);
      shards_[i].ages = detail::expiry_queues<record>(records_.get());
      shards_[i].unused = first_unused(i);
      shards_[i].unused_end = first_unused(i + 1);
      shards_[i].lender = i;
    }
    words salt;
    ready_ = RAND_bytes(reinterpret_cast<unsigned char*>(salt.data()), sizeof salt) == 1;
    if (ready_) hash_ = detail::siphash_128(salt);
  }
  memory_store(const memory_store&) = delete;
  memory_store& operator=(const memory_store&) = delete;

  [[nodiscard]] result<claim_result> claim(const claim_request& request) noexcept {
    try {
      if (!ready_) return errc::store_unavailable;
      const words tag = hash_(request.key.bytes);
      auto& mine = shard_of(tag);
      mine.index.prefetch(hash_of(tag));
      std::size_t lender = 0;
      std::uint32_t place = detail::no_record;
      std::int64_t now = 0;
      for (bool borrowed = false;; borrowed = true) {
        {
          const std::lock_guard lock(mine.mutex);
          if (!borrowed) now = this->now();  // which may throw, and nothing is borrowed yet
          const std::uint32_t found = find(mine, tag);
          if (found != detail::no_record || mine.index.full()) {
            if (borrowed) give_back(mine, place);
            if (found == detail::no_record) return errc::store_full;
            return claim_known(mine, found, request, now);
          }
          if (borrowed) mine.lender = lender;
          if (!borrowed) place = take_place(mine, now);
          if (place != detail::no_record) return claim_new(mine, place, tag, request, now);
          lender = mine.lender;
        }
        place = borrow_place(mine, lender);
        if (place == detail::no_record) return errc::store_full;
      }
    } catch (...) {
      return errc::store_unavailable;
    }
  }

  [[nodiscard]] result<settlement> complete(const claim_token& token, std::chrono::seconds retention) noexcept {
    return settle(token, [&](record& known, std::int64_t now) {
      known.at = stage::done;
      known.lease_until = now;
      known.keep_until = later(now, retention);
    });
  }
  [[nodiscard]] result<settlement> release(const claim_token& token, std::string_view = {}) noexcept {
    return settle(token, [&](record& known, std::int64_t now) {
      known.at = stage::open;
      known.keep_until = later(now, std::chrono::seconds(known.keep));
    });
  }
  [[nodiscard]] result<settlement> extend(const claim_token& token, std::chrono::milliseconds lease) noexcept {
    return settle(token, [&](record& known, std::int64_t now) {
      known.lease_until = later(now, lease);
      known.keep_until = later(known.lease_until, std::chrono::seconds(known.keep));
    });
  }
  /// Lets the event be handled again; for an operator.
  [[nodiscard]] result<bool> forget(const dedup_key& key) noexcept {
    try {
      const words tag = hash_(key.bytes);
      auto& mine = shard_of(tag);
      const std::lock_guard lock(mine.mutex);
      const std::uint32_t found = find(mine, tag);
      if (found == detail::no_record) return false;
      drop(mine, found);
      return true;
    } catch (...) {
      return errc::store_unavailable;
    }
  }
  /// Drops at most `most` records that need not be kept any more, and says how many. `claim` does it by itself.
  [[nodiscard]] result<std::size_t> purge(std::size_t most) noexcept {
    try {
      std::size_t dropped = 0;
      for (std::size_t i = 0; i < shard_count_ && dropped < most; ++i) {
        const std::lock_guard lock(shards_[i].mutex);
        dropped += drop_old(shards_[i], now(), most - dropped);
      }
      return dropped;
    } catch (...) {
      return errc::store_unavailable;
    }
  }
  [[nodiscard]] std::size_t size() const noexcept {
    std::size_t all = 0;
    for (std::size_t i = 0; i < shard_count_; ++i) {
      const std::lock_guard lock(shards_[i].mutex);
      all += shards_[i].index.size();
    }
    return all;
  }
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

 private:
  static constexpr std::size_t most_shards = 64;
  static constexpr std::size_t least_in_shard = 512;  // on the average
  static constexpr std::size_t dropped_at_once = 16;

  // Two cache lines apart, so that no two threads write to the same one.
  struct alignas(128) shard {
    mutable Mutex mutex;
    std::uint64_t last_fence = 0;  // of all its keys: one that comes back after it was dropped has a larger one
    std::uint32_t free = detail::no_record;
    std::uint32_t unused = 0;
    std::uint32_t unused_end = 0;
    std::size_t lender = 0;  // where a place was found last
    detail::record_index index;
    detail::expiry_queues<record> ages;
  };

  [[nodiscard]] std::int64_t now() const {
    return std::chrono::duration_cast<microseconds>(clock_.now().time_since_epoch()).count();
  }
  // Saturates, so that no length of time makes it overflow.
  template <class Rep, class Period>
  [[nodiscard]] static std::int64_t later(std::int64_t from, std::chrono::duration<Rep, Period> by) noexcept {
    constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max() / 4;  // 73,000 years
    constexpr std::int64_t ratio = std::ratio_divide<Period, std::micro>::num;
    const std::int64_t count = std::clamp<std::int64_t>(by.count(), 0, last / ratio) * ratio;
    return std::clamp(from, -last, 2 * last) + count;
  }
  template <class Bytes>
  [[nodiscard]] static words first_words(const Bytes& bytes) noexcept {
    words out;
    std::memcpy(out.data(), bytes.data(), sizeof out);
    return out;
  }
  // All of it: a bijection of each half where the other one stays.
  [[nodiscard]] static words folded(const body_digest& digest) noexcept {
    std::array<std::uint64_t, 4> all;
    std::memcpy(all.data(), digest.bytes.data(), sizeof all);
    return {all[0] ^ all[2] * 0x9e3779b97f4a7c15U, all[1] ^ all[3] * 0xbf58476d1ce4e5b9U};
  }
  [[nodiscard]] std::uint32_t first_unused(std::size_t part) const noexcept {
    const auto whole = capacity_ / shard_count_ * part;  // no product that could overflow
    return static_cast<std::uint32_t>(whole + capacity_ % shard_count_ * part / shard_count_);
  }
  [[nodiscard]] shard& shard_of(const words& tag) noexcept { return shards_[tag[0] & (shard_count_ - 1)]; }
  [[nodiscard]] static std::uint32_t hash_of(const words& tag) noexcept {
    return static_cast<std::uint32_t>(tag[0] >> 32);
  }
  [[nodiscard]] std::uint32_t find(const shard& in, const words& tag) const noexcept {
    return in.index.find(hash_of(tag), [&](std::uint32_t number) { return records_[number].tag == tag; });
  }
  [[nodiscard]] static std::uint64_t next_fence(shard& in, std::uint64_t before, std::int64_t now) noexcept {
    const auto moment = now > 0 ? static_cast<std::uint64_t>(now) : 0;
    return in.last_fence = std::max(std::max(before, in.last_fence) + 1, moment);
  }

  result<claim_result> claim_known(shard& mine, std::uint32_t number, const claim_request& request, std::int64_t now) {
    record& known = records_[number];
    if (now >= known.keep_until) {  // as if it had been dropped
      known.at = stage::open;
      known.attempts = 0;
      return claim_again(mine, number, request, now);
    }
    const bool same = known.digest == folded(request.digest);
    if (!same && request.conflict_refused) return claim_result::conflict();
    if (known.at == stage::done) return claim_result::duplicate(same, completed_at(known));
    if (known.at == stage::claimed && now < known.lease_until) {
      if (known.nonce == first_words(request.nonce.bytes)) {
        return claim_result::fresh({request.key, known.fence}, known.attempts, known.reclaimed);
      }
      return claim_result::in_flight(
          std::chrono::ceil<std::chrono::milliseconds>(microseconds(known.lease_until - now)));
    }
    return claim_again(mine, number, request, now);
  }
  result<claim_result> claim_again(shard& mine, std::uint32_t number, const claim_request& request, std::int64_t now) {
    record& known = records_[number];
    mine.ages.remove(number);
    known.reclaimed = known.at == stage::claimed;
    if (known.attempts < std::numeric_limits<std::uint32_t>::max()) ++known.attempts;
    return start(mine, number, request, now);
  }
  result<claim_result> claim_new(shard& mine, std::uint32_t number, const words& tag, const claim_request& request,
                                 std::int64_t now) {
    record& made = records_[number];
    made.tag = tag;
    made.fence = 0;
    made.attempts = 1;
    made.reclaimed = false;
    mine.index.insert(hash_of(tag), number);
    return start(mine, number, request, now);
  }
  result<claim_result> start(shard& mine, std::uint32_t number, const claim_request& request, std::int64_t now) {
    record& known = records_[number];
    known.at = stage::claimed;
    known.fence = next_fence(mine, known.fence, now);
    known.digest = folded(request.digest);
    known.nonce = first_words(request.nonce.bytes);
    known.keep = static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(request.keep.count(), 0, std::numeric_limits<std::uint32_t>::max()));
    known.lease_until = later(now, request.lease);
    known.keep_until = later(known.lease_until, std::chrono::seconds(known.keep));
    mine.ages.insert(number);
    return claim_result::fresh({request.key, known.fence}, known.attempts, known.reclaimed);
  }
  // Of a clock that tells the time of day.
  [[nodiscard]] static std::optional<instant> completed_at(const record& known) noexcept {
    using time = std::remove_cvref_t<decltype(std::declval<const Clock&>().now())>;
    if constexpr (std::is_same_v<typename time::clock, std::chrono::system_clock>) {
      const auto seconds = std::chrono::floor<std::chrono::seconds>(microseconds(known.lease_until));
      const auto rest = microseconds(known.lease_until) - seconds;
      return instant(seconds.count(), static_cast<std::int32_t>(rest.count() * 1000));
    } else {
      return std::nullopt;
    }
  }

  // What has only to match the fence; a lease that ran out without another claim still counts.
  template <class Change>
  result<settlement> settle(const claim_token& token, Change change) noexcept {
    try {
      const words tag = hash_(token.key.bytes);
      auto& mine = shard_of(tag);
      mine.index.prefetch(hash_of(tag));
      const std::lock_guard lock(mine.mutex);
      const std::uint32_t found = find(mine, tag);
      if (found == detail::no_record) return settlement::lost;
      record& known = records_[found];
      if (known.fence != token.fence) return settlement::lost;
      if (known.at == stage::done) return settlement::already_done;
      if (known.at == stage::open) return settlement::lost;
      const std::int64_t now = this->now();
      mine.ages.remove(found);
      change(known, now);
      mine.ages.insert(found);
      return settlement::done;
    } catch (...) {
      return errc::store_unavailable;
    }
  }

  void give_back(shard& in, std::uint32_t number) noexcept {
    records_[number].links.next = in.free;
    in.free = number;
  }
  void drop(shard& from, std::uint32_t number) noexcept {
    from.ages.remove(number);
    from.index.erase(hash_of(records_[number].tag), number);
    give_back(from, number);
  }
  std::size_t drop_old(shard& from, std::int64_t now, std::size_t most) noexcept {
    std::size_t dropped = 0;
    while (dropped < most) {
      const std::uint32_t oldest = from.ages.first();
      if (oldest == detail::no_record || records_[oldest].keep_until > now) break;
      drop(from, oldest);
      ++dropped;
    }
    return dropped;
  }
  [[nodiscard]] std::uint32_t take_place(shard& from, std::int64_t now) noexcept {
    if (from.free == detail::no_record && from.unused < from.unused_end) return from.unused++;
    if (from.free == detail::no_record) drop_old(from, now, dropped_at_once);
    if (from.free == detail::no_record) return detail::no_record;
    const std::uint32_t number = std::exchange(from.free, records_[from.free].links.next);
    if (from.free != detail::no_record) __builtin_prefetch(&records_[from.free], 1);
    return number;
  }
  // From another part, one lock at a time; none of ours is held.
  [[nodiscard]] std::uint32_t borrow_place(const shard& borrower, std::size_t& lender) {
    for (std::size_t tries = 0; tries < shard_count_; ++tries, lender = (lender + 1) & (shard_count_ - 1)) {
      if (&shards_[lender] == &borrower) continue;
      const std::lock_guard lock(shards_[lender].mutex);
      const std::uint32_t place = take_place(shards_[lender], now());
      if (place != detail::no_record) return place;
    }
    return detail::no_record;
  }

  std::size_t capacity_;
  [[no_unique_address]] Clock clock_;
  std::size_t shard_count_;
  std::unique_ptr<record[]> records_;
  std::unique_ptr<std::uint64_t[]> index_;
  std::unique_ptr<shard[]> shards_;
  detail::siphash_128 hash_;
  bool ready_ = false;
};

static_assert(dedup_store<memory_store<>>);

}  // namespace v0
}  // namespace hooklatch

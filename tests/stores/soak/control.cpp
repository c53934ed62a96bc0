// SPDX-License-Identifier: MIT
// Two ways that are known to be wrong, so that the soak has to find them out: a store without fences, as SET NX and DEL
// have it, and events that are marked before they are handled. 0: both were found out.
#include "run.hpp"

#include <hooklatch/dedup/store.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace soak;
using namespace hooklatch;

/// A cell for each event, in memory that all processes share. A claim takes it if it is empty or has lapsed; whoever
/// completes fills it, and whoever releases empties it, without a look at whose claim it is.
class unfenced_store {
 public:
  static constexpr store_traits traits{true, true, true, false};

  struct cell {
    std::atomic<std::uint64_t> at;  // 0 empty, 1 done, else the end of the lease
    std::atomic<std::uint32_t> attempts;
  };
  static constexpr std::size_t cells = 1u << 20;

  explicit unfenced_store(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    const bool sized = file >= 0 && ::ftruncate(file, cells * sizeof(cell)) == 0;
    void* const made = ::mmap(nullptr, cells * sizeof(cell), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    ::close(file);
    if (!sized || made == MAP_FAILED) throw std::runtime_error("cannot map " + path);
    all_ = static_cast<cell*>(made);
  }

  result<claim_result> claim(const claim_request& request) noexcept {
    auto& mine = of(number_of(request.label));
    const auto now =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch());
    const auto until = static_cast<std::uint64_t>((now + request.lease).count());
    auto found = mine.at.load();
    if (found == 1) return claim_result::duplicate();
    const bool lapsed = found < static_cast<std::uint64_t>(now.count());
    if (!lapsed || !mine.at.compare_exchange_strong(found, until)) {
      return claim_result::in_flight(std::chrono::milliseconds(50));
    }
    return claim_result::fresh({request.key, until}, ++mine.attempts, found != 0);
  }
  result<settlement> complete(const claim_token&, std::chrono::seconds) noexcept {
    of(at_work.n).at = 1;
    return settlement::done;
  }
  result<settlement> release(const claim_token&, std::string_view) noexcept {
    of(at_work.n).at = 0;
    return settlement::done;
  }
  result<settlement> extend(const claim_token&, std::chrono::milliseconds) noexcept { return settlement::done; }
  result<bool> forget(const dedup_key&) noexcept { return false; }
  result<std::size_t> purge(std::size_t) noexcept { return std::size_t{0}; }

  [[nodiscard]] cell& of(std::uint32_t n) const noexcept { return all_[n % cells]; }

 private:
  cell* all_;  // mapped until the process ends
};

struct control_backend {
  static constexpr const char* name = "a store without fences";
  static constexpr bool has_server = false;
  static constexpr bool has_transactions = false;
  static constexpr bool has_inbox = false;
  static constexpr bool is_control = true;
  static constexpr unsigned most_workers = 64;
  using store_type = unfenced_store;

  static result<store_type> open_store(const std::string& place) { return store_type(place); }

  explicit control_backend(const std::string& folder) : place_(folder + "/cells") {}
  [[nodiscard]] const std::string& place() const { return place_; }
  void prepare(const settings&) {}
  void restart() {}
  [[nodiscard]] std::vector<record> records(bool) const {
    const unfenced_store store(place_);
    std::vector<record> all;
    for (std::uint32_t n = 1; n < unfenced_store::cells; ++n) {
      if (store.of(n).at == 1) all.push_back({n, record::stage::done, 0});
    }
    return all;
  }

 private:
  std::string place_;
};

// In a few runs at most: a machine that is busy with other things has few deliveries in one.
[[nodiscard]] bool is_found_out(settings told, bool mark_before) {
  told.mark_before = mark_before;
  for (int tries = 0; tries < 4; ++tries, ++told.seed) {
    run<control_backend> once(told);
    const auto found = once();
    if (mark_before ? found.lost > 0 : found.completed_twice > 0) {
      std::puts("found out, as it has to be");
      return true;
    }
  }
  std::puts("NOT FOUND OUT");
  return false;
}

}  // namespace

int main(int count, char** words) {
  try {
    const auto told = settings::read(count, words);
    if (told.is_worker) work<control_backend>(told);
    const bool unfenced = is_found_out(told, false);
    const bool marked = is_found_out(told, true);
    return unfenced && marked ? 0 : 1;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "soak: %s\n", failure.what());
    return 1;
  }
}

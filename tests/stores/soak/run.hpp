// SPDX-License-Identifier: MIT
#pragma once

#include "journal.hpp"
#include "sender.hpp"
#include "settings.hpp"
#include "verdict.hpp"
#include "worker.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace soak {

/// A fresh folder, gone with this object.
class folder {
 public:
  folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "hooklatch-soak-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder can be made");
    path_ = pattern;
  }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  ~folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

/// The worker processes: this program again, each started anew when it is gone.
class workers {
 public:
  explicit workers(settings told) : told_(std::move(told)) {}
  workers(const workers&) = delete;
  workers& operator=(const workers&) = delete;
  ~workers() { stop(); }

  void cure() { told_.cured = true; }
  /// Starts those that are not there; how many had died by themselves.
  unsigned keep_up() {
    unsigned gone = 0;
    pids_.resize(told_.workers, 0);
    for (auto& pid : pids_) {
      int status = 0;
      if (pid > 0 && ::waitpid(pid, &status, WNOHANG) == pid) {
        if (WIFEXITED(status)) throw std::runtime_error("a worker gave up");
        ++gone;
        pid = 0;
      }
      if (pid == 0) pid = start();
    }
    return gone;
  }
  void kill_next() {
    auto& pid = pids_[next_++ % pids_.size()];
    end(pid);
  }
  void stop() noexcept {
    for (auto& pid : pids_) end(pid);
  }

 private:
  static void end(pid_t& pid) noexcept {
    if (pid <= 0) return;
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    pid = 0;
  }
  [[nodiscard]] pid_t start() const {
    auto words = told_.words();
    words.insert(words.begin(), "soak");
    std::vector<char*> arguments;
    for (auto& each : words) arguments.push_back(each.data());
    arguments.push_back(nullptr);
    const pid_t parent = ::getpid();
    const pid_t made = ::fork();
    if (made < 0) throw std::runtime_error("fork failed");
    if (made > 0) return made;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(7);
    ::execv("/proc/self/exe", arguments.data());
    ::_exit(7);
  }

  settings told_;
  std::vector<pid_t> pids_;
  unsigned next_ = 0;
};

/// One run over one store: load and trouble, then quiet until everything is acknowledged, then the books.
template <class Backend>
class run {
 public:
  explicit run(settings told) : told_(std::move(told)), backend_(room_.path()), staff_(prepared()) {}

  verdict operator()() {
    provider sender(told_, socket());
    const auto prepared_at = clock::now();
    make_trouble(sender);
    const auto quiet_at = clock::now();
    sender.finish();
    wait_until([&] { return sender.is_done(); });
    const auto open = sender.open();
    sender.join_or_abort();
    if constexpr (Backend::has_inbox) {
      if (told_.inbox) bury_and_replay(sender.events());
    }
    staff_.stop();
    backend_.restart();  // what was acknowledged has to outlive the server
    const auto found = verdict::of(told_, sender.acknowledged(), sender.events(), journal::read(journal_path()),
                                   effects(), backend_.records(told_.inbox));
    report(sender, found);
    const auto seconds = [](clock::duration time) { return std::chrono::duration<double>(time).count(); };
    std::printf("  %.1f s to prepare, %.1f s of trouble, %.1f s until all was settled\n",
                seconds(prepared_at - started_), seconds(quiet_at - prepared_at), seconds(clock::now() - quiet_at));
    is_good_ = open == 0 && sender.strange() == 0 && sender.acknowledged().size() == sender.events() &&
               poison_left_alive_ == 0 && innocents_dead_ == 0;
    return found;
  }
  /// Whether everything was delivered, and the inbox buried what it should, beside the verdict.
  [[nodiscard]] bool is_good() const noexcept { return is_good_; }

 private:
  using clock = std::chrono::steady_clock;

  [[nodiscard]] std::string socket() const { return room_.path() + "/socket"; }
  [[nodiscard]] std::string journal_path() const { return room_.path() + "/journal"; }
  [[nodiscard]] settings prepared() {
    listener_ = listen_at(socket());
    settings made = told_;
    made.workers = std::min(made.workers, Backend::most_workers);
    made.place = backend_.place();
    made.journal = journal_path();
    made.listener = listener_.fd();
    backend_.prepare(told_);
    return made;
  }
  [[nodiscard]] std::vector<entry> effects() {
    if constexpr (Backend::has_transactions) return told_.transactional ? backend_.effects() : std::vector<entry>();
    return {};
  }

  void make_trouble(const provider& sender) {
    const auto end = clock::now() + told_.seconds;
    auto next_kill = clock::now() + told_.kill_every;
    auto next_server_kill = clock::now() + told_.kill_server_every;
    const auto is_over = [&] {
      return clock::now() >= end && sender.deliveries() >= std::max<std::uint64_t>(told_.deliveries, 200) &&
             kills_ >= 2 && (server_kills_ >= 1 || !Backend::has_server);
    };
    // Trouble waits for some progress, so that a busy machine gets anywhere.
    std::uint64_t at_kill = 0;
    std::uint64_t at_server_kill = 0;
    while (!is_over()) {
      died_ += staff_.keep_up();
      if (clock::now() >= next_kill && sender.answered() >= at_kill + 10) {
        staff_.kill_next();
        ++kills_;
        next_kill = clock::now() + told_.kill_every;
        at_kill = sender.answered();
      }
      if (Backend::has_server && clock::now() >= next_server_kill && sender.answered() >= at_server_kill + 50) {
        backend_.restart();
        ++server_kills_;
        next_server_kill = clock::now() + told_.kill_server_every;
        at_server_kill = sender.answered();
      }
      std::this_thread::sleep_for(2ms);
    }
  }

  // Two minutes are for machines that are busy with other things.
  template <class Condition>
  bool wait_until(Condition is_met) {
    const auto deadline = clock::now() + 120s;
    while (!is_met() && clock::now() < deadline) {
      died_ += staff_.keep_up();
      std::this_thread::sleep_for(2ms);
    }
    return is_met();
  }

  void bury_and_replay(std::uint32_t events) {
    const auto is_settled = [&] {
      std::this_thread::sleep_for(100ms);
      const auto all = backend_.records(true);
      const auto unfinished = [](const record& each) { return each.at == record::stage::unfinished; };
      return all.size() == events && std::none_of(all.begin(), all.end(), unfinished);
    };
    wait_until(is_settled);
    std::uint32_t poison = 0;
    for (std::uint32_t n = 1; n <= events; ++n) poison += is_poison(n, told_) ? 1u : 0u;
    for (const auto& each : backend_.records(true)) {
      const bool dead = each.at == record::stage::dead;
      dead_ += dead ? 1u : 0u;
      innocents_dead_ += dead && !is_poison(each.n, told_) ? 1u : 0u;
    }
    poison_left_alive_ = poison + innocents_dead_ - dead_;
    staff_.stop();
    staff_.cure();
    {
      auto inbox = Backend::open_inbox(backend_.place()).value();
      replayed_ = inbox.replay_dead(zuba::table().name, 1000000).value();
    }
    wait_until(is_settled);
  }

  void report(const provider& sender, const verdict& found) const {
    std::printf(
        "%s%s%s%s: %u events, %llu deliveries, %llu requests (%llu without an answer, %llu answered 500 or 503)\n",
        Backend::name, told_.inbox ? ", inbox" : "", told_.transactional ? ", in transactions" : "",
        told_.mark_before ? ", marked before" : "", sender.events(), number(sender.deliveries()),
        number(sender.requests()), number(sender.unanswered()), number(sender.refused()));
    std::printf("  %u workers killed, %u died in a handler, %u servers killed\n", kills_, died_, server_kills_);
    if (told_.inbox) {
      std::printf("  dead letters: %u, of them innocent: %u; poison that is not dead: %u; replayed: %zu\n", dead_,
                  innocents_dead_, poison_left_alive_, replayed_);
    }
    std::printf("  not acknowledged: %llu, lost: %llu, completed twice: %llu, effects not exactly one: %llu%s\n",
                number(sender.events() - sender.acknowledged().size()), number(found.lost),
                number(found.completed_twice), number(found.effects_not_one),
                told_.transactional ? "" : " (at least once is what this mode promises)");
    if (sender.strange() > 0) std::printf("  answers that make no sense: %llu\n", number(sender.strange()));
    std::fflush(stdout);
  }
  static unsigned long long number(std::uint64_t value) noexcept { return value; }

  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  settings told_;
  folder room_;
  Backend backend_;
  channel listener_;
  workers staff_;
  unsigned kills_ = 0;
  unsigned died_ = 0;
  unsigned server_kills_ = 0;
  std::uint32_t dead_ = 0;
  std::uint32_t innocents_dead_ = 0;
  std::uint32_t poison_left_alive_ = 0;
  std::size_t replayed_ = 0;
  bool is_good_ = false;
};

/// The whole program of one store. 0: nothing was lost or done twice.
template <class Backend>
int main_of(int count, char** words) {
  try {
    const auto told = settings::read(count, words);
    if (told.is_worker) work<Backend>(told);
    if ((told.transactional && !Backend::has_transactions) || (told.inbox && !Backend::has_inbox)) {
      std::fprintf(stderr, "soak: %s has nothing of that kind\n", Backend::name);
      return 2;
    }
    run<Backend> once(told);
    const auto found = once();
    const bool effects_good = !told.transactional || found.effects_not_one == 0;
    const bool good = once.is_good() && found.lost == 0 && found.completed_twice == 0 && effects_good;
    std::puts(good ? "good" : "NOT GOOD");
    return good ? 0 : 1;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "soak: %s\n", failure.what());
    return 1;
  }
}

}  // namespace soak

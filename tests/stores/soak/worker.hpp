// SPDX-License-Identifier: MIT
#pragma once

#include "journal.hpp"
#include "settings.hpp"
#include "wire.hpp"

#include <hooklatch/event/dispatcher.hpp>
#include <hooklatch/inbox/worker.hpp>
#include <hooklatch/providers/zuba.hpp>
#include <hooklatch/receive/inbox_receiver.hpp>
#include <hooklatch/receive/receiver.hpp>

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace soak {

using hooklatch::handler_result;
using hooklatch::handling;
using hooklatch::result;
using hooklatch::settlement;
using hooklatch::providers::zuba;

[[noreturn]] inline void die() noexcept {
  ::kill(::getpid(), SIGKILL);
  std::abort();
}

// Which event this thread is at: a token alone does not tell.
struct current {
  std::uint32_t n = 0;
  std::uint32_t attempt = 1;
};
inline thread_local current at_work;

/// A store that writes down which completions it says are done.
template <class Store>
class recording_store : public Store {
 public:
  recording_store(Store&& held, const journal& wrote, const settings& told)
      : Store(std::move(held)), wrote_(&wrote), told_(&told) {}

  result<hooklatch::claim_result> claim(const hooklatch::claim_request& request) noexcept {
    auto claimed = Store::claim(request);
    at_work.n = number_of(request.label);
    if (claimed && claimed->what() == hooklatch::claim_result::kind::fresh) at_work.attempt = claimed->attempt();
    return claimed;
  }
  result<settlement> complete(const hooklatch::claim_token& token, std::chrono::seconds retention) noexcept {
    auto settled = Store::complete(token, retention);
    if (settled && *settled == settlement::done) {
      wrote_->write(deed::completed, at_work.n, token.fence);
      if (mischief_of(at_work.n, at_work.attempt, *told_) == mischief::dies_done) die();
    }
    return settled;
  }

 private:
  const journal* wrote_;
  const settings* told_;
};

/// The same for an inbox.
template <class Inbox>
class recording_inbox : public Inbox {
 public:
  recording_inbox(Inbox&& held, const journal& wrote) : Inbox(std::move(held)), wrote_(&wrote) {}

  auto take(std::string_view provider, std::chrono::milliseconds lease_time) noexcept {
    auto taken = Inbox::take(provider, lease_time);
    if (taken && *taken) at_work.n = number_of((*taken)->event_id);
    return taken;
  }
  result<settlement> finish(const hooklatch::inbox_token& token) noexcept {
    auto settled = Inbox::finish(token);
    if (settled && *settled == settlement::done) wrote_->write(deed::completed, at_work.n, token.fence);
    return settled;
  }

 private:
  const journal* wrote_;
};

/// The application's handler, with its effect and all that goes wrong with it.
template <class Backend>
[[nodiscard]] hooklatch::dispatcher handlers_of(const settings& told, const journal& wrote) {
  hooklatch::dispatcher made;
  made.any([&told, &wrote](const hooklatch::event_view& event, handling& claim) -> handler_result {
    const auto n = number_of(event.id());
    if (is_poison(n, told) && !told.cured) std::abort();
    const auto what = mischief_of(n, claim.attempt(), told);
    if (what == mischief::dies_before) die();
    if (what == mischief::fails_before) return handler_result::failed("before its effect");
    if (what == mischief::is_slow) std::this_thread::sleep_for(told.inbox ? inbox_slow : slow);
    if (what == mischief::takes_time) std::this_thread::sleep_for(told.inbox ? inbox_some_time : some_time);
    if (told.transactional) {
      if constexpr (Backend::has_transactions) {
        auto& within = claim.template transaction<typename Backend::transaction>();
        if (!Backend::write_effect(within, n, claim.fence())) return handler_result::failed("no effect");
      }
    } else {
      wrote.write(deed::effect, n, claim.fence());
    }
    if (what == mischief::dies_after) die();
    if (what == mischief::fails_after) return handler_result::failed("after its effect");
    return handler_result::done();
  });
  return made;
}

/// Takes one connection after the other and answers what comes over it.
template <class Receive>
[[noreturn]] void serve(const Receive& receive, const settings& told) {
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < told.senders + 2; ++i) {
    threads.emplace_back([&receive, &told] {
      for (;;) {
        const channel connection(::accept4(told.listener, nullptr, nullptr, SOCK_CLOEXEC));
        if (!connection.is_open()) continue;
        while (const auto request = connection.receive_request()) {
          if (!connection.send_status(receive(*request).response.status())) break;
        }
      }
    });
  }
  for (auto& each : threads) each.join();
  std::abort();
}

/// What `open` gives, as soon as the server is there.
template <class Open>
[[nodiscard]] auto opened(Open open) {
  for (int tries = 0;; ++tries) {
    auto made = open();
    if (made) return *std::move(made);
    if (tries == 600) {
      std::fprintf(stderr, "soak: a worker cannot open its store: %s\n", to_string(made.error().code()).data());
      ::_exit(8);
    }
    std::this_thread::sleep_for(50ms);
  }
}

template <class Backend, class... Policies>
[[noreturn]] void work_with_store(const settings& told, const journal& wrote) {
  using store_type = recording_store<typename Backend::store_type>;
  store_type store(opened([&] { return Backend::open_store(told.place); }), wrote, told);
  const hooklatch::receiver<zuba, store_type, Policies...> receive(secret, store, handlers_of<Backend>(told, wrote),
                                                                   hooklatch::receiver_options{}.lease(lease));
  serve(receive, told);
}

template <class Backend, class... Policies>
[[noreturn]] void work_with_inbox(const settings& told, const journal& wrote) {
  using inbox_type = recording_inbox<typename Backend::inbox_type>;
  inbox_type inbox(opened([&] { return Backend::open_inbox(told.place); }), wrote);
  const hooklatch::inbox_receiver<zuba, inbox_type> receive(secret, inbox);
  const hooklatch::inbox_worker<zuba, inbox_type, Policies...> worker(
      inbox, handlers_of<Backend>(told, wrote),
      hooklatch::worker_options{}.attempts(3).lease(inbox_lease).poll(20ms).wait(hooklatch::backoff(50ms)));
  // One: an event that kills its worker must not cost others of the same process an attempt.
  const std::jthread thread([&worker](const std::stop_token& stop) { worker.run(stop); });
  serve(receive, told);
}

/// A worker process: it ends by being killed.
template <class Backend>
[[noreturn]] void work(const settings& told) {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  const journal wrote(told.journal);
  if constexpr (Backend::has_inbox) {
    if (told.inbox && told.transactional) work_with_inbox<Backend, hooklatch::in_transaction>(told, wrote);
    if (told.inbox) work_with_inbox<Backend>(told, wrote);
  }
  if constexpr (Backend::has_transactions) {
    if (told.transactional) work_with_store<Backend, hooklatch::in_transaction>(told, wrote);
  }
  if constexpr (Backend::is_control) {
    if (told.mark_before) work_with_store<Backend, hooklatch::mark_before>(told, wrote);
  }
  work_with_store<Backend>(told, wrote);
}

}  // namespace soak

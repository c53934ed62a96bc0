// SPDX-License-Identifier: MIT
// What a verb of the Redis store costs beside the bare round trip of its driver, in one run: ratios to hiredis' ECHO
// over the same socket, and microseconds. Starts a redis-server of its own in a throw-away folder, and stops it.
//
//   bench_dedup_redis [rounds, 101]
#include <hooklatch/dedup/redis_store.hpp>

#include <hiredis/hiredis.h>
#include <openssl/rand.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace hooklatch;
using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

constexpr std::size_t calls = 200;  // of each row in a round
constexpr std::size_t batch = 100;  // commands of a pipeline

class server {
 public:
  server() {
    std::string pattern = (std::filesystem::temp_directory_path() / "hooklatch-bench-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for redis-server can be made");
    folder_ = pattern;
    const auto socket = this->socket();
    pid_ = ::fork();
    if (pid_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      ::execlp("redis-server", "redis-server", "--port", "0", "--unixsocket", socket.c_str(), "--dir", folder_.c_str(),
               "--appendonly", "yes", "--save", "", "--logfile", (folder_ + "/log").c_str(),
               static_cast<char*>(nullptr));
      ::_exit(127);
    }
    for (int tries = 0; tries < 500 && !std::filesystem::exists(socket); ++tries) std::this_thread::sleep_for(10ms);
  }
  server(const server&) = delete;
  server& operator=(const server&) = delete;
  ~server() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  [[nodiscard]] std::string socket() const { return folder_ + "/socket"; }

 private:
  std::string folder_;
  pid_t pid_ = 0;
};

struct row {
  std::string name;
  std::size_t calls_each;
  std::function<void()> run;
  std::vector<double> microseconds{};
};

// The value that this share of all is below.
double quantile(std::vector<double> of, double share) {
  std::sort(of.begin(), of.end());
  return of[static_cast<std::size_t>(share * static_cast<double>(of.size() - 1))];
}

template <class T>
T need(result<T> answer) {
  if (!answer) throw std::runtime_error(answer.error().message());
  return *std::move(answer);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const int rounds = argc > 1 ? std::max(std::atoi(argv[1]), 1) : 101;
    const server running;
    hiredis_options to;
    to.unix_socket = running.socket();
    redis_store_options options;
    options.timeout = 10s;
    auto store = need(redis_store<>::open(hiredis_transport(to), options));
    const std::unique_ptr<redisContext, decltype(&redisFree)> bare(redisConnectUnix(to.unix_socket.c_str()),
                                                                   &redisFree);
    if (bare == nullptr || bare->err != 0) throw std::runtime_error("hiredis does not connect");

    std::uint64_t next = 1;
    claim_request request;
    if (RAND_bytes(request.nonce.bytes.data(), 16) != 1) throw std::runtime_error("no random bytes");
    request.label = "evt_1P8uQz2eZvKYlo2C";
    const auto key_of = [](std::uint64_t n) {
      dedup_key key;
      for (std::size_t i = 0; i < 8; ++i) key.bytes[i] = static_cast<std::uint8_t>(n >> (8 * i));
      return key;
    };
    std::vector<claim_token> held;
    std::vector<dedup_key> done;
    // As many bytes as a claim sends.
    const std::string payload(300, 'x');
    const std::array<const char*, 2> echo{"ECHO", payload.c_str()};
    const std::array<std::size_t, 2> echo_sizes{4, payload.size()};
    const auto echoed = [&](void* reply) {
      if (reply == nullptr) throw std::runtime_error("ECHO failed");
      freeReplyObject(reply);
    };

    std::vector<row> rows;
    rows.push_back({"hiredis ECHO, 300 bytes", calls, [&] {
                      for (std::size_t i = 0; i < calls; ++i) {
                        echoed(
                            redisCommandArgv(bare.get(), 2, const_cast<const char**>(echo.data()), echo_sizes.data()));
                      }
                    }});
    // What any record costs that is to be kept for a while: one write, into the append-only file as well.
    rows.push_back({"hiredis SET PX, 300 bytes", calls, [&] {
                      for (std::size_t i = 0; i < calls; ++i) {
                        const auto key = "bare:" + std::to_string(next++);
                        const std::array<const char*, 5> set{"SET", key.c_str(), payload.c_str(), "PX", "60000"};
                        const std::array<std::size_t, 5> sizes{3, key.size(), payload.size(), 2, 5};
                        echoed(redisCommandArgv(bare.get(), 5, const_cast<const char**>(set.data()), sizes.data()));
                      }
                    }});
    rows.push_back({"transport ECHO, 300 bytes", calls, [&] {
                      const std::array<std::string_view, 2> command{"ECHO", payload};
                      for (std::size_t i = 0; i < calls; ++i) {
                        need(store.transport().execute(command, steady::now() + 10s));
                      }
                    }});
    rows.push_back({"claim, new", calls, [&] {
                      held.clear();
                      for (std::size_t i = 0; i < calls; ++i) {
                        request.key = key_of(next++);
                        held.push_back(need(store.claim(request)).token());
                      }
                    }});
    rows.push_back({"complete", calls, [&] {
                      done.clear();
                      for (const auto& token : held) {
                        if (need(store.complete(token, 60s)) != settlement::done) throw std::runtime_error("not done");
                        done.push_back(token.key);
                      }
                    }});
    rows.push_back({"claim, duplicate", calls, [&] {
                      for (const auto& key : done) {
                        request.key = key;
                        if (need(store.claim(request)).what() != claim_result::kind::duplicate) {
                          throw std::runtime_error("not a duplicate");
                        }
                      }
                    }});
    rows.push_back({"hiredis ECHO, 100 at once", calls, [&] {
                      for (std::size_t i = 0; i < calls; i += batch) {
                        for (std::size_t n = 0; n < batch; ++n) {
                          redisAppendCommandArgv(bare.get(), 2, const_cast<const char**>(echo.data()),
                                                 echo_sizes.data());
                        }
                        for (std::size_t n = 0; n < batch; ++n) {
                          void* reply = nullptr;
                          if (redisGetReply(bare.get(), &reply) != REDIS_OK) reply = nullptr;
                          echoed(reply);
                        }
                      }
                    }});
    rows.push_back({"claim, new, 100 at once", calls, [&] {
                      for (std::size_t i = 0; i < calls; i += batch) {
                        std::vector<std::unique_ptr<detail::redis::claim_call>> claims;
                        std::vector<redis_command> commands;
                        for (std::size_t n = 0; n < batch; ++n) {
                          request.key = key_of(next++);
                          claims.push_back(std::make_unique<detail::redis::claim_call>(options.prefix, request, true));
                          commands.push_back(claims.back()->command());
                        }
                        for (const auto& reply : need(store.transport().execute_all(commands, steady::now() + 10s))) {
                          need(detail::redis::read_claim(reply, request.key));
                        }
                      }
                    }});

    // Rounds are interleaved, so that a slow moment of the machine meets every row.
    for (int round = -1; round < rounds; ++round) {
      for (auto& each : rows) {
        const auto from = steady::now();
        each.run();
        const std::chrono::duration<double, std::micro> took = steady::now() - from;
        if (round >= 0)
          each.microseconds.push_back(took.count() / static_cast<double>(each.calls_each));  // one to warm up
      }
    }
    std::printf("Redis over a unix socket, appendonly yes; %d rounds of %zu calls. Quiet: the fastest twentieth.\n",
                rounds, calls);
    std::printf("%-30s%12s%12s%12s%12s\n", "", "us, median", "ratio", "us, quiet", "ratio");
    for (const auto& each : rows) {
      std::vector<double> ratios;
      for (std::size_t i = 0; i < each.microseconds.size(); ++i) {
        ratios.push_back(each.microseconds[i] / rows.front().microseconds[i]);
      }
      const double quiet = quantile(each.microseconds, 0.05);
      std::printf("%-30s%12.2f%12.2f%12.2f%12.2f\n", each.name.c_str(), quantile(each.microseconds, 0.5),
                  quantile(ratios, 0.5), quiet, quiet / quantile(rows.front().microseconds, 0.05));
    }
    return 0;
  } catch (const std::exception& failed) {
    std::fprintf(stderr, "bench_dedup_redis: %s\n", failed.what());
    return 1;
  }
}

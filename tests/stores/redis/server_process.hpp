// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/redis_hiredis.hpp>
#include <hooklatch/dedup/redis_store.hpp>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace redis_tests {

using namespace std::chrono_literals;

/// A redis-server of our own in a throw-away folder, on loopback; it is gone with this object, or with this process.
class server_process {
 public:
  explicit server_process(std::vector<std::string> settings = {}) : settings_(std::move(settings)) {
    std::string pattern = (std::filesystem::temp_directory_path() / "hooklatch-redis-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for redis-server can be made");
    folder_ = pattern;
    port_ = free_port();
    start();
  }
  server_process(const server_process&) = delete;
  server_process& operator=(const server_process&) = delete;
  ~server_process() {
    kill();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  /// Returns when the server answers; what it takes to load its data is part of it.
  void start(std::vector<std::string> more = {}) {
    std::vector<std::string> words{"redis-server",
                                   "--port",
                                   std::to_string(port_),
                                   "--bind",
                                   "127.0.0.1",
                                   "--unixsocket",
                                   socket(),
                                   "--dir",
                                   folder_,
                                   "--appendonly",
                                   "yes",
                                   "--save",
                                   "",
                                   "--logfile",
                                   folder_ + "/log",
                                   "--daemonize",
                                   "no",
                                   "--repl-diskless-sync-delay",
                                   "0"};
    words.insert(words.end(), settings_.begin(), settings_.end());
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      const int nowhere = ::open("/dev/null", O_RDWR);
      for (const int fd : {0, 1, 2}) ::dup2(nowhere, fd);
      ::execvp(arguments.front(), arguments.data());
      ::_exit(127);
    }
    for (int tries = 0; tries < 1000; ++tries) {
      if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
        pid_ = 0;
        throw std::runtime_error("redis-server did not start; is it installed? " + log());
      }
      hooklatch::hiredis_transport probe(options());
      const std::array<std::string_view, 1> ping{"PING"};
      const auto pong = probe.execute(ping, std::chrono::steady_clock::now() + 1s);
      const auto starting = [](const std::string& text) { return text.starts_with("LOADING"); };
      if (pong && !starting(pong->text)) return;
      std::this_thread::sleep_for(10ms);
    }
    throw std::runtime_error("redis-server does not answer. " + log());
  }
  void kill() noexcept {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  void pause() const { ::kill(pid_, SIGSTOP); }
  void go_on() const { ::kill(pid_, SIGCONT); }

  [[nodiscard]] std::string socket() const { return folder_ + "/socket"; }
  [[nodiscard]] const std::string& folder() const { return folder_; }
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] hooklatch::hiredis_options options() const {
    hooklatch::hiredis_options to;
    to.unix_socket = socket();
    return to;
  }

  /// Over a connection of its own; an error of the server is a reply.
  hooklatch::redis_reply tell(std::initializer_list<std::string_view> words) const {
    hooklatch::hiredis_transport once(options());
    const std::vector<std::string_view> command(words);
    return once.execute(command, std::chrono::steady_clock::now() + 5s).value();
  }
  /// Until `INFO` holds `line`; false where it does not come to that.
  [[nodiscard]] bool comes_to(std::string_view line) const {
    for (int tries = 0; tries < 500; ++tries) {
      if (tell({"INFO"}).text.find(line) != std::string::npos) return true;
      std::this_thread::sleep_for(10ms);
    }
    return false;
  }

 private:
  [[nodiscard]] static int free_port() {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    const bool bound = ::bind(fd, any, size) == 0 && ::getsockname(fd, any, &size) == 0;
    ::close(fd);
    if (!bound) throw std::runtime_error("there is no free port");
    return ntohs(address.sin_port);
  }
  [[nodiscard]] std::string log() const {
    std::ifstream file(folder_ + "/log");
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::vector<std::string> settings_;
  std::string folder_;
  int port_ = 0;
  pid_t pid_ = 0;
};

using store_type = hooklatch::redis_store<>;

[[nodiscard]] inline hooklatch::result<store_type> try_open(const hooklatch::hiredis_options& to,
                                                            hooklatch::redis_store_options options = {}) {
  return store_type::open(hooklatch::hiredis_transport(to), std::move(options));
}
[[nodiscard]] inline store_type open_store(const hooklatch::hiredis_options& to,
                                           hooklatch::redis_store_options options = {}) {
  return try_open(to, std::move(options)).value();
}

[[nodiscard]] inline hooklatch::dedup_key key_of(std::uint32_t n) {
  hooklatch::dedup_key key;
  for (std::size_t i = 0; i < 4; ++i) key.bytes[i] = static_cast<std::uint8_t>(n >> (8 * i));
  return key;
}
[[nodiscard]] inline hooklatch::claim_request ask(std::uint32_t n, std::uint8_t nonce = 1, std::uint8_t digest = 0) {
  hooklatch::claim_request request;
  request.key = key_of(n);
  request.nonce.bytes[0] = nonce;
  request.digest.bytes[0] = digest;
  return request;
}
/// The key as it stands in Redis.
[[nodiscard]] inline std::string name_of(std::uint32_t n) {
  const hooklatch::detail::redis::forget_call call("hooklatch:", key_of(n));
  return std::string(call.command()[3]);
}

}  // namespace redis_tests

// SPDX-License-Identifier: MIT
#pragma once

#include <libpq-fe.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace pg_test {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

inline constexpr const char* database_user = "hooklatch";

/// Where initdb and postgres are: beside pg_config's other programs, or where Debian keeps its versions.
inline fs::path find_programs() {
  std::vector<fs::path> folders;
  if (FILE* const asked = popen("pg_config --bindir 2>/dev/null", "r")) {
    char line[512] = {};
    if (std::fgets(line, sizeof line, asked) != nullptr) {
      std::string folder(line);
      while (!folder.empty() && folder.back() == '\n') folder.pop_back();
      folders.emplace_back(folder);
    }
    pclose(asked);
  }
  std::error_code ignored;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
    folders.push_back(version.path() / "bin");
  }
  for (const auto& folder : folders) {
    if (fs::exists(folder / "initdb", ignored) && fs::exists(folder / "postgres", ignored)) return folder;
  }
  throw std::runtime_error(
      "the programs initdb and postgres are missing: install PostgreSQL's server (Debian: postgresql)");
}

/// A fresh folder: in memory where there is room, since a thousand files are synchronised at each start, and what a
/// killed process leaves behind is the same there.
inline fs::path new_folder() {
  fs::path within = fs::temp_directory_path();
  std::error_code ignored;
  const fs::path memory("/dev/shm");
  const auto room = fs::space(memory, ignored).available;
  if (!ignored && room >= (std::uintmax_t{512} << 20) && access(memory.c_str(), W_OK) == 0) within = memory;
  auto pattern = (within / "hooklatch-pg-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return pattern;
}

/// A TCP port of loopback that nobody has at this moment.
inline int free_port() {
  const int asked = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool bound = asked >= 0 && bind(asked, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     getsockname(asked, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(asked);
  if (!bound) throw std::runtime_error("no free port on loopback");
  return ntohs(address.sin_port);
}

/// A server of its own in a fresh folder, on loopback and on a socket in that folder. It is stopped by its own process
/// id, also when this process dies.
class server {
 public:
  explicit server(std::string settings = "") : settings_(std::move(settings)) {
    programs_ = find_programs();
    folder_ = new_folder();
    give_away(folder_);
    wait_for(
        start("initdb", {"-D", data(), "-U", database_user, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"}));
    configure();
    start();
  }
  /// A standby of `primary`, which has to be stopped meanwhile: a copy of it that waits for more.
  server(server& primary, std::string settings) : settings_(std::move(settings)), programs_(primary.programs_) {
    folder_ = new_folder();
    fs::copy(primary.data(), data(), fs::copy_options::recursive);
    std::ofstream(fs::path(data()) / "standby.signal");
    give_away(folder_);
    for (const auto& each : fs::recursive_directory_iterator(folder_)) give_away(each.path());
    configure();
    start();
  }
  server(const server&) = delete;
  server& operator=(const server&) = delete;
  ~server() {
    if (getpid() != owner_) return;
    stop(SIGINT);
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  std::string conninfo(const std::string& more = "") const { return conninfo_at(port_, more); }
  static std::string conninfo_at(int port, const std::string& more = "") {
    return "host=127.0.0.1 port=" + std::to_string(port) + " user=" + database_user +
           " dbname=postgres sslmode=disable gssencmode=disable " + more;
  }
  std::string by_socket(const std::string& more = "") const {
    return "host=" + folder_.string() + " port=" + std::to_string(port_) + " user=" + database_user +
           " dbname=postgres " + more;
  }
  int port() const { return port_; }
  pid_t pid() const { return pid_; }
  std::string data() const { return (folder_ / "data").string(); }

  void stop(int signal) {
    if (pid_ <= 0) return;
    ::kill(pid_, signal);
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
  }
  void start() {
    // After a kill -9 its children hold the shared memory for a moment yet.
    for (int tries = 0; tries < 100; ++tries) {
      pid_ = start("postgres", {"-D", data()});
      for (;;) {
        int status = 0;
        if (waitpid(pid_, &status, WNOHANG) == pid_) break;
        if (PQping(conninfo("connect_timeout=2").c_str()) == PQPING_OK) return;
        std::this_thread::sleep_for(10ms);
      }
      std::this_thread::sleep_for(50ms);
    }
    throw std::runtime_error("postgres does not start; see " + (folder_ / "log").string());
  }

 private:
  // At the lowest level of the log the server writes nothing by itself, which the tests of what is written rely on.
  void configure() {
    std::ofstream(fs::path(data()) / "postgresql.conf", std::ios::app)
        << "listen_addresses = '127.0.0.1'\nport = " << port_ << "\nunix_socket_directories = '" << folder_.string()
        << "'\nshared_buffers = 16MB\nmax_connections = 40\nlog_min_messages = fatal\nautovacuum = off\n"
        << "deadlock_timeout = 50ms\nwal_writer_delay = 10s\nwal_level = minimal\nmax_wal_senders = 0\n"
        << settings_ << "\n";
  }

  // postgres refuses to run as root.
  static const passwd* other_user() {
    if (geteuid() != 0) return nullptr;
    const passwd* const found = getpwnam("postgres");
    if (found == nullptr) throw std::runtime_error("postgres does not run as root, and there is no user postgres");
    return found;
  }
  static void give_away(const fs::path& what) {
    const passwd* const other = other_user();
    if (other != nullptr && chown(what.c_str(), other->pw_uid, other->pw_gid) != 0) {
      throw std::runtime_error("cannot give " + what.string() + " to the user postgres");
    }
  }
  pid_t start(const char* program, std::vector<std::string> arguments) {
    const passwd* const other = other_user();
    const auto path = (programs_ / program).string();
    const auto log = (folder_ / "log").string();
    const auto home = folder_.string();
    arguments.insert(arguments.begin(), path);
    std::vector<char*> pointers;
    for (auto& each : arguments) pointers.push_back(each.data());
    pointers.push_back(nullptr);
    const pid_t parent = getpid();
    const pid_t made = fork();
    if (made < 0) throw std::runtime_error("fork failed");
    if (made > 0) return made;
    if (other != nullptr && (setgroups(0, nullptr) != 0 || setgid(other->pw_gid) != 0 || setuid(other->pw_uid) != 0)) {
      _exit(126);
    }
    prctl(PR_SET_PDEATHSIG, SIGINT);
    if (getppid() != parent || chdir(home.c_str()) != 0) _exit(126);
    const int to = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    const int from = open("/dev/null", O_RDONLY);
    dup2(from, 0);
    dup2(to, 1);
    dup2(to, 2);
    for (int fd = 3; fd < 256; ++fd) close(fd);
    execv(path.c_str(), pointers.data());
    _exit(127);
  }
  static void wait_for(pid_t child) {
    int status = 0;
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
      throw std::runtime_error("initdb failed");
    }
  }

  pid_t owner_ = getpid();
  std::string settings_;
  fs::path programs_;
  fs::path folder_;
  int port_ = free_port();
  pid_t pid_ = -1;
};

/// The one that most tests share, started by the first that needs it.
inline server& shared_server() {
  static server made;
  return made;
}

/// A plain connection for what a test looks at or breaks.
class session {
 public:
  explicit session(const std::string& conninfo) : on_(PQconnectdb(conninfo.c_str())) {
    PQsetNoticeReceiver(
        on_, [](void*, const PGresult*) {}, nullptr);
    if (PQstatus(on_) != CONNECTION_OK) {
      const std::string why(PQerrorMessage(on_));
      PQfinish(on_);
      throw std::runtime_error("no connection: " + why);
    }
  }
  session(const session&) = delete;
  session& operator=(const session&) = delete;
  ~session() { PQfinish(on_); }

  PGconn* get() const { return on_; }
  /// The first value of the answer, or nothing.
  std::string run(const std::string& text) {
    PGresult* const made = PQexec(on_, text.c_str());
    const auto status = PQresultStatus(made);
    const std::string value = PQntuples(made) > 0 ? PQgetvalue(made, 0, 0) : "";
    const std::string why = PQresultErrorMessage(made);
    PQclear(made);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw std::runtime_error(text + ": " + why);
    return value;
  }

 private:
  PGconn* on_;
};

}  // namespace pg_test

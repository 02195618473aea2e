#include "mqtt_bridge/broker/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <sstream>
#include <system_error>

namespace mqtt_bridge {

namespace {

[[noreturn]] void ThrowErrno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// Between fork and exec, only calls that are safe in a signal handler.
[[noreturn]] void Become(char* const* argv, const char* directory, int errors, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // it died before the line above
  ::setsid();
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int null = ::open("/dev/null", O_RDWR);
  ::dup2(null, STDIN_FILENO);
  ::dup2(null, STDOUT_FILENO);
  ::dup2(errors, STDERR_FILENO);
  // Our sockets must not stay open in the child.
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  if (::chdir(directory) == 0) ::execv(argv[0], argv);
  ::_exit(127);
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& command,
                           const std::string& directory) {
  std::vector<char*> argv;
  argv.reserve(command.size() + 1);
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) ThrowErrno("pipe");
  errors_ = pipe[0];
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) Become(argv.data(), directory.c_str(), pipe[1], parent);
  const int fork_error = errno;
  ::close(pipe[1]);
  // glibc 2.36 declares pidfd_open without C linkage.
  if (pid_ > 0) pidfd_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  if (pidfd_ >= 0) return;
  const int error = pid_ < 0 ? fork_error : errno;
  ::close(errors_);
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  throw std::system_error(error, std::generic_category(), command.front());
}

ChildProcess::~ChildProcess() {
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  ::close(pidfd_);
  ::close(errors_);
}

bool ChildProcess::EndsWithin(std::chrono::milliseconds limit) const {
  pollfd waiting{.fd = pidfd_, .events = POLLIN, .revents = 0};
  return ::poll(&waiting, 1, static_cast<int>(limit.count())) > 0;
}

void ChildProcess::Terminate() {
  ::kill(pid_, SIGTERM);
}

void ChildProcess::Stop(std::chrono::milliseconds grace) {
  Terminate();
  if (!EndsWithin(grace)) ::kill(pid_, SIGKILL);
}

std::string FindProgram(const std::string& name) {
  if (name.find('/') != name.npos) return ::access(name.c_str(), X_OK) == 0 ? name : "";
  const char* path = std::getenv("PATH");
  std::istringstream folders(std::string(path == nullptr ? "" : path) +
                             ":/usr/local/sbin:/usr/sbin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (folder.empty()) continue;
    folder.append("/").append(name);
    if (::access(folder.c_str(), X_OK) == 0) return folder;
  }
  return "";
}

}  // namespace mqtt_bridge

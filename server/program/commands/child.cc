#include "server/program/commands/child.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "server/program/descriptors.h"

namespace server {

namespace {

constexpr int kOfSignals = 128;

// Those that this process got, with the emulator's in place of those of the same name.
std::vector<std::string> EnvironmentWith(const Environment& ours) {
  std::vector<std::string> all;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text = *variable;
    if (!ours.contains(text.substr(0, text.find('=')))) all.push_back(text);
  }
  for (const auto& [name, value] : ours) {
    std::string& variable = all.emplace_back(name);
    variable.append("=").append(value);
  }
  return all;
}

std::vector<char*> Pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

int Child::Start(const std::vector<std::string>& words, const Environment& environment,
                 Output output) {
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t usual;
  sigemptyset(&usual);
  sigaddset(&usual, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  if (output == Output::kOurErrors) {
    posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
  }
  const auto all = EnvironmentWith(environment);
  const FewDescriptors as_it_was;
  const int error = posix_spawnp(&pid_, words.front().c_str(), &files, &attributes,
                                 Pointers(words).data(), Pointers(all).data());
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) pid_ = -1;
  return error;
}

void Child::Pass(int signal) const {
  if (pid_ > 0) ::kill(pid_, signal);
}

bool Child::HasEnded(int& status) {
  int how = 0;
  if (pid_ < 0 || ::waitpid(pid_, &how, WNOHANG) != pid_) return false;
  status = WIFEXITED(how) ? WEXITSTATUS(how) : kOfSignals + WTERMSIG(how);
  pid_ = -1;
  return true;
}

}  // namespace server

#include "server/beforehand/conversation.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

namespace server {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kMostBytes = std::size_t{1} << 20;

// The descriptors that the child has its standard input and output by.
struct ChildsEnds {
  int input, output;
};

// An error number, or 0. In a group of its own, so that all that it starts is killed with it.
int Spawn(const std::string& command, const ChildsEnds& ends, pid_t& pid) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, ends.input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, ends.output, STDOUT_FILENO);
  // Our sockets must not stay open in the child.
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t usual;
  sigemptyset(&usual);
  sigaddset(&usual, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  std::array<char*, 4> words{const_cast<char*>("sh"), const_cast<char*>("-c"),
                             const_cast<char*>(command.c_str()), nullptr};
  const int error = ::posix_spawn(&pid, "/bin/sh", &files, &attributes, words.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  return error;
}

class Conversation : public std::enable_shared_from_this<Conversation> {
 public:
  Conversation(asio::io_context& io, std::string question,
               std::function<void(CommandReply)> taken)
      : io_(io),
        question_(std::move(question)),
        taken_(std::move(taken)),
        input_(io),
        output_(io),
        ended_(io),
        patience_(io) {}

  ~Conversation() { Kill(); }

  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  void Begin(const std::string& command, std::chrono::milliseconds patience) {
    const int error = Start(command);
    if (error != 0) {
      asio::post(io_, [self = shared_from_this(), error] {
        self->Finish({.problem = std::string("it cannot be run: ") + std::strerror(error)});
      });
      return;
    }
    patience_.expires_after(patience);
    patience_.async_wait([weak = weak_from_this()](const error_code& stopped) {
      const auto self = weak.lock();
      if (!stopped && self) self->End("no answer in time");
    });
    asio::async_write(input_, asio::buffer(question_),
                      [self = shared_from_this()](const error_code&, std::size_t) {
                        error_code ignored;
                        self->input_.close(ignored);
                      });
    asio::async_read(output_, asio::dynamic_buffer(answer_, kMostBytes),
                     [self = shared_from_this()](const error_code& stopped, std::size_t) {
                       if (stopped == asio::error::eof)
                         return self->OneMore(self->has_said_all_);
                       if (!stopped) self->End("it answers more than a megabyte");
                     });
    ended_.async_wait(asio::posix::stream_descriptor::wait_read,
                      [self = shared_from_this()](const error_code& stopped) {
                        if (!stopped) self->OneMore(self->has_ended_);
                      });
  }

  void End(const char* why) { Finish({.problem = why}); }

 private:
  int Start(const std::string& command) {
    int to[2], from[2];
    if (::pipe2(to, O_CLOEXEC) != 0) return errno;
    if (::pipe2(from, O_CLOEXEC) != 0) {
      const int error = errno;
      ::close(to[0]);
      ::close(to[1]);
      return error;
    }
    input_.assign(to[1]);
    output_.assign(from[0]);
    const int error = Spawn(command, {to[0], from[1]}, pid_);
    ::close(to[0]);
    ::close(from[1]);
    if (error != 0) {
      pid_ = -1;
      return error;
    }
    // glibc 2.36 declares pidfd_open without C linkage.
    const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    if (pidfd < 0) return errno;
    ended_.assign(pidfd);
    return 0;
  }

  // It has ended, and all that it said has been read.
  void OneMore(bool& so) {
    so = true;
    if (!has_said_all_ || !has_ended_) return;
    int how = 0;
    ::waitpid(pid_, &how, 0);
    pid_ = -1;
    if (WIFEXITED(how) && WEXITSTATUS(how) == 0) return Finish({.text = std::move(answer_)});
    Finish({.problem = WIFEXITED(how)
                           ? "it ended with status " + std::to_string(WEXITSTATUS(how))
                           : "it was ended by signal " + std::to_string(WTERMSIG(how))});
  }

  void Finish(CommandReply reply) {
    if (!taken_) return;
    Kill();
    patience_.cancel();
    error_code ignored;
    input_.close(ignored);
    output_.close(ignored);
    ended_.close(ignored);
    std::exchange(taken_, nullptr)(std::move(reply));
  }

  void Kill() {
    if (pid_ <= 0) return;
    ::kill(-pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
  }

  asio::io_context& io_;
  const std::string question_;
  std::string answer_;
  std::function<void(CommandReply)> taken_;
  asio::posix::stream_descriptor input_, output_, ended_;
  asio::steady_timer patience_;
  pid_t pid_ = -1;
  bool has_said_all_ = false, has_ended_ = false;
};

}  // namespace

std::function<void()> Converse(asio::io_context& io, const std::string& command,
                               std::string question, std::chrono::milliseconds patience,
                               std::function<void(CommandReply)> taken) {
  const auto begun = std::make_shared<Conversation>(io, std::move(question), std::move(taken));
  begun->Begin(command, patience);
  return [weak = std::weak_ptr(begun)] {
    if (const auto conversation = weak.lock()) conversation->End("it was given up");
  };
}

}  // namespace server

#include "server/init.h"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace server {

namespace {

namespace fs = std::filesystem;

bool IsSeed(const fs::path& file) {
  const std::string kind = file.extension();
  return kind == ".json" || kind == ".yaml" || kind == ".yml";
}

std::deque<fs::path> FilesOf(const std::string& directory) {
  std::error_code failure;
  std::deque<fs::path> files;
  for (const auto& entry : fs::directory_iterator(directory, failure)) {
    const fs::path& file = entry.path();
    if (file.filename().string().starts_with('.') || entry.is_directory(failure)) continue;
    if (!IsSeed(file) && ::access(file.c_str(), X_OK) != 0) {
      throw std::runtime_error(file.string() +
                               " is neither a seed (.json, .yaml) nor executable: chmod +x, or "
                               "move it out of --init's directory");
    }
    files.push_back(fs::absolute(file));
  }
  if (failure) {
    throw std::runtime_error("--init: cannot read " + directory + ": " + failure.message());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Init::Init(boost::asio::io_context& io, const std::string& directory, Load load)
    : load_(std::move(load)), files_(FilesOf(directory)), ended_(io, SIGCHLD) {}

Init::~Init() {
  child_.Pass(SIGTERM);
}

void Init::Start(Environment environment, std::function<void()> done) {
  environment_ = std::move(environment);
  done_ = std::move(done);
  // Not in the handler of whoever has found all to be ready: it is another's business.
  boost::asio::post(ended_.get_executor(), [this] { Next(); });
}

void Init::Next() {
  while (!files_.empty()) {
    const fs::path file = files_.front();
    files_.pop_front();
    if (!IsSeed(file)) return Run(file);
    load_(file);
  }
  std::exchange(done_, nullptr)();
}

void Init::Run(const fs::path& program) {
  if (const int error =
          child_.Start({program.string()}, environment_, Child::Output::kOurErrors)) {
    throw std::runtime_error(program.string() + " cannot be run: " + std::strerror(error));
  }
  Wait(program);
}

void Init::Wait(const fs::path& program) {
  ended_.async_wait([this, program](const boost::system::error_code& cancelled, int) {
    if (cancelled) return;
    int status = 0;
    if (!child_.HasEnded(status)) return Wait(program);
    if (status != 0) {
      throw std::runtime_error(program.string() + " has failed with status " +
                               std::to_string(status));
    }
    Next();
  });
}

}  // namespace server

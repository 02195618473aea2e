#include "net/port_holder.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace net {
namespace {

namespace fs = std::filesystem;

constexpr const char* kListening = "0A";

// "socket:[4711]", as the descriptors' links say, of those that listen on the port.
std::set<std::string> ListeningSockets(int port) {
  std::set<std::string> sockets;
  for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    std::ifstream file(table);
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
      std::istringstream columns(line);
      std::string slot, local, remote, state, queues, timer, retransmits, user, timeout, inode;
      columns >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> user >>
          timeout >> inode;
      const std::size_t colon = local.rfind(':');
      if (state != kListening || colon == std::string::npos) continue;
      if (std::stoi(local.substr(colon + 1), nullptr, 16) == port) {
        sockets.insert("socket:[" + inode + "]");
      }
    }
  }
  return sockets;
}

bool Holds(const fs::path& process, const std::set<std::string>& sockets) {
  try {
    for (const auto& descriptor : fs::directory_iterator(process / "fd")) {
      std::error_code gone;
      if (sockets.contains(fs::read_symlink(descriptor.path(), gone).string())) return true;
    }
  } catch (const fs::filesystem_error&) {
    // It is not ours to look at, or has ended.
  }
  return false;
}

}  // namespace

std::string HolderOf(int port) {
  const std::set<std::string> sockets = ListeningSockets(port);
  std::error_code unreadable;
  for (const auto& process : fs::directory_iterator("/proc", unreadable)) {
    const std::string number = process.path().filename().string();
    const bool is_process =
        std::ranges::all_of(number, [](unsigned char c) { return std::isdigit(c) != 0; });
    if (sockets.empty() || !is_process || !Holds(process.path(), sockets)) continue;
    std::string name;
    std::getline(std::ifstream(process.path() / "comm"), name);
    return name.append(" (process ").append(number).append(")");
  }
  return "another program";
}

}  // namespace net

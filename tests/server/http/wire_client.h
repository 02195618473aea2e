// A raw HTTP client for tests: sends any bytes, reads whole answers, never waits for ever.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <string>
#include <string_view>

namespace http {

class WireClient {
 public:
  explicit WireClient(int port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval deadline{.tv_sec = 20, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &deadline, sizeof deadline);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ =
        connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }

  ~WireClient() { close(socket_); }

  WireClient(const WireClient&) = delete;
  WireClient& operator=(const WireClient&) = delete;

  bool connected() const { return connected_; }

  // False when the server has closed the connection.
  bool Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  void EndSending() { shutdown(socket_, SHUT_WR); }

  // The next answer, head and body; empty when the connection ended before it was whole.
  std::string Answer() {
    std::size_t head = std::string::npos;
    while ((head = received_.find("\r\n\r\n")) == std::string::npos) {
      if (!Receive()) return "";
    }
    const std::size_t at = received_.find("content-length: ");
    const std::size_t length = at < head ? std::stoul(received_.substr(at + 16)) : 0;
    while (received_.size() < head + 4 + length) {
      if (!Receive()) return "";
    }
    std::string answer = received_.substr(0, head + 4 + length);
    received_.erase(0, answer.size());
    return answer;
  }

  // Whether the server ended the connection, having sent nothing more.
  bool IsClosed() { return received_.empty() && !Receive(); }

 private:
  bool Receive() {
    char bytes[4096];
    const ssize_t size = recv(socket_, bytes, sizeof bytes, 0);
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) ADD_FAILURE() << "no answer";
    if (size <= 0) return false;
    received_.append(bytes, static_cast<std::size_t>(size));
    return true;
  }

  const int socket_;
  bool connected_ = false;
  std::string received_;
};

}  // namespace http

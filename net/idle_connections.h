// Connections whose clients say nothing, for when there are too many.
#pragma once

#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <list>

namespace net {

// When descriptors run short, those that have been idle for longest are closed. One for each
// io_context.
class IdleConnections : public boost::asio::execution_context::service {
 public:
  // NOLINTNEXTLINE(readability-identifier-naming): Asio's name
  static inline boost::asio::execution_context::id id;

  explicit IdleConnections(boost::asio::execution_context& context) : service(context) {}

  static IdleConnections& Of(boost::asio::io_context& io) {
    return boost::asio::use_service<IdleConnections>(io);
  }

  // While it lives, a connection is idle; `close` ends it, and may run but once.
  class Idle {
   public:
    Idle(IdleConnections& among, std::function<void()> close);
    ~Idle();
    Idle(const Idle&) = delete;
    Idle& operator=(const Idle&) = delete;

   private:
    IdleConnections& among_;
    std::list<std::function<void()>>::iterator place_;
  };

  // A connection has come by that descriptor: closes another if hardly any is left.
  void MakeRoom(int descriptor);
  // False: none is idle.
  bool CloseOldest();

 private:
  void shutdown() override {}

  std::list<std::function<void()>> idle_;  // the oldest first
};

}  // namespace net

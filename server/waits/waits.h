// Those who wait for something to be so, each until it is or their time is up.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>

#include "server/journal/journal.h"
#include "server/service/service.h"
#include "server/waits/condition.h"

namespace server {

class Waits {
 public:
  // What the condition came to, or what was thrown when it was looked at.
  struct Outcome {
    Verdict verdict{};
    std::exception_ptr problem{};
  };

  using Take = std::function<void(const Outcome&)>;

  // Each is a connection of its own as well.
  static constexpr std::size_t kMost = 1000;

  Waits(boost::asio::io_context& io, Service& service, Journal& journal);

  // `take` is called once, perhaps at once: also when too many wait already. By the system's
  // time, whatever the emulator's clock does.
  void Add(std::uint64_t number, SharedCondition condition, std::chrono::milliseconds timeout,
           Take take);
  // Nobody waits for the answer any more: it comes at once.
  void GiveUp(std::uint64_t number);

  std::uint64_t NewNumber() { return ++last_number_; }

  std::size_t count() const { return waiting_.size(); }

 private:
  struct Waiting {
    Waiting(boost::asio::io_context& io, SharedCondition what, Take whom)
        : condition(std::move(what)), take(std::move(whom)), deadline(io) {}

    const SharedCondition condition;
    const Take take;
    boost::asio::steady_timer deadline;
  };

  Outcome OutcomeOf(Condition& condition) const;
  void End(std::uint64_t number, const Outcome& outcome);
  // Once what is going on has come to its end.
  void LookSoon();
  void LookAtAll();
  void LookAgainSoon();

  boost::asio::io_context& io_;
  Service& service_;
  std::map<std::uint64_t, std::unique_ptr<Waiting>> waiting_;
  boost::asio::steady_timer again_;
  std::uint64_t last_number_ = 0;
  bool will_look_ = false;
  bool will_look_again_ = false;
};

}  // namespace server

#include "server/waits/waits.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>
#include <vector>

#include "engine/error.h"

namespace server {

namespace {

// For what nothing tells of.
constexpr std::chrono::milliseconds kUntold{5};

bool IsOver(const Waits::Outcome& outcome) {
  return outcome.problem || outcome.verdict.holds || !outcome.verdict.ever;
}

}  // namespace

Waits::Waits(boost::asio::io_context& io, Service& service, Journal& journal)
    : io_(io), service_(service), again_(io) {
  service_.OnCommitted([this](const Committed& committed) {
    for (const auto& [number, waiting] : waiting_) waiting->condition->Hear(committed);
    LookSoon();
  });
  journal.OnEntry([this](const Entry&) { LookSoon(); });
}

void Waits::Add(std::uint64_t number, SharedCondition condition,
                std::chrono::milliseconds timeout, Take take) {
  if (waiting_.size() >= kMost) {
    return take({.problem = std::make_exception_ptr(
                     engine::Error(engine::ErrorCode::kServiceUnavailable,
                                   std::to_string(kMost) + " others wait already."))});
  }
  const Outcome outcome = OutcomeOf(*condition);
  if (IsOver(outcome) || timeout <= std::chrono::milliseconds::zero()) return take(outcome);
  auto waiting = std::make_unique<Waiting>(io_, std::move(condition), std::move(take));
  waiting->deadline.expires_after(timeout);
  waiting->deadline.async_wait([this, number](const boost::system::error_code& stopped) {
    if (!stopped) GiveUp(number);
  });
  if (waiting->condition->HoldsUntold()) LookAgainSoon();
  waiting_.emplace(number, std::move(waiting));
}

void Waits::GiveUp(std::uint64_t number) {
  const auto found = waiting_.find(number);
  if (found != waiting_.end()) End(number, OutcomeOf(*found->second->condition));
}

Waits::Outcome Waits::OutcomeOf(Condition& condition) const {
  Outcome outcome;
  try {
    service_.Ask([&](Context& c) {
      outcome.verdict = condition.Look(c);
      return nlohmann::json();
    });
  } catch (const std::exception&) {
    outcome.problem = std::current_exception();
  }
  return outcome;
}

void Waits::End(std::uint64_t number, const Outcome& outcome) {
  const auto ended = waiting_.extract(number);
  ended.mapped()->take(outcome);
}

void Waits::LookSoon() {
  if (waiting_.empty() || std::exchange(will_look_, true)) return;
  boost::asio::post(io_, [this] {
    will_look_ = false;
    LookAtAll();
  });
}

void Waits::LookAtAll() {
  std::vector<std::uint64_t> numbers;
  for (const auto& [number, waiting] : waiting_) numbers.push_back(number);
  for (const std::uint64_t number : numbers) {
    const Outcome outcome = OutcomeOf(*waiting_.at(number)->condition);
    if (IsOver(outcome)) End(number, outcome);
  }
}

void Waits::LookAgainSoon() {
  if (std::exchange(will_look_again_, true)) return;
  again_.expires_after(kUntold);
  again_.async_wait([this](const boost::system::error_code& stopped) {
    will_look_again_ = false;
    if (stopped) return;
    LookAtAll();
    const bool untold = std::ranges::any_of(
        waiting_, [](const auto& entry) { return entry.second->condition->HoldsUntold(); });
    if (untold) LookAgainSoon();
  });
}

}  // namespace server

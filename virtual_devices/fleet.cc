#include "virtual_devices/fleet.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "virtual_devices/chance.h"

namespace virtual_devices {

namespace {

using engine::Instant;
using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// How soon a move of the clock is noticed, and how exact "in 40 seconds" is.
constexpr milliseconds kTick{20};
constexpr std::chrono::seconds kKeepAlive{10};
// Connections that are being made at once.
constexpr int kOpening = 200;
constexpr milliseconds kFirstPause{50};
constexpr int kMostPauseDoublings = 8;

}  // namespace

Fleet::Fleet(boost::asio::io_context& io, FleetPlan plan, BrokerOf broker_of, Now now)
    : io_(io),
      plan_(std::move(plan)),
      broker_of_(std::move(broker_of)),
      now_(std::move(now)),
      timer_(io),
      keeps_alive_at_(steady_clock::now()) {
  const Instant start = now_();
  members_.reserve(static_cast<std::size_t>(plan_.count));
  for (int i = 1; i <= plan_.count; ++i) Add(plan_.NameOf(i), start);
  Wait();
}

// What is under way still holds the connections, but hears of nothing.
Fleet::~Fleet() {
  for (const auto& member : members_) member->connection->HangUp();
}

void Fleet::Add(const std::string& name, Instant start) {
  const std::size_t index = members_.size();
  members_.push_back(
      std::make_unique<Member>(Device(name, plan_.behaviour, plan_.seed, start)));
  Member& member = *members_.back();
  member.connection = std::make_shared<Connection>(
      io_, name, member.device.Subscriptions(),
      Connection::Listener{
          .on_subscribed =
              [this, index, &member] {
                NotOpening(member);
                member.is_open = true;
                member.failures = 0;
                Do(index, member.device.Connected(now_()));
              },
          .on_lost = [this, index] { Lost(index); },
          .on_message =
              [this, index, &member](const std::string& topic, const std::string& payload) {
                ++heard_;
                Do(index, member.device.Heard(topic, payload, now_()));
              }});
  member.due = member.device.Next();
  due_.emplace(member.due, index);
}

void Fleet::Tick() {
  WakeDue();
  OpenSome();
  if (steady_clock::now() >= keeps_alive_at_) {
    keeps_alive_at_ = steady_clock::now() + kKeepAlive;
    for (const auto& member : members_) member->connection->KeepAlive();
  }
  Wait();
}

void Fleet::Wait() {
  timer_.expires_after(kTick);
  timer_.async_wait(
      [this, lives = std::weak_ptr(lives_)](const boost::system::error_code& stopped) {
        if (!stopped && !lives.expired()) Tick();
      });
}

void Fleet::WakeDue() {
  const Instant now = now_();
  std::vector<std::size_t> awake;
  for (const auto& [at, index] : due_) {
    if (at > now) break;
    awake.push_back(index);
  }
  for (const std::size_t index : awake) Do(index, members_[index]->device.Due(now));
}

void Fleet::OpenSome() {
  while (opening_ < kOpening && !to_open_.empty() &&
         to_open_.begin()->first <= steady_clock::now()) {
    const std::size_t index = to_open_.begin()->second;
    to_open_.erase(to_open_.begin());
    if (members_[index]->wants_line) Open(index);
  }
}

void Fleet::Open(std::size_t index) {
  Member& member = *members_[index];
  member.wants_line = false;
  member.is_opening = true;
  ++opening_;
  try {
    member.connection->Open(broker_of_(member.device.name()));
  } catch (const std::runtime_error& problem) {
    spdlog::error("{} can't connect: {}", member.device.name(), problem.what());
    Lost(index);
  }
}

void Fleet::NotOpening(Member& member) {
  if (std::exchange(member.is_opening, false)) --opening_;
}

// Against its will: it tries again, in real time, as an agent does that hears of no clock of
// ours, and later each time.
void Fleet::Lost(std::size_t index) {
  Member& member = *members_[index];
  NotOpening(member);
  member.is_open = false;
  member.device.Lost();
  const int doublings = std::min(member.failures++, kMostPauseDoublings);
  const milliseconds pause = kFirstPause * (1 << doublings);
  Chance jitter(plan_.seed, {member.device.name(), "retry", std::to_string(member.failures)});
  member.wants_line = true;
  to_open_.emplace(steady_clock::now() + jitter.Between(pause, 2 * pause), index);
  Do(index, {});
}

void Fleet::HangUp(Member& member) {
  NotOpening(member);
  member.is_open = member.wants_line = false;
  member.connection->HangUp();
}

void Fleet::Do(std::size_t index, const Steps& steps) {
  Member& member = *members_[index];
  if (steps.line == Steps::Line::kHangUp) HangUp(member);
  if (steps.line == Steps::Line::kConnect && !member.wants_line) {
    member.wants_line = true;
    to_open_.emplace(steady_clock::now(), index);
  }
  for (const Publication& publication : steps.sends) {
    ++sent_;
    member.connection->Send(publication);
  }
  due_.erase({member.due, index});
  member.due = member.device.Next();
  due_.emplace(member.due, index);
}

json Fleet::Summary() const {
  std::map<Outcome, int> ended;
  Tally all;
  int connected = 0;
  for (const auto& member : members_) {
    const Tally& own = member->device.tally();
    for (const auto& [outcome, count] : own.ended) ended[outcome] += count;
    all.taken += own.taken;
    all.dropped += own.dropped;
    all.refused += own.refused;
    all.connected += own.connected;
    all.lost_power += own.lost_power;
    if (member->is_open) ++connected;
  }
  json summary = {{"behaviour", plan_.behaviour_name},
                  {"firstName", plan_.NameOf(1)},
                  {"seed", plan_.seed},
                  {"devices", plan_.count},
                  {"connected", connected},
                  {"connections", all.connected},
                  {"taken", all.taken},
                  {"dropped", all.dropped},
                  {"refusedUpdates", all.refused},
                  {"lostPower", all.lost_power},
                  {"sent", sent_},
                  {"heard", heard_},
                  {"ends", json::object()}};
  for (const auto& [outcome, count] : ended) summary["ends"][Name(outcome)] = count;
  return summary;
}

}  // namespace virtual_devices

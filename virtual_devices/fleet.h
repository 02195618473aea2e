// Devices of one behaviour, each with its own connection, in the time of whoever runs them.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/instant.h"
#include "virtual_devices/behaviour.h"
#include "virtual_devices/connection.h"
#include "virtual_devices/device.h"

namespace virtual_devices {

class Fleet {
 public:
  // Where the thing of that name connects.
  using BrokerOf = std::function<Broker(const std::string& thing)>;
  using Now = std::function<engine::Instant()>;

  Fleet(boost::asio::io_context& io, FleetPlan plan, BrokerOf broker_of, Now now);
  ~Fleet();
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;

  const FleetPlan& plan() const { return plan_; }

  // What they have done so far, as VirtualDevices of api_spec/emulator.openapi.yaml has it.
  nlohmann::json Summary() const;

 private:
  using RealTime = std::chrono::steady_clock::time_point;

  struct Member {
    explicit Member(Device of) : device(std::move(of)) {}

    Device device;
    std::shared_ptr<Connection> connection{};
    engine::Instant due{};
    bool is_opening = false;
    bool is_open = false;
    bool wants_line = false;
    int failures = 0;  // to connect, in a row
  };

  void Add(const std::string& name, engine::Instant start);
  void Wait();
  void Tick();
  void WakeDue();
  void OpenSome();
  void Open(std::size_t index);
  void Lost(std::size_t index);
  void HangUp(Member& member);
  void NotOpening(Member& member);
  void Do(std::size_t index, const Steps& steps);

  boost::asio::io_context& io_;
  const FleetPlan plan_;
  const BrokerOf broker_of_;
  const Now now_;
  boost::asio::steady_timer timer_;
  std::vector<std::unique_ptr<Member>> members_;
  std::set<std::pair<engine::Instant, std::size_t>> due_;  // members by their number
  std::multimap<RealTime, std::size_t> to_open_;
  RealTime keeps_alive_at_;
  int opening_ = 0;
  const std::shared_ptr<const bool> lives_ = std::make_shared<bool>(true);
  std::uint64_t sent_ = 0, heard_ = 0;
};

}  // namespace virtual_devices

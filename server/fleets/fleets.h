// The virtual devices that run in the emulator's own program. They are clients all the same:
// they know of it what they hear over MQTT, and what the clock shows.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "server/service/service.h"
#include "virtual_devices/fleet.h"

namespace server {

class Fleets {
 public:
  // A reset takes all of them away.
  Fleets(boost::asio::io_context& io, Service& service);

  // As the "mqtt" and "mqtts" of the ready line, and where devices' certificates are.
  struct Place {
    std::string mqtt, mqtts, ca, certificates;
  };

  // Throws engine::Error, LimitExceeded, where there would be too many with so many more.
  void CheckRoom(int more, bool others_stay) const;
  // Throws engine::Error, Conflict, where one of the plan's things has a virtual device.
  void CheckNames(const virtual_devices::FleetPlan& plan) const;
  // Throws engine::Error, NotImplemented, where the plan's devices can't connect.
  static void CheckReach(const virtual_devices::FleetPlan& plan, const Place& place);
  // After these checks. What it gives, and what is below, is as VirtualDevices of the
  // description.
  nlohmann::json Start(const virtual_devices::FleetPlan& plan, const Place& place);
  nlohmann::json List() const;
  // Throws engine::Error, ResourceNotFound.
  nlohmann::json Stop(const std::string& id);

  void StopAll();

 private:
  nlohmann::json Summary(std::int64_t id, const virtual_devices::Fleet& fleet) const;

  boost::asio::io_context& io_;
  Service& service_;
  std::map<std::int64_t, std::unique_ptr<virtual_devices::Fleet>> fleets_;
  std::set<std::string> things_;  // of all of them
};

}  // namespace server

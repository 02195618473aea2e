// The emulator as a whole: all parts, in the order in which they live.
#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "engine/clock.h"
#include "engine/identity/x509.h"
#include "server/beforehand/key_maker.h"
#include "server/devices/devices.h"
#include "server/faults/delays.h"
#include "server/faults/faults.h"
#include "server/fleets/fleets.h"
#include "server/http_ports.h"
#include "server/init.h"
#include "server/journal/clients/connections.h"
#include "server/journal/clients/mqtt_sessions.h"
#include "server/journal/journal.h"
#include "server/journal/near_misses.h"
#include "server/metrics/metrics.h"
#include "server/program/config.h"
#include "server/program/directories.h"
#include "server/program/run_directory.h"
#include "server/service/background.h"
#include "server/service/service.h"
#include "storage/objects/objects.h"
#include "storage/store.h"

namespace server {

class Emulator {
 public:
  using OnReady = std::function<void(const nlohmann::ordered_json& ready)>;

  // Opens the data directory and listens on every port. Throws std::runtime_error with a line
  // for the user.
  Emulator(boost::asio::io_context& io, Config config);

  // `on_ready` gets the ready line, once devices' requests arrive as well.
  // Throws std::runtime_error with a line for the user.
  void Start(OnReady on_ready);
  // Ends every connection.
  void Stop();

  const Journal& journal() const { return journal_; }

 private:
  // What was kept from before stays as it is.
  void TakeSeed(const std::string& file);
  void LoadSeed(const std::filesystem::path& file);

  const Config config_;
  const DataDirectory data_;
  const RunDirectory run_directory_;
  storage::Store store_;
  storage::Objects objects_;
  engine::Clock clock_;
  Service service_;
  Journal journal_;
  Connections connections_;
  MqttSessions sessions_;
  NearMisses near_misses_;
  Metrics metrics_{IOT_JOBS_LOCAL_VERSION};
  Background background_;
  Faults faults_;
  Delays delays_;
  KeyMaker key_maker_;
  const engine::CertificateWithKey authority_;
  const engine::CertificateWithKey server_certificate_;
  Devices devices_;
  Fleets fleets_;
  HttpPorts http_;
  std::optional<Init> init_;
};

}  // namespace server

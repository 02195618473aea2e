// The ports that speak HTTP: the REST API with our own API and the object store, and those that
// have one of these, or WebSocket, alone.
#pragma once

#include <boost/asio/io_context.hpp>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/identity/x509.h"
#include "server/beforehand/stream_objects.h"
#include "server/devices/devices.h"
#include "server/faults/delays.h"
#include "server/faults/faults.h"
#include "server/fleets/fleets.h"
#include "server/http/answer_faults.h"
#include "server/http/api.h"
#include "server/http/api_access.h"
#include "server/http/connections/http_server.h"
#include "server/http/own_api.h"
#include "server/journal/clients/connections.h"
#include "server/journal/journal.h"
#include "server/journal/live.h"
#include "server/metrics/metrics.h"
#include "server/neighbours/neighbours.h"
#include "server/program/config.h"
#include "server/s3/faults/object_faults.h"
#include "server/s3/object_store.h"
#include "server/s3/s3_client.h"
#include "server/service/service.h"
#include "server/tools/tools.h"
#include "server/waits/waits.h"

namespace server {

class HttpPorts {
 public:
  struct Certificates {
    const engine::CertificateWithKey& authority;
    const engine::CertificateWithKey& server;
  };

  // Listens at once. Throws as HttpServer does.
  HttpPorts(boost::asio::io_context& io, const Config& config, storage::Store& store,
            storage::Objects& objects, Service& service, Journal& journal,
            const Connections& connections, Metrics& metrics, Fleets& fleets, Faults& faults,
            Delays& delays, const Certificates& certificates, Devices& devices);

  // Of the REST API.
  std::string url() const;
  // Of the other ports, as the ready line has them.
  void AddUrls(nlohmann::ordered_json& ready) const;

  // By which SDKs and tests find the emulator, once that is known, and where it may put files.
  void SetEnvironment(std::map<std::string, std::string> environment, std::string directory) {
    tools_.environment = std::move(environment);
    tools_.directory = std::move(directory);
  }

  // What the emulator's own API works with.
  tools::Tools& toolset() { return tools_; }

  void Stop();

 private:
  void LetIn(storage::Store& store);
  void TellJournal();
  http::Protocols ProtocolsWith(const engine::CertificateWithKey& server);
  void Listen(const engine::CertificateWithKey& server);
  // The answer, once all that its call has changed in what devices may do is in force: who has
  // it may rely on that.
  http::Response OnceInForce(http::Response response);
  void GiveInForce(http::Response response, const http::Response::Answer& take);
  void ListenForWebSocket(const http::Protocols& protocols);

  boost::asio::io_context& io_;
  const Config& config_;
  Service& service_;
  Journal& journal_;
  Devices& devices_;
  Waits waits_;
  Live live_;
  tools::Tools tools_;
  const std::shared_ptr<const http::Visitors> visitors_;
  const http::OwnApi own_;
  http::AnswerFaults faults_;
  http::Neighbours neighbours_;
  http::Api api_;
  std::optional<http::ApiAccess> access_;
  std::optional<http::S3Client> s3_client_;
  std::optional<StreamObjects> stream_objects_;
  http::ObjectStore object_store_;
  http::ObjectFaults object_faults_;
  std::optional<http::HttpServer> http_, s3_, https_, ws_, wss_;
};

}  // namespace server

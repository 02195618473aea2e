#include "server/program/run_command.h"

#include <nlohmann/json.hpp>

#include "api_spec/spec.h"
#include "server/access/authority.h"
#include "server/operations/operations.h"
#include "server/program/api_client.h"
#include "server/program/directories.h"
#include "server/service/service.h"
#include "storage/objects/objects.h"
#include "storage/store.h"

namespace http {
namespace {

void Certs(const server::CertsCommand& command) {
  const server::DataDirectory data(command.data_dir);
  storage::Store store(data.Database());
  server::RunCerts(store, command);
}

void CreateThing(const server::ThingCommand& command) {
  if (!command.data_dir) {
    const ApiClient client(command.endpoint.value_or("http://127.0.0.1:4580"), command.keys,
                           command.region);
    server::RunThingCreate(
        [&](const std::string& operation, const nlohmann::json& input) {
          return client.Call(operation, input);
        },
        client.Get("/_emulator/ca.pem"), command);
    return;
  }
  const server::DataDirectory data(command.data_dir);
  storage::Store store(data.Database());
  storage::Objects objects(*data.Objects(), true, {});
  engine::Clock clock;
  const api_spec::Spec& spec = api_spec::Spec::BuiltIn();
  server::Service service(store, objects, clock, server::FindOperation,
                          {.region = command.region}, [](const engine::Notice&) {});
  server::CertificateWithKey authority;
  store.Atomically([&] { authority = server::AuthorityIn(store); });
  server::RunThingCreate(
      [&](const std::string& operation, const nlohmann::json& input) {
        return service.Call(spec.Find(api_spec::Plane::kControl, operation),
                            {command.region, "localhost"}, input);
      },
      authority.certificate, command);
}

}  // namespace

bool RunCommand(const server::Commands& commands) {
  if (commands.is_certs) Certs(commands.certs);
  if (commands.is_thing) CreateThing(commands.thing);
  return commands.is_certs || commands.is_thing;
}

}  // namespace http

// From a request to its response: the two AWS planes, the emulator's own routes, browsers.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api_spec/spec.h"
#include "server/http/answer_faults.h"
#include "server/http/api_access.h"
#include "server/http/message/message.h"
#include "server/http/message/target.h"
#include "server/http/own_api.h"
#include "server/http/request_entry.h"
#include "server/http/router.h"
#include "server/service/service.h"

namespace http {

class Api {
 public:
  // `region` stands in ARNs where no signature names another.
  Api(const api_spec::Spec& spec, server::Service& service, std::string region,
      const OwnApi& own, const Visitors& visitors);

  // Answers what is no request to AWS IoT, if it is one to a service that it knows.
  using Elsewhere = std::function<std::optional<Response>(const Request&, const Target&)>;

  void SetElsewhere(Elsewhere elsewhere) { elsewhere_ = std::move(elsewhere); }

  // Without one, signatures are not looked at and everyone may do everything.
  void SetAccess(const ApiAccess& access) { access_ = &access; }

  // Whether a device may do an operation with this input. Without one, all may.
  using Allows = std::function<bool(const Peer& device, const api_spec::Operation& operation,
                                    const nlohmann::json& input)>;

  void SetDeviceAccess(Allows allows) { device_access_ = std::move(allows); }

  // Hears of what is no operation of AWS's, or not one that is known here.
  void SetOnOther(OnAnswer on_other) { on_other_ = std::move(on_other); }

  // Without them, all goes well.
  void SetFaults(AnswerFaults& faults) { faults_ = &faults; }

  // Throws only what is our fault.
  Response Handle(const Request& request);
  // On the port where devices show certificates: the data planes alone, and
  // CertificateValidation where the certificate was not good enough.
  Response HandleForDevice(const Request& request, bool is_admitted);

 private:
  // What every answer has, however it comes.
  Response Finished(Response response, const std::string& origin) const;
  Response PreflightOf(const Request& request) const;
  Response Route(const Request& request, bool of_device);
  // The response, told of once it is whole.
  Response Other(const Request& request, Response response) const;
  Response Unknown(const Request& request, const Target& target) const;
  Response Operate(const std::vector<Match>& matches, const Request& request,
                   const Target& target);
  // Reads the call's input, if the caller may do it with that; else throws engine::Error.
  void Admit(server::Call& call, const Match& match, const Request& request,
             const Target& target) const;
  // Throws engine::Error for what the device's policies do not allow.
  void CheckDevice(const server::Call& call, const Peer& device) const;
  Response RunWhole(server::Call call);
  Response RunLater(const server::Call& call, const server::Needs::Get& get);
  Response Run(server::Call& call);
  Response Refused(const server::Call& call, const engine::Error& error) const;

  const api_spec::Spec& spec_;
  server::Service& service_;
  const std::string region_;
  const OwnApi& own_;
  const Visitors& visitors_;
  const Router router_;
  Elsewhere elsewhere_;
  const ApiAccess* access_ = nullptr;
  Allows device_access_;
  OnAnswer on_other_;
  AnswerFaults* faults_ = nullptr;
};

}  // namespace http

#include "mqtt_bridge/requests/bridge.h"

#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "mqtt_bridge/broker/attendance.h"
#include "mqtt_bridge/mqtt_client.h"
#include "mqtt_bridge/plugin_protocol.h"
#include "mqtt_bridge/requests/payload.h"
#include "mqtt_bridge/requests/topics.h"

namespace mqtt_bridge {

class Bridge::Impl : public std::enable_shared_from_this<Bridge::Impl> {
 public:
  Impl(boost::asio::io_context& io, const api_spec::Spec& spec, Call call, Now now)
      : io_(io),
        spec_(spec),
        topics_(spec.request_topics()),
        call_(std::move(call)),
        now_(std::move(now)) {}

  ~Impl() { Stop(); }

  void Start(const Address& address, std::function<void()> on_ready) {
    std::vector<std::string> filters = ProvisioningFilters();
    filters.emplace_back("$aws/things/+/jobs/#");
    if (address.IsOfOurBroker()) filters.emplace_back(kLogTopic);
    client_ = std::make_shared<MqttClient>(io_, address, std::move(filters));
    client_->Start([this](const Message& message) { Handle(message); }, std::move(on_ready),
                   [this] {
                     if (attendance_) attendance_->AllLeft();
                   });
  }

  void OnPresence(Attendance::Identify identify, Attendance::Changed changed) {
    attendance_.emplace(std::move(identify), std::move(changed));
  }

  void OnRefusal(std::function<void(const std::string&)> refused) {
    refused_ = std::move(refused);
  }

  void ChangePermissions(const std::string& text) {
    if (client_) client_->Send({.topic = kPermissionsTopic, .payload = text, .qos = 1});
  }

  void OnProvisioning(ProvisioningCall call) { provision_ = std::move(call); }

  bool connected() const { return client_ && client_->connected(); }

  void Publish(const engine::Notice& notice) {
    if (outbox_.empty()) {
      boost::asio::post(io_, [self = weak_from_this()] {
        if (const auto impl = self.lock()) impl->SendOutbox();
      });
    }
    outbox_.push_back(
        {.topic = notice.topic, .payload = PayloadText(notice.payload), .qos = 1});
  }

  void Stop() {
    if (client_) client_->Stop();
  }

 private:
  void SendOutbox() {
    for (const Message& message : std::exchange(outbox_, {})) {
      if (client_) client_->Send(message);
    }
  }

  void Handle(const Message& request) {
    try {
      if (request.topic == kPresenceTopic) {
        if (attendance_) attendance_->Hear(request.client_id, request.payload);
        return;
      }
      if (request.topic == kLogTopic) {
        if (attendance_) attendance_->HearLog(request.payload);
        return;
      }
      if (request.topic == kRefusalTopic) {
        if (refused_) refused_(request.payload);
        return;
      }
      SendOutbox();
      if (const auto route = FindProvisioning(spec_.provisioning_topics(), request.topic)) {
        Provision(request, *route);
        return;
      }
      const Route route = topics_.Find(request.topic);
      if (route.kind == Route::Kind::kElsewhere || route.kind == Route::Kind::kOurs) return;
      const Answer answer = AnswerTo(spec_, route, request.payload, call_, now_);
      // Answered the way it was asked: by way of the plugin where there is one.
      client_->Send({.topic = request.topic + (answer.accepted ? "/accepted" : "/rejected"),
                     .payload = PayloadText(answer.payload),
                     .qos = request.qos,
                     .client_id = request.client_id});
      SendOutbox();
    } catch (const std::exception& error) {
      spdlog::error("The request on {} is left without an answer: {}", request.topic,
                    error.what());
    }
  }

  void Provision(const Message& request, const ProvisioningRoute& route) {
    if (!provision_) return;
    const ProvisioningAnswer answer =
        AnswerToProvisioning(spec_, route, request.payload, provision_);
    client_->Send({.topic = request.topic + (answer.accepted ? "/accepted" : "/rejected"),
                   .payload = answer.payload,
                   .qos = request.qos,
                   .client_id = request.client_id});
    SendOutbox();
  }

  boost::asio::io_context& io_;
  const api_spec::Spec& spec_;
  const Topics topics_;
  const Call call_;
  const Now now_;
  std::optional<Attendance> attendance_;
  std::function<void(const std::string& told)> refused_;
  ProvisioningCall provision_;
  std::shared_ptr<MqttClient> client_;
  std::vector<Message> outbox_;
};

Bridge::Bridge(boost::asio::io_context& io, const api_spec::Spec& spec, Call call, Now now)
    : impl_(std::make_shared<Impl>(io, spec, std::move(call), std::move(now))) {}

Bridge::~Bridge() = default;

void Bridge::Start(const Address& address, std::function<void()> on_ready) {
  impl_->Start(address, std::move(on_ready));
}

void Bridge::OnPresence(std::function<engine::Identity(const std::string& client_id)> identify,
                        std::function<void(const engine::Presence&)> changed) {
  impl_->OnPresence(std::move(identify), std::move(changed));
}

void Bridge::OnRefusal(std::function<void(const std::string& told)> refused) {
  impl_->OnRefusal(std::move(refused));
}

void Bridge::ChangePermissions(const std::string& text) {
  impl_->ChangePermissions(text);
}

void Bridge::OnProvisioning(ProvisioningCall call) {
  impl_->OnProvisioning(std::move(call));
}

bool Bridge::connected() const {
  return impl_->connected();
}

void Bridge::Publish(const engine::Notice& notice) {
  impl_->Publish(notice);
}

void Bridge::Stop() {
  impl_->Stop();
}

}  // namespace mqtt_bridge

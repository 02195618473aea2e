#include "mqtt_bridge/requests/bridge.h"

#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>
#include <charconv>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "engine/broker/reserved_topics.h"
#include "mqtt_bridge/broker/connected_clients.h"
#include "mqtt_bridge/mqtt_client.h"
#include "mqtt_bridge/plugin_protocol.h"
#include "mqtt_bridge/requests/payload.h"
#include "mqtt_bridge/requests/router.h"
#include "mqtt_bridge/requests/turns.h"

namespace mqtt_bridge {

class Bridge::Impl : public std::enable_shared_from_this<Bridge::Impl> {
 public:
  Impl(boost::asio::io_context& io, const api_spec::Spec& spec, Prepare prepare, Now now)
      : io_(io),
        router_(spec),
        prepare_(std::move(prepare)),
        now_(std::move(now)),
        delivery_(std::make_shared<Delivery>(
            [this](const Message& message) {
              TellPassed(false, message);
              client_->Send(message);
            },
            [this](const std::string& client_id) {
              Publish(Disconnection(client_id, true));
            })) {}

  ~Impl() { Stop(); }

  static Message Disconnection(const std::string& client_id, bool with_last_will) {
    return {.topic = kDisconnectTopic,
            .payload = with_last_will ? "with" : "without",
            .qos = 1,
            .properties = {.user_properties = {{kClientIdProperty, client_id}}}};
  }

  void Start(const Address& address, std::function<void()> on_ready) {
    std::vector<std::string> filters = router_.Filters();
    if (address.IsOfOurBroker()) filters.emplace_back(kLogTopic);
    client_ = std::make_shared<MqttClient>(io_, address, std::move(filters));
    client_->OnDrained([this] { ArrangeTurn(); });
    client_->Start([this](const Message& message) { Handle(message); }, std::move(on_ready),
                   [this] {
                     if (connected_clients_) connected_clients_->AllLeft();
                     if (lost_) lost_();
                   });
  }

  void OnPresence(ConnectedClients::Identify identify, ConnectedClients::Changed changed) {
    connected_clients_.emplace(std::move(identify), std::move(changed));
  }

  void OnRefusal(std::function<void(const std::string&)> refused) {
    refused_ = std::move(refused);
  }

  void OnSubscription(std::function<void(const SubscriptionChange&)> changed) {
    subscribed_ = std::move(changed);
  }

  void OnRejection(std::function<void(const Rejection&)> rejected) {
    rejected_ = std::move(rejected);
  }

  void OnMessage(std::function<void(const Passing&)> passed) { passed_ = std::move(passed); }

  void AnswerUnsubscribed() { answers_unsubscribed_ = true; }

  void SetFaults(MessageFaults faults) { delivery_->SetFaults(std::move(faults)); }

  void OnLost(std::function<void()> lost) { lost_ = std::move(lost); }

  void OnEnrichmentAsked(std::function<void()> asked) { enrichment_asked_ = std::move(asked); }

  void Tell(const char* topic, const std::string& text, std::function<void()> in_force) {
    if (!client_) return in_force();
    client_->Send({.topic = topic, .payload = text, .qos = 1}, std::move(in_force));
  }

  bool connected() const { return client_ && client_->connected(); }

  std::size_t messages_under_way() const {
    return outbox_.size() + (client_ ? client_->messages_under_way() : 0);
  }

  // Sent once the answer to who caused it has left.
  void Publish(Message message) {
    if (outbox_.empty()) {
      boost::asio::post(io_, [self = weak_from_this()] {
        if (const auto impl = self.lock()) impl->SendOutbox();
      });
    }
    outbox_.push_back(std::move(message));
  }

  void Stop() {
    delivery_->Stop();
    if (client_) client_->Stop();
  }

 private:
  void SendOutbox() {
    for (const Message& message : std::exchange(outbox_, {})) {
      if (!client_) continue;
      if (IsRequest(message)) {
        Handle(message);
      } else {
        delivery_->Publish(message);
      }
    }
  }

  // The emulator hears nothing of what it publishes itself.
  static bool IsRequest(const Message& message) {
    return engine::IsOfEmulatedService(message.topic) &&
           engine::MayPublishToReserved(message.topic);
  }

  void Handle(const Message& request) {
    try {
      if (request.topic == kPresenceTopic) {
        if (connected_clients_) connected_clients_->Hear(request.client_id, request.payload);
        return;
      }
      if (request.topic == kLogTopic) {
        if (connected_clients_) connected_clients_->HearLog(request.payload);
        return;
      }
      if (request.topic == kEnrichmentTopic) {
        if (enrichment_asked_) enrichment_asked_();
        return;
      }
      if (request.topic == kRefusalTopic) {
        if (refused_) refused_(request.payload);
        return;
      }
      if (request.topic == kHeardTopic) return TellHeard(request);
      if (request.topic == kSubscriptionTopic) return TellSubscription(request);
      Route route = router_.Find(request.topic);
      if (route.kind == Route::Kind::kNone) return;
      TellPassed(true, request);
      if (route.family->answers_subscribers) return Queue(request, route);
      Take(request, std::move(route));
    } catch (const std::exception& error) {
      spdlog::error("The request on {} is left without an answer: {}", request.topic,
                    error.what());
    }
  }

  void Take(const Message& request, Route route) {
    if (!delivery_->MayFail()) {
      return Take(request, Read(std::move(route), request.payload));
    }
    delivery_->Take(request, route, [weak = weak_from_this(), request] {
      const auto self = weak.lock();
      if (!self) return;
      self->Take(request, Read(self->router_.Find(request.topic), request.payload));
    });
  }

  void Queue(const Message& request, const Route& route) {
    if (!turns_.Add(std::string(route.Value("thingName")), request)) {
      spdlog::debug("A request on {} is left out, since too many wait", request.topic);
    }
    ArrangeTurn();
  }

  void ArrangeTurn() {
    if (std::exchange(turn_is_arranged_, true)) return;
    boost::asio::post(io_, [self = weak_from_this()] {
      if (const auto impl = self.lock()) impl->TakeTurn();
    });
  }

  void TakeTurn() {
    turn_is_arranged_ = false;
    if (turns_.empty() || !client_->IsDrained()) return;
    const bool others_wait = client_->HasInput();
    if (turns_.MayGo(others_wait)) {
      const Message request = turns_.Next();
      Take(request, router_.Find(request.topic));
    } else if (!others_wait) {
      return;  // until one that is under way is done
    }
    ArrangeTurn();
  }

  void Take(const Message& request, Asked asked) {
    if (asked.opened.refusal) return Reply(request, asked, nullptr);
    nlohmann::json input = std::move(asked.opened.input);
    // What it says is needed once more where a fault may look for it.
    const Message head{.topic = request.topic,
                       .payload = delivery_->MayFail() ? request.payload : std::string(),
                       .qos = request.qos,
                       .client_id = request.client_id,
                       .is_last_will = request.is_last_will};
    const auto waiting = std::make_shared<Asked>(std::move(asked));
    if (waiting->route.family->answers_subscribers) turns_.Begun();
    prepare_(waiting->route, request.client_id, std::move(input),
             [self = weak_from_this(), head, waiting](const Run& run) {
               const auto impl = self.lock();
               if (!impl) return;
               impl->Reply(head, *waiting, run);
               if (!waiting->route.family->answers_subscribers) return;
               impl->turns_.Done();
               impl->ArrangeTurn();
             });
  }

  // What was said before leaves first, and what follows from the request after its answer.
  void Reply(const Message& request, Asked& asked, const Run& run) {
    SendOutbox();
    asked.route.whole = request.topic;  // it may have outlived the one that it was read from
    Answer answer = AnswerTo(asked, run, now_);
    TellOutcome(request, asked.route, answer);
    if (!client_) return;
    if (request.is_last_will) return SendOutbox();
    // Answered the way it was asked: by way of the plugin where there is one, which gives it to
    // the asking client whether that has subscribed or not.
    const bool to_subscribers =
        asked.route.family->answers_subscribers && !answers_unsubscribed_;
    for (AnswerMessage& message : answer.messages) {
      delivery_->Answer(request, asked.route,
                        {.topic = std::move(message.topic),
                         .payload = std::move(message.payload),
                         .qos = request.qos,
                         .client_id = to_subscribers ? std::string() : request.client_id});
    }
    SendOutbox();
  }

  // Messages to the plugin are nobody's business.
  void TellPassed(bool received, const Message& message) const {
    if (!passed_ || message.topic.starts_with("$CONTROL/")) return;
    passed_({.received = received,
             .topic = message.topic,
             .payload = message.payload,
             .payload_bytes = message.payload.size(),
             .client_id = message.client_id});
  }

  void TellHeard(const Message& told) const {
    const std::string_view text = told.payload;
    const std::size_t end = text.find('\0');
    const std::size_t begin = end == text.npos ? end : text.find('\0', end + 1);
    std::size_t length = 0;
    if (!passed_ || begin == text.npos) return;
    std::from_chars(text.data() + end + 1, text.data() + begin, length);
    passed_({.received = true,
             .topic = text.substr(0, end),
             .payload = text.substr(begin + 1),
             .payload_bytes = length,
             .client_id = told.client_id});
  }

  void TellSubscription(const Message& told) const {
    const std::string_view text = told.payload;
    const std::size_t event_end = text.find(' ');
    const std::size_t qos_end =
        event_end == text.npos ? event_end : text.find(' ', event_end + 1);
    if (!subscribed_ || qos_end == text.npos) return;
    const std::string_view event = text.substr(0, event_end);
    SubscriptionChange change{.client_id = told.client_id,
                              .filter = text.substr(qos_end + 1),
                              .ended = event == "unsubscribed",
                              .known_before = event == "kept"};
    std::from_chars(text.data() + event_end + 1, text.data() + qos_end, change.qos);
    subscribed_(change);
  }

  void TellOutcome(const Message& request, const Route& route, const Answer& answer) const {
    if (answer.accepted) {
      spdlog::debug("client {} on {}: accepted", request.client_id, request.topic);
    } else if (rejected_) {
      rejected_({.operation = route.topic == nullptr ? nullptr : route.topic->operation,
                 .topic = request.topic,
                 .client_id = request.client_id,
                 .thing = std::string(route.Value("thingName")),
                 .code = answer.code,
                 .message = answer.message});
    }
  }

  boost::asio::io_context& io_;
  const Router router_;
  const Prepare prepare_;
  const Now now_;
  std::optional<ConnectedClients> connected_clients_;
  std::function<void(const std::string& told)> refused_;
  std::function<void(const Rejection&)> rejected_;
  std::function<void(const Passing&)> passed_;
  std::function<void(const SubscriptionChange&)> subscribed_;
  std::function<void()> enrichment_asked_;
  std::function<void()> lost_;
  std::shared_ptr<MqttClient> client_;
  std::vector<Message> outbox_;
  bool answers_unsubscribed_ = false;
  Turns turns_;
  bool turn_is_arranged_ = false;
  const std::shared_ptr<Delivery> delivery_;
};

Bridge::Bridge(boost::asio::io_context& io, const api_spec::Spec& spec, Prepare prepare,
               Now now)
    : impl_(std::make_shared<Impl>(io, spec, std::move(prepare), std::move(now))) {}

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

void Bridge::OnMessage(std::function<void(const Passing&)> passed) {
  impl_->OnMessage(std::move(passed));
}

void Bridge::OnSubscription(std::function<void(const SubscriptionChange&)> changed) {
  impl_->OnSubscription(std::move(changed));
}

void Bridge::OnRejection(std::function<void(const Rejection&)> rejected) {
  impl_->OnRejection(std::move(rejected));
}

void Bridge::OnLost(std::function<void()> lost) {
  impl_->OnLost(std::move(lost));
}

void Bridge::ChangePermissions(const std::string& text, std::function<void()> in_force) {
  impl_->Tell(kPermissionsTopic, text, std::move(in_force));
}

void Bridge::SetFaults(MessageFaults faults) {
  impl_->SetFaults(std::move(faults));
}

void Bridge::AnswerUnsubscribed() {
  impl_->AnswerUnsubscribed();
}

void Bridge::OnEnrichmentAsked(std::function<void()> asked) {
  impl_->OnEnrichmentAsked(std::move(asked));
}

void Bridge::Enrich(const std::string& text, std::function<void()> in_force) {
  impl_->Tell(kEnrichmentTopic, text, std::move(in_force));
}

std::size_t Bridge::messages_under_way() const {
  return impl_->messages_under_way();
}

bool Bridge::connected() const {
  return impl_->connected();
}

void Bridge::Publish(const engine::Notice& notice) {
  impl_->Publish({.topic = notice.topic, .payload = PayloadText(notice.payload), .qos = 1});
}

void Bridge::Publish(const engine::Publication& message) {
  impl_->Publish({.topic = message.topic,
                  .payload = message.payload,
                  .qos = message.qos,
                  .retain = message.retain,
                  .properties = message.properties});
}

void Bridge::Disconnect(const std::string& client_id, bool with_last_will) {
  impl_->Publish(Impl::Disconnection(client_id, with_last_will));
}

void Bridge::Stop() {
  impl_->Stop();
}

}  // namespace mqtt_bridge

#include "server/journal/entry.h"

namespace server {

namespace {

std::size_t Bytes(const CallEntry& call) {
  return call.thing.size() + call.job.size() + call.id.size() + call.message.size();
}

std::size_t Bytes(const RequestEntry& request) {
  return request.target.size() + request.id.size() + request.message.size();
}

std::size_t Bytes(const MessageEntry& message) {
  return message.topic.size() + message.client_id.size() + message.payload.size();
}

std::size_t Bytes(const RefusalEntry& refusal) {
  return 2 *
         refusal.shown.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).size();
}

std::size_t Bytes(const RejectionEntry& rejection) {
  return rejection.client_id.size() + rejection.thing.size() + rejection.topic.size() +
         rejection.message.size();
}

std::size_t Bytes(const ClientEntry& client) {
  return client.client_id.size() + client.principal.size();
}

std::size_t Bytes(const SubscriptionEntry& subscription) {
  return subscription.client_id.size() + subscription.filter.size();
}

std::size_t Bytes(const ChangeEntry& change) {
  return change.job.size() + change.thing.size();
}

std::size_t Bytes(const ClockEntry&) {
  return 0;
}

std::size_t Bytes(const TimerEntry& timer) {
  return timer.why.size() + timer.thing.size() + timer.job.size();
}

std::size_t Bytes(const NearMissEntry& miss) {
  return miss.text.size() + miss.thing.size() + miss.client_id.size();
}

std::size_t Bytes(const FaultEntry& fault) {
  return fault.thing.size() + fault.job.size() + fault.topic.size() + fault.text.size();
}

}  // namespace

std::size_t BytesOf(const Entry& entry) {
  return sizeof(Entry) + std::visit([](const auto& what) { return Bytes(what); }, entry.what);
}

}  // namespace server

#include "server/journal/entry.h"

namespace server {

namespace {

std::size_t Bytes(const CallEntry& call) {
  return call.thing.size() + call.job.size() + call.id.size() + call.message.size();
}

std::size_t Bytes(const MessageEntry& message) {
  return message.topic.size();
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

std::size_t Bytes(const ChangeEntry& change) {
  return change.job.size() + change.thing.size();
}

std::size_t Bytes(const ClockEntry&) {
  return 0;
}

}  // namespace

std::size_t BytesOf(const Entry& entry) {
  return sizeof(Entry) + std::visit([](const auto& what) { return Bytes(what); }, entry.what);
}

}  // namespace server

#include "mqtt_bridge/requests/turns.h"

#include <utility>

namespace mqtt_bridge {

std::size_t Turns::SizeOf(const Message& request) {
  return sizeof request + request.topic.size() + request.payload.size();
}

bool Turns::Add(const std::string& thing, Message request) {
  const std::size_t size = SizeOf(request);
  const auto theirs = waiting_.find(thing);
  const bool is_first = theirs == waiting_.end();
  if (bytes_ + size > kMostBytes) return false;
  if (!is_first && theirs->second.size() == kMostOfThing) return false;
  bytes_ += size;
  if (is_first) turns_.push_back(thing);
  waiting_[thing].push_back(std::move(request));
  return true;
}

bool Turns::MayGo(bool others_wait) {
  if (turns_.empty() || under_way_ >= kMostUnderWay) return false;
  if (others_wait && ++put_off_ < kMostPutOff) return false;
  put_off_ = 0;
  return true;
}

Message Turns::Next() {
  const std::string thing = std::move(turns_.front());
  turns_.pop_front();
  const auto theirs = waiting_.find(thing);
  Message next = std::move(theirs->second.front());
  theirs->second.pop_front();
  if (theirs->second.empty()) {
    waiting_.erase(theirs);
  } else {
    turns_.push_back(thing);
  }
  bytes_ -= SizeOf(next);
  return next;
}

}  // namespace mqtt_bridge

// Requests whose answers are many times as long as they are: they wait until the broker has
// taken the answers to others, so that these do not pile up, and things take turns, so that
// none waits for all that another has asked for.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>

#include "mqtt_bridge/mqtt_client.h"

namespace mqtt_bridge {

class Turns {
 public:
  static constexpr std::size_t kMostOfThing = 100;
  static constexpr int kMostUnderWay = 8;
  static constexpr int kMostPutOff = 10;
  static constexpr std::size_t kMostBytes = std::size_t{16} << 20;  // of all

  // False: so much waits that this one is left out. Its sender will ask again.
  bool Add(const std::string& thing, Message request);

  bool empty() const { return turns_.empty(); }

  // Whether the next may be dealt with; where others have sent something that is not read yet,
  // it lets them go first, but for a while only.
  bool MayGo(bool others_wait);
  // There must be one.
  Message Next();

  // What is dealt with may take its time.
  void Begun() { ++under_way_; }

  void Done() { --under_way_; }

 private:
  static std::size_t SizeOf(const Message& request);

  std::map<std::string, std::deque<Message>> waiting_;  // by thing
  std::deque<std::string> turns_;                       // the things that something waits of
  std::size_t bytes_ = 0;
  int under_way_ = 0;
  int put_off_ = 0;
};

}  // namespace mqtt_bridge

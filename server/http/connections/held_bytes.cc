#include "server/http/connections/held_bytes.h"

#include <utility>

namespace http {

HeldBytes::Share::Share(HeldBytes& among, std::function<void()> close)
    : among_(among), close_(std::move(close)), place_(among.shares_.end()) {}

void HeldBytes::Share::Hold(std::size_t bytes) {
  if (is_closed_) return;
  if (bytes == 0) return Drop();
  if (bytes_ == 0) place_ = among_.shares_.insert(among_.shares_.end(), this);
  among_.bytes_ += bytes - bytes_;
  bytes_ = bytes;
  while (among_.bytes_ > among_.most_ && among_.shares_.front() != this) {
    Share& first = *among_.shares_.front();
    first.Drop();
    first.is_closed_ = true;
    first.close_();
  }
}

void HeldBytes::Share::Drop() {
  if (bytes_ == 0) return;
  among_.bytes_ -= bytes_;
  among_.shares_.erase(place_);
  bytes_ = 0;
}

}  // namespace http

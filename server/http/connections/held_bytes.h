// What connections hold in memory: bodies that have come so far, and answers that are not sent.
#pragma once

#include <cstddef>
#include <functional>
#include <list>

namespace http {

// With more than so many bytes, the connections that have held some for longest are closed: a
// client that takes no answer, or sends no end, keeps nobody else out.
class HeldBytes {
 public:
  explicit HeldBytes(std::size_t most) : most_(most) {}

  // Of one connection.
  class Share {
   public:
    // `close` may run but once.
    Share(HeldBytes& among, std::function<void()> close);

    ~Share() { Drop(); }

    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

    // So many in all; one share may have more than all are to have.
    void Hold(std::size_t bytes);

   private:
    void Drop();

    HeldBytes& among_;
    const std::function<void()> close_;
    std::size_t bytes_ = 0;
    bool is_closed_ = false;  // what comes in still is on its way out
    std::list<Share*>::iterator place_;
  };

 private:
  const std::size_t most_;
  std::size_t bytes_ = 0;
  std::list<Share*> shares_;  // that hold any; those who have for longest first
};

}  // namespace http

// A deleter for the objects of C libraries.
#pragma once

namespace server {

// Deletes by a function of a C library: std::unique_ptr<X509, Freed<X509_free>>.
template <auto Free>
struct Freed {
  template <typename Thing>
  void operator()(Thing* thing) const {
    Free(thing);
  }
};

}  // namespace server

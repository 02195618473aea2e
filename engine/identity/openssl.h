// Ownership of OpenSSL's objects.
#pragma once

#include <memory>

namespace engine {

// Frees by the library's function for the type: OpenSslPtr<X509, X509_free>.
template <auto Free>
struct OpenSslFree {
  template <typename Type>
  void operator()(Type* object) const {
    Free(object);
  }
};

template <typename Type, auto Free>
using OpenSslPtr = std::unique_ptr<Type, OpenSslFree<Free>>;

}  // namespace engine

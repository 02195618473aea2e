#include "engine/uuid.h"

#include <openssl/rand.h>

#include <array>
#include <boost/uuid/name_generator.hpp>
#include <boost/uuid/random_generator.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <stdexcept>

#include "engine/text/hex.h"

namespace engine {

std::string NewUuid() {
  static boost::uuids::random_generator_mt19937 generator;
  return boost::uuids::to_string(generator());
}

std::string UuidOf(std::string_view text) {
  boost::uuids::name_generator_sha1 generator(boost::uuids::ns::oid());
  return boost::uuids::to_string(generator(text.data(), text.size()));
}

std::string NewToken() {
  std::array<unsigned char, 32> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw std::runtime_error("OpenSSL can't make random bytes");
  }
  return Hex(bytes);
}

}  // namespace engine

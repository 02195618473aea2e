// Fetches small objects, and blocks of larger ones, from an S3 server elsewhere.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <string>

#include "engine/access/sigv4.h"
#include "engine/documents/s3_url.h"
#include "engine/instant.h"
#include "server/calls/operation.h"
#include "server/service/needs.h"

namespace http {

class S3Client {
 public:
  using Taken = std::function<void(server::FetchedSource)>;

  // `host` is "name:port", spoken to in plain HTTP.
  S3Client(boost::asio::io_context& io, std::string host, std::string region,
           engine::KeyPair keys, std::function<engine::Instant()> now);

  // Calls `taken` later, within a few seconds, with the object's text or what went wrong.
  void Fetch(const engine::S3Location& location, Taken taken);

  using Found = std::function<void(server::ForeignObject)>;
  // Likewise, with what the object is; and with a range of it.
  void Look(const engine::S3Location& location, Found found);
  void Read(const engine::S3Location& location, std::uint64_t offset, std::uint64_t length,
            Found found);

  // What a documentSource names is fetched before the job is made. Without this, the operation
  // reads it from the built-in object store.
  void Serve(server::Needs& needs);

 private:
  // `further`: a header with its end of line, or nothing.
  std::string RequestFor(const std::string& method, const engine::S3Location& location,
                         const std::string& further = {}) const;

  boost::asio::io_context& io_;
  const std::string host_;
  const std::string region_;
  const engine::KeyPair keys_;
  const std::function<engine::Instant()> now_;
};

}  // namespace http

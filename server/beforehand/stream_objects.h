// Of an S3 server elsewhere, what streams and OTA updates are made of, before they are made;
// and the blocks that devices ask for, before they are answered.
#pragma once

#include <memory>
#include <vector>

#include "engine/documents/s3_url.h"
#include "server/s3/s3_client.h"
#include "server/service/needs.h"

namespace server {

class StreamObjects {
 public:
  explicit StreamObjects(http::S3Client& s3) : s3_(s3) {}

  void Serve(Needs& needs);

 private:
  struct Looking;

  Needs::Get LookAtAll(std::vector<engine::S3Location> locations);
  void LookAtNext(const std::shared_ptr<Looking>& looking);

  http::S3Client& s3_;
};

}  // namespace server

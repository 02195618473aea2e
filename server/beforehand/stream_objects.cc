#include "server/beforehand/stream_objects.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "server/operations/ota/stream_blocks.h"
#include "server/operations/ota/stream_files.h"

namespace server {

using nlohmann::json;

namespace {

// Of files of CreateStream, or of CreateOTAUpdate.
std::vector<engine::S3Location> LocationsIn(const json& input) {
  std::vector<engine::S3Location> locations;
  for (const json& file : input.value("files", json::array())) {
    const json& holder = file.contains("fileLocation") ? file["fileLocation"] : file;
    if (holder.contains("s3Location")) locations.push_back(ReadLocation(holder["s3Location"]));
  }
  return locations;
}

}  // namespace

struct StreamObjects::Looking {
  std::vector<engine::S3Location> locations;
  Needs::Take take;
  Beforehand got;
};

void StreamObjects::Serve(Needs& needs) {
  needs.Add({"CreateStream", "UpdateStream", "CreateOTAUpdate"},
            [this](Context&, const Call& call) { return LookAtAll(LocationsIn(call.input)); });
  needs.Add({"GetStream"}, [this](Context& c, const Call& call) -> Needs::Get {
    const WantedBlocks wanted = BlocksWanted(c, call.input);
    if (wanted.blocks.empty()) return LookAtAll({wanted.file.location});
    return [this, wanted](const Needs::Take& take) {
      s3_.Read(wanted.file.location, wanted.begin(), wanted.end() - wanted.begin(),
               [take](ForeignObject object) {
                 Beforehand got;
                 got.objects.push_back(std::move(object));
                 take(std::move(got));
               });
    };
  });
}

Needs::Get StreamObjects::LookAtAll(std::vector<engine::S3Location> locations) {
  if (locations.empty()) return nullptr;
  return [this, locations = std::move(locations)](const Needs::Take& take) {
    LookAtNext(std::make_shared<Looking>(Looking{.locations = locations, .take = take}));
  };
}

void StreamObjects::LookAtNext(const std::shared_ptr<Looking>& looking) {
  const std::size_t done = looking->got.objects.size();
  if (done == looking->locations.size()) return looking->take(std::move(looking->got));
  s3_.Look(looking->locations[done], [this, looking](ForeignObject object) {
    looking->got.objects.push_back(std::move(object));
    LookAtNext(looking);
  });
}

}  // namespace server

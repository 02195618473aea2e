#include "server/operations/ota/ota_making.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "engine/documents/placeholder.h"
#include "engine/error.h"
#include "engine/identity/role_alias.h"
#include "engine/ota/ota_document.h"
#include "engine/uuid.h"
#include "server/calls/input.h"
#include "server/operations/jobs/jobs.h"
#include "server/operations/ota/stream_files.h"
#include "server/service/documents/code_signing.h"
#include "storage/ota/streams.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using engine::OtaUpdate;
using engine::RefuseRequest;
using engine::SignedBy;
using engine::StreamFile;
using nlohmann::json;

namespace {

constexpr std::int64_t kDefaultUrlSeconds = 1800;  // AWS's, of OTA updates
constexpr std::size_t kLongestJobId = 64;

std::vector<std::string> ProtocolsOf(const json& in) {
  return in.value("protocols", std::vector<std::string>{"MQTT"});
}

bool HasProtocol(const json& in, const char* protocol) {
  const auto protocols = ProtocolsOf(in);
  return std::ranges::find(protocols, protocol) != protocols.end();
}

json LocationOf(const json& file) {
  return file.value("fileLocation", json::object());
}

void CheckFile(const Context& c, const json& file) {
  if (file.value("fileName", "").empty())
    RefuseRequest("Each file of an update needs a fileName.");
  const json location = LocationOf(file);
  if (location.contains("stream") == location.contains("s3Location")) {
    RefuseRequest("The fileLocation of " + Text(file, "fileName") +
                  " needs either a stream or an s3Location.");
  }
  if (location.contains("stream") &&
      !(location["stream"].contains("streamId") && location["stream"].contains("fileId"))) {
    RefuseRequest("The stream of " + Text(file, "fileName") +
                  " needs a streamId and a fileId.");
  }
  if (!file.contains("codeSigning")) return;
  const json& signing = file["codeSigning"];
  if (engine::ReadSignedBy(signing) == SignedBy::kCaller) {
    engine::CallersSignature(signing);
  } else if (c.settings.code_sign_key.empty() || !c.settings.s3_host.empty()) {
    throw Error(ErrorCode::kNotImplemented,
                "To sign " + Text(file, "fileName") +
                    " needs --code-sign-key, which stands for AWS Signer, and the file in the "
                    "emulator's own object store.");
  }
}

// AWS: the document has room for one.
void CheckStreams(const json& files) {
  json streams = json::array();
  for (const json& file : files) {
    const json location = LocationOf(file);
    json stream =
        location.contains("stream") ? location["stream"]["streamId"] : json();  // to be made
    if (std::ranges::find(streams, stream) == streams.end())
      streams.push_back(std::move(stream));
  }
  if (streams.size() > 1) RefuseRequest("All files of an update must be of one stream.");
}

engine::FileSignature Signature(Context& c, const StreamFile& file, const json& signing) {
  if (engine::ReadSignedBy(signing) == SignedBy::kCaller) {
    return engine::CallersSignature(signing);
  }
  const storage::Object object = ObjectOf(c, file);
  return {"sig-sha256-" + CodeSignAlgorithm(c.settings.code_sign_key),
          CodeSignature(c.settings.code_sign_key, *c.objects.Read(object, 0, object.size))};
}

StreamFile OfStream(Context& c, const json& named) {
  const std::string& id = Text(named, "streamId");
  const auto stream = storage::Streams(c.store).Find(id);
  if (!stream) throw Error(ErrorCode::kResourceNotFound, "Stream " + id + " cannot be found.");
  const auto file_id = named["fileId"].get<std::int64_t>();
  const StreamFile* const file = stream->Find(file_id);
  if (file == nullptr) {
    throw Error(ErrorCode::kResourceNotFound,
                "Stream " + id + " has no file " + std::to_string(file_id) + ".");
  }
  if (c.settings.s3_host.empty()) ObjectOf(c, *file);
  return *file;
}

// By the order of the input.
std::vector<StreamFile> LookAtFiles(Context& c, const json& files) {
  std::vector<StreamFile> found;
  for (const json& file : files) {
    const json location = LocationOf(file);
    found.push_back(
        location.contains("stream")
            ? OfStream(c, location["stream"])
            : LookAt(c, static_cast<std::int64_t>(found.size()), location["s3Location"]));
  }
  return found;
}

std::string DocumentOf(Context& c, const OtaUpdate& update,
                       const std::vector<StreamFile>& found) {
  std::vector<engine::OtaFile> files;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const json& file = update.input["files"][i];
    engine::OtaFile shown{.path = Text(file, "fileName"),
                          .size = found[i].size,
                          .id = found[i].id,
                          .type = Maybe<std::int64_t>(file, "fileType")};
    if (HasProtocol(update.input, "HTTP")) {
      engine::S3Location location = found[i].location;
      location.region = c.settings.region;
      shown.url = engine::PresignedPlaceholder(location);
    }
    if (file.contains("codeSigning")) {
      shown.certificate_path = engine::CertificatePath(file["codeSigning"]);
      shown.signature = Signature(c, found[i], file["codeSigning"]);
    }
    files.push_back(std::move(shown));
  }
  return engine::OtaDocument(ProtocolsOf(update.input), update.stream_id, files);
}

// The input of CreateJob.
json JobOf(const OtaUpdate& update, std::string document) {
  const json& in = update.input;
  json job = {{"jobId", update.job_id},
              {"targets", in["targets"]},
              {"document", std::move(document)},
              {"presignedUrlConfig",
               {{"roleArn", in["roleArn"]},
                {"expiresInSec", in.value("awsJobPresignedUrlConfig", json::object())
                                     .value("expiresInSec", kDefaultUrlSeconds)}}}};
  for (const auto& [member, of_job] :
       {std::pair{"targetSelection", "targetSelection"},
        {"description", "description"},
        {"awsJobExecutionsRolloutConfig", "jobExecutionsRolloutConfig"},
        {"awsJobTimeoutConfig", "timeoutConfig"}}) {
    if (in.contains(member)) job[of_job] = in[member];
  }
  if (in.contains("awsJobAbortConfig")) {
    job["abortConfig"] = {{"criteriaList", in["awsJobAbortConfig"]["abortCriteriaList"]}};
  }
  return job;
}

}  // namespace

void CheckOtaInput(const Context& c, const json& in) {
  engine::RoleNameIn(Text(in, "roleArn"));
  for (const json& file : in["files"]) CheckFile(c, file);
  CheckStreams(in["files"]);
}

void MakeOta(Context& c, OtaUpdate& update) {
  const json& files = update.input["files"];
  const auto found = LookAtFiles(c, files);
  const json location = LocationOf(files[0]);
  std::string stream_id;
  if (location.contains("stream")) {
    stream_id = Text(location["stream"], "streamId");
  } else if (HasProtocol(update.input, "MQTT")) {
    stream_id = std::string(engine::kOtaPrefix) + engine::NewUuid();
  }
  OtaUpdate made = update;
  made.stream_id = stream_id;
  made.made_stream = !stream_id.empty() && !location.contains("stream");
  made.job_id = std::string(engine::kOtaPrefix) + update.id;
  if (made.job_id.size() > kLongestJobId) {
    RefuseRequest("The job ID " + made.job_id + " is longer than 64 characters.");
  }
  CreateJob(c, JobOf(made, DocumentOf(c, made, found)));
  if (made.made_stream) {
    storage::Streams(c.store).Insert({.id = stream_id,
                                      .role_arn = Text(update.input, "roleArn"),
                                      .files = found,
                                      .created_at = c.now,
                                      .updated_at = c.now});
  }
  update = std::move(made);
}

}  // namespace server

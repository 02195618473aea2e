// OTA updates.
#include "storage/ota/ota_updates.h"

#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/operations/jobs/jobs.h"
#include "server/operations/ota/ota_making.h"
#include "server/operations/page_token.h"
#include "server/operations/registry/tags.h"
#include "server/operations/tables.h"
#include "storage/jobs/jobs.h"
#include "storage/ota/streams.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using engine::OtaUpdate;

namespace {

OtaUpdate RequireUpdate(Context& c, const std::string& id) {
  auto update = storage::OtaUpdates(c.store).Find(id);
  if (!update)
    throw Error(ErrorCode::kResourceNotFound, "OTA update " + id + " cannot be found.");
  return *std::move(update);
}

json Named(const Context& c, const OtaUpdate& update) {
  return {{"otaUpdateId", update.id}, {"otaUpdateArn", ArnOf(c, "otaupdate", update.id)}};
}

void AddJob(const Context& c, const OtaUpdate& update, json& shown) {
  if (update.job_id.empty()) return;
  shown["awsIotJobId"] = update.job_id;
  shown["awsIotJobArn"] = ArnOf(c, "job", update.job_id);
}

// AWS makes job and stream later, and tells by the status what has become of it.
// Ours: they are made at once; what the other services would refuse is told by the status, too.
json CreateOTAUpdate(Context& c, const json& in) {
  OtaUpdate update{
      .id = Text(in, "otaUpdateId"), .input = in, .created_at = c.now, .updated_at = c.now};
  CheckOtaInput(c, in);
  if (storage::OtaUpdates(c.store).Find(update.id)) {
    throw Error(ErrorCode::kResourceAlreadyExists,
                "OTA update " + update.id + " already exists.",
                {{"resourceId", update.id}, {"resourceArn", ArnOf(c, "otaupdate", update.id)}});
  }
  try {
    MakeOta(c, update);
  } catch (const Error& refusal) {
    if (refusal.code == ErrorCode::kNotImplemented) throw;
    update.status = engine::OtaStatus::kCreateFailed;
    update.error_code = std::string(Name(refusal.code)) + "Exception";
    update.error_message = refusal.message;
  }
  storage::OtaUpdates(c.store).Insert(update);
  KeepTags(c, "otaupdate", update.id, in);
  json answer = Named(c, update);
  answer["otaUpdateStatus"] = engine::kOtaCreatePending;
  AddJob(c, update, answer);
  return answer;
}

json GetOTAUpdate(Context& c, const json& in) {
  const OtaUpdate update = RequireUpdate(c, Text(in, "otaUpdateId"));
  json shown = Named(c, update);
  shown["creationDate"] = Seconds(update.created_at);
  shown["lastModifiedDate"] = Seconds(update.updated_at);
  for (const char* member :
       {"description", "targets", "protocols", "awsJobExecutionsRolloutConfig",
        "awsJobPresignedUrlConfig", "targetSelection", "additionalParameters"}) {
    if (update.input.contains(member)) shown[member] = update.input[member];
  }
  shown["otaUpdateFiles"] = update.input["files"];
  shown["otaUpdateStatus"] = Name(update.status);
  AddJob(c, update, shown);
  if (update.status == engine::OtaStatus::kCreateFailed) {
    shown["errorInfo"] = {{"code", update.error_code}, {"message", update.error_message}};
  }
  return {{"otaUpdateInfo", std::move(shown)}};
}

json ListOTAUpdates(Context& c, const json& in) {
  const auto name = Maybe<std::string>(in, "otaUpdateStatus");
  json output = {{"otaUpdates", json::array()}};
  const std::string list = "ListOTAUpdates " + name.value_or("");
  const storage::PageRequest request = PageFrom(in, list);
  const auto status = name ? engine::OtaStatusFrom(*name) : std::nullopt;
  if (name && !status) return output;  // none stays in the others
  const auto page = storage::OtaUpdates(c.store).List(status, request);
  for (const OtaUpdate& update : page.rows) {
    json summary = Named(c, update);
    summary["creationDate"] = Seconds(update.created_at);
    output["otaUpdates"].push_back(std::move(summary));
  }
  if (page.next) output["nextToken"] = PageToken(list, *page.next);
  return output;
}

// AWS: the job goes too.
void DeleteItsJob(Context& c, const OtaUpdate& update, bool force) {
  if (update.job_id.empty() || !storage::Jobs(c.store).Find(update.job_id)) return;
  try {
    DeleteJob(c, {{"jobId", update.job_id}, {"force", force}});
  } catch (const Error& refusal) {
    if (refusal.code != ErrorCode::kInvalidStateTransition) throw;
    engine::RefuseRequest("Job " + update.job_id +
                          " is neither COMPLETED nor CANCELED; forceDeleteAWSJob deletes it "
                          "all the same.");
  }
}

json DeleteOTAUpdate(Context& c, const json& in) {
  const OtaUpdate update = RequireUpdate(c, Text(in, "otaUpdateId"));
  DeleteItsJob(c, update, Flag(in, "forceDeleteAWSJob"));
  storage::OtaUpdates(c.store).Delete(update.id);
  if (Flag(in, "deleteStream") && update.made_stream) {
    storage::Streams(c.store).Delete(update.stream_id);
  }
  return json::object();
}

}  // namespace

OperationTable OtaUpdateOperations() {
  return {{"CreateOTAUpdate", CreateOTAUpdate},
          {"GetOTAUpdate", GetOTAUpdate},
          {"ListOTAUpdates", ListOTAUpdates},
          {"DeleteOTAUpdate", DeleteOTAUpdate}};
}

}  // namespace server

// What is due in the store: what happens then, and how it is told.
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "engine/jobs/schedule.h"
#include "engine/jobs/timeout.h"
#include "engine/plain_words.h"
#include "server/calls/operation.h"
#include "server/service/due.h"
#include "storage/changes.h"
#include "storage/identity/certificates.h"
#include "storage/identity/provisioning.h"
#include "storage/jobs/job_executions.h"
#include "storage/jobs/jobs.h"
#include "storage/jobs/rollout.h"
#include "storage/store.h"

namespace server {

namespace {

using engine::JobExecution;
using nlohmann::json;

void EndExecution(Context& c, const Due& due) {
  storage::JobExecutions executions(c.store);
  const JobExecution execution = executions.BySequence(due.row);
  executions.Update(execution, engine::TimeOut(execution, c.now));
}

json TellExecution(Context& c, const Due& due) {
  const JobExecution execution = storage::JobExecutions(c.store).BySequence(due.row);
  const bool step = engine::Deadline(execution) == execution.step_deadline;
  return {
      {"kind", step ? "stepTimeout" : "inProgressTimeout"},
      {"job", execution.job_id},
      {"thing", execution.thing_name},
      {"executionNumber", execution.number},
      {"why", "execution " + std::to_string(execution.number) + " of job " + execution.job_id +
                  " on " + execution.thing_name + " becomes TIMED_OUT by " +
                  (step ? "its step timer" : "its in-progress timer")}};
}

// Settling looks at every job that was touched.
void LookAtJob(Context& c, const Due& due) {
  storage::Jobs jobs(c.store);
  jobs.Update(jobs.BySequence(due.row));
}

// What changes at the instant by the job's schedule, read from its answers before and then.
std::pair<const char*, const char*> ScheduleChange(const engine::Schedule& schedule,
                                                   engine::Instant at) {
  const engine::Instant before = at - engine::Duration{1};
  if (!schedule.HasEnded(before) && schedule.HasEnded(at))
    return {"jobEnd", " reaches its end"};
  if (!schedule.HasStarted(before) && schedule.HasStarted(at)) {
    return {"jobStart", " reaches its start"};
  }
  if (schedule.IsOpen(at)) return {"windowOpens", " enters a maintenance window"};
  return {"windowCloses", " leaves its maintenance window"};
}

json TellJob(Context& c, const Due& due) {
  const engine::Job job = storage::Jobs(c.store).BySequence(due.row);
  json told = {{"job", job.job_id}};
  if (job.rollout.next_minute_at == due.at) {
    told["kind"] = "rolloutMinute";
    told["why"] = "the next minute of the rollout of job " + job.job_id + " begins, with " +
                  engine::PlainCount(storage::Rollout(c.store).Count(job.job_id), "thing") +
                  " to reach";
    return told;
  }
  const engine::Schedule schedule(job.Config("schedulingConfig"));
  const auto [kind, what] = ScheduleChange(schedule, due.at);
  told["kind"] = kind;
  told["why"] = "job " + job.job_id + what;
  return told;
}

// AWS: a certificate that nobody has registered a thing with for an hour is deleted.
void ForgetUnclaimed(Context& c, const Due& due) {
  storage::Certificates certificates(c.store);
  const engine::Certificate certificate = certificates.BySequence(due.row);
  // Ours: one that was activated by other means stays; only its token is no longer good.
  if (certificate.status == engine::CertificateStatus::kPendingActivation) {
    certificates.DeleteAttached(certificate.id);
  } else {
    storage::Provisioning(c.store).ForgetOwnerOf(certificate.id);
  }
}

json TellUnclaimed(Context& c, const Due& due) {
  const std::string id = storage::Certificates(c.store).BySequence(due.row).id;
  return {{"kind", "unclaimedCertificate"},
          {"certificateId", id},
          {"why",
           "certificate " + id + ", which no device has registered a thing with, is deleted"}};
}

// Ours: a claim that CreateProvisioningClaim made goes when it is good for nothing any more.
void EndClaim(Context& c, const Due& due) {
  storage::Certificates certificates(c.store);
  certificates.DeleteAttached(certificates.BySequence(due.row).id);
}

json TellClaim(Context& c, const Due& due) {
  const std::string id = storage::Certificates(c.store).BySequence(due.row).id;
  return {{"kind", "provisioningClaim"},
          {"certificateId", id},
          {"why", "the provisioning claim with certificate " + id + " ends"}};
}

// Whoever stands on a certificate is looked at again, once for all that begin or end then.
void LookAtConnections(Context& c, const Due&) {
  c.store.Touched().certificates = true;
  c.store.CertificatesChanged();
}

json TellValidity(Context& c, const Due& due, const char* kind, const char* what) {
  const std::string id = storage::Certificates(c.store).BySequence(due.row).id;
  return {{"kind", kind}, {"certificateId", id}, {"why", "certificate " + id + what}};
}

// Ours: the certificates that AWS IoT itself issues end with the year 2049, which nobody waits
// for.
constexpr const char* kEndOf2049 = "2524607999000";

}  // namespace

void AddStoredWork(DueTable& table) {
  table.Add({.rows = "SELECT deadline, sequence FROM job_execution WHERE deadline IS NOT NULL"
                     " ORDER BY deadline, sequence LIMIT ?1",
             .act = EndExecution,
             .tell = TellExecution});
  table.Add({.rows = "SELECT due_at, sequence FROM job WHERE due_at IS NOT NULL"
                     " ORDER BY due_at, sequence LIMIT ?1",
             .act = LookAtJob,
             .tell = TellJob});
  // AWS: the owner of a certificate that was made over MQTT has an hour.
  table.Add({.rows = "SELECT o.created_at + 3600000, c.sequence"
                     " FROM certificate_owner o CROSS JOIN certificate c USING (certificate_id)"
                     " ORDER BY o.created_at LIMIT ?1",
             .with_certificates = true,
             .act = ForgetUnclaimed,
             .tell = TellUnclaimed});
  table.Add({.rows =
                 "SELECT c.not_after, c.sequence"
                 " FROM provisioning_claim p CROSS JOIN certificate c USING (certificate_id)"
                 " ORDER BY c.not_after LIMIT ?1",
             .with_certificates = true,
             .act = EndClaim,
             .tell = TellClaim});
  table.Add({.rows = "SELECT not_before, sequence FROM certificate WHERE not_before > ?2"
                     " ORDER BY not_before LIMIT ?1",
             .with_certificates = true,
             .act = LookAtConnections,
             .tell = [](Context& c, const Due& due) {
               return TellValidity(c, due, "certificateBegins", " begins to be valid");
             }});
  table.Add({.rows = std::string("SELECT not_after, sequence FROM certificate"
                                 " WHERE not_after > ?2 AND not_after <> ") +
                     kEndOf2049 + " ORDER BY not_after LIMIT ?1",
             .with_certificates = true,
             .act = LookAtConnections,
             .tell = [](Context& c, const Due& due) {
               return TellValidity(c, due, "certificateEnds", " is no longer valid");
             }});
}

}  // namespace server

#include <map>
#include <string>

#include "server/operations/table.h"
#include "server/service/operation.h"
#include "storage/jobs/job_executions.h"
#include "storage/jobs/jobs.h"
#include "storage/registry/billing_groups.h"
#include "storage/registry/thing_groups.h"
#include "storage/registry/thing_types.h"
#include "storage/registry/things.h"

namespace server {

namespace {

using Table = std::map<std::string, Operation, std::less<>>;

const Table kControl = {
    {"AddThingToBillingGroup", control::AddThingToBillingGroup},
    {"AddThingToThingGroup", control::AddThingToThingGroup},
    {"AssociateTargetsWithJob", control::AssociateTargetsWithJob},
    {"AttachPolicy", control::AttachPolicy},
    {"AttachPrincipalPolicy", control::AttachPrincipalPolicy},
    {"AttachThingPrincipal", control::AttachThingPrincipal},
    {"CancelJob", control::CancelJob},
    {"CancelJobExecution", control::CancelJobExecution},
    {"CreateBillingGroup", control::CreateBillingGroup},
    {"CreateCertificateFromCsr", control::CreateCertificateFromCsr},
    {"CreateDynamicThingGroup", control::CreateDynamicThingGroup},
    {"CreateJob", control::CreateJob},
    {"CreateJobTemplate", control::CreateJobTemplate},
    {"CreateKeysAndCertificate", control::CreateKeysAndCertificate},
    {"CreatePackage", control::CreatePackage},
    {"CreatePackageVersion", control::CreatePackageVersion},
    {"CreatePolicy", control::CreatePolicy},
    {"CreatePolicyVersion", control::CreatePolicyVersion},
    {"CreateProvisioningClaim", control::CreateProvisioningClaim},
    {"CreateProvisioningTemplate", control::CreateProvisioningTemplate},
    {"CreateProvisioningTemplateVersion", control::CreateProvisioningTemplateVersion},
    {"CreateThing", control::CreateThing},
    {"CreateThingGroup", control::CreateThingGroup},
    {"CreateThingType", control::CreateThingType},
    {"DeleteBillingGroup", control::DeleteBillingGroup},
    {"DeleteCACertificate", control::DeleteCACertificate},
    {"DeleteCertificate", control::DeleteCertificate},
    {"DeleteDynamicThingGroup", control::DeleteDynamicThingGroup},
    {"DeleteJob", control::DeleteJob},
    {"DeleteJobExecution", control::DeleteJobExecution},
    {"DeleteJobTemplate", control::DeleteJobTemplate},
    {"DeletePackage", control::DeletePackage},
    {"DeletePackageVersion", control::DeletePackageVersion},
    {"DeletePolicy", control::DeletePolicy},
    {"DeletePolicyVersion", control::DeletePolicyVersion},
    {"DeleteProvisioningTemplate", control::DeleteProvisioningTemplate},
    {"DeleteProvisioningTemplateVersion", control::DeleteProvisioningTemplateVersion},
    {"DeleteRegistrationCode", control::DeleteRegistrationCode},
    {"DeleteThing", control::DeleteThing},
    {"DeleteThingGroup", control::DeleteThingGroup},
    {"DeleteThingType", control::DeleteThingType},
    {"DeprecateThingType", control::DeprecateThingType},
    {"DescribeBillingGroup", control::DescribeBillingGroup},
    {"DescribeCACertificate", control::DescribeCACertificate},
    {"DescribeCertificate", control::DescribeCertificate},
    {"DescribeEndpoint", control::DescribeEndpoint},
    {"DescribeEventConfigurations", control::DescribeEventConfigurations},
    {"DescribeIndex", control::DescribeIndex},
    {"DescribeJob", control::DescribeJob},
    {"DescribeJobExecution", control::DescribeJobExecution},
    {"DescribeJobTemplate", control::DescribeJobTemplate},
    {"DescribeManagedJobTemplate", control::DescribeManagedJobTemplate},
    {"DescribeProvisioningTemplate", control::DescribeProvisioningTemplate},
    {"DescribeProvisioningTemplateVersion", control::DescribeProvisioningTemplateVersion},
    {"DescribeThing", control::DescribeThing},
    {"DescribeThingGroup", control::DescribeThingGroup},
    {"DescribeThingType", control::DescribeThingType},
    {"DetachPolicy", control::DetachPolicy},
    {"DetachPrincipalPolicy", control::DetachPrincipalPolicy},
    {"DetachThingPrincipal", control::DetachThingPrincipal},
    {"GetIndexingConfiguration", control::GetIndexingConfiguration},
    {"GetJobDocument", control::GetJobDocument},
    {"GetPackage", control::GetPackage},
    {"GetPackageVersion", control::GetPackageVersion},
    {"GetPolicy", control::GetPolicy},
    {"GetPolicyVersion", control::GetPolicyVersion},
    {"GetRegistrationCode", control::GetRegistrationCode},
    {"ListAttachedPolicies", control::ListAttachedPolicies},
    {"ListBillingGroups", control::ListBillingGroups},
    {"ListCACertificates", control::ListCACertificates},
    {"ListCertificates", control::ListCertificates},
    {"ListCertificatesByCA", control::ListCertificatesByCA},
    {"ListIndices", control::ListIndices},
    {"ListJobExecutionsForJob", control::ListJobExecutionsForJob},
    {"ListJobExecutionsForThing", control::ListJobExecutionsForThing},
    {"ListJobTemplates", control::ListJobTemplates},
    {"ListJobs", control::ListJobs},
    {"ListManagedJobTemplates", control::ListManagedJobTemplates},
    {"ListPackageVersions", control::ListPackageVersions},
    {"ListPackages", control::ListPackages},
    {"ListPolicies", control::ListPolicies},
    {"ListPolicyPrincipals", control::ListPolicyPrincipals},
    {"ListPolicyVersions", control::ListPolicyVersions},
    {"ListPrincipalPolicies", control::ListPrincipalPolicies},
    {"ListPrincipalThings", control::ListPrincipalThings},
    {"ListProvisioningTemplateVersions", control::ListProvisioningTemplateVersions},
    {"ListProvisioningTemplates", control::ListProvisioningTemplates},
    {"ListTagsForResource", control::ListTagsForResource},
    {"ListTargetsForPolicy", control::ListTargetsForPolicy},
    {"ListThingGroups", control::ListThingGroups},
    {"ListThingGroupsForThing", control::ListThingGroupsForThing},
    {"ListThingPrincipals", control::ListThingPrincipals},
    {"ListThingTypes", control::ListThingTypes},
    {"ListThings", control::ListThings},
    {"ListThingsInBillingGroup", control::ListThingsInBillingGroup},
    {"ListThingsInThingGroup", control::ListThingsInThingGroup},
    {"RegisterCACertificate", control::RegisterCACertificate},
    {"RegisterCertificate", control::RegisterCertificate},
    {"RegisterCertificateWithoutCA", control::RegisterCertificateWithoutCA},
    {"RegisterThing", control::RegisterThing},
    {"RemoveThingFromBillingGroup", control::RemoveThingFromBillingGroup},
    {"RemoveThingFromThingGroup", control::RemoveThingFromThingGroup},
    {"SearchIndex", control::SearchIndex},
    {"SetDefaultPolicyVersion", control::SetDefaultPolicyVersion},
    {"TagResource", control::TagResource},
    {"UntagResource", control::UntagResource},
    {"UpdateBillingGroup", control::UpdateBillingGroup},
    {"UpdateCACertificate", control::UpdateCACertificate},
    {"UpdateCertificate", control::UpdateCertificate},
    {"UpdateDynamicThingGroup", control::UpdateDynamicThingGroup},
    {"UpdateEventConfigurations", control::UpdateEventConfigurations},
    {"UpdateIndexingConfiguration", control::UpdateIndexingConfiguration},
    {"UpdateJob", control::UpdateJob},
    {"UpdatePackage", control::UpdatePackage},
    {"UpdatePackageVersion", control::UpdatePackageVersion},
    {"UpdateProvisioningTemplate", control::UpdateProvisioningTemplate},
    {"UpdateThing", control::UpdateThing},
    {"UpdateThingGroup", control::UpdateThingGroup},
    {"UpdateThingGroupsForThing", control::UpdateThingGroupsForThing},
};

const Table kData = {
    {"DescribeJobExecution", data::DescribeJobExecution},
    {"GetPendingJobExecutions", data::GetPendingJobExecutions},
    {"StartNextPendingJobExecution", data::StartNextPendingJobExecution},
    {"UpdateJobExecution", data::UpdateJobExecution},
};

const Table kProvisioning = {
    {"CreateCertificateFromCsr", provisioning::CreateCertificateFromCsr},
    {"CreateKeysAndCertificate", provisioning::CreateKeysAndCertificate},
    {"RegisterThing", provisioning::RegisterThing},
};

const Table& TableOf(api_spec::Plane plane) {
  switch (plane) {
    case api_spec::Plane::kControl:
      return kControl;
    case api_spec::Plane::kData:
      return kData;
    case api_spec::Plane::kProvisioning:
    case api_spec::Plane::kEmulator:  // server/tools has these
      break;
  }
  return kProvisioning;
}

}  // namespace

Operation FindOperation(api_spec::Plane plane, std::string_view name) {
  const Table& table = TableOf(plane);
  const auto found = table.find(name);
  return found == table.end() ? nullptr : found->second;
}

std::string ArnOf(const Context& c, const char* kind, const std::string& name) {
  return engine::Arn{c.caller.region, c.settings.account_id, kind, name}.Text();
}

double Seconds(engine::Instant at) {
  return static_cast<double>(engine::Milliseconds(at)) / 1000;
}

engine::Job RequireJob(Context& c, const std::string& job_id) {
  auto job = storage::Jobs(c.store).Find(job_id);
  if (!job) {
    throw engine::Error(engine::ErrorCode::kResourceNotFound,
                        "Job " + job_id + " cannot be found.");
  }
  return *std::move(job);
}

// Ours: a namespaceId that is not the job's own finds no job; without one any job is found.
engine::Job RequireJobIn(Context& c, const json& in) {
  const std::string& job_id = in.at("jobId").get_ref<const std::string&>();
  engine::Job job = RequireJob(c, job_id);
  if (in.value("namespaceId", job.namespace_id) != job.namespace_id) {
    throw engine::Error(engine::ErrorCode::kResourceNotFound,
                        "Job " + job_id + " cannot be found.");
  }
  return job;
}

engine::Thing RequireThing(Context& c, const std::string& name) {
  auto thing = storage::Things(c.store).Find(name);
  if (!thing) {
    throw engine::Error(engine::ErrorCode::kResourceNotFound,
                        "Thing " + name + " cannot be found.");
  }
  return *std::move(thing);
}

engine::ThingType RequireThingType(Context& c, const std::string& name) {
  auto type = storage::ThingTypes(c.store).Find(name);
  if (!type) {
    throw engine::Error(engine::ErrorCode::kResourceNotFound,
                        "Thing type " + name + " cannot be found.");
  }
  return *std::move(type);
}

engine::ThingGroup RequireThingGroup(Context& c, const std::string& name) {
  auto group = storage::ThingGroups(c.store).Find(name);
  if (!group) {
    throw engine::Error(engine::ErrorCode::kResourceNotFound,
                        "Thing group " + name + " cannot be found.");
  }
  return *std::move(group);
}

engine::ThingGroup RequireStaticGroup(Context& c, const std::string& name) {
  auto group = RequireThingGroup(c, name);
  if (group.dynamic) {
    throw engine::Error(
        engine::ErrorCode::kInvalidRequest,
        "This operation does not support dynamic thing groups. Thing group arn: " +
            ArnOf(c, "thinggroup", name));
  }
  return group;
}

engine::BillingGroup RequireBillingGroup(Context& c, const std::string& name) {
  auto group = storage::BillingGroups(c.store).Find(name);
  if (!group) {
    throw engine::Error(engine::ErrorCode::kResourceNotFound,
                        "Billing group " + name + " cannot be found.");
  }
  return *std::move(group);
}

engine::JobExecution RequireExecution(Context& c, const std::string& job_id,
                                      const std::string& thing,
                                      std::optional<std::int64_t> number) {
  auto execution = storage::JobExecutions(c.store).Find(job_id, thing, number);
  if (!execution) {
    const std::string which = number ? "Execution " + std::to_string(*number) : "An execution";
    throw engine::Error(
        engine::ErrorCode::kResourceNotFound,
        which + " of job " + job_id + " on thing " + thing + " cannot be found.");
  }
  return *std::move(execution);
}

}  // namespace server

// The operations, by subject. Each reads like its page in the AWS reference.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "engine/arn.h"
#include "engine/error.h"
#include "server/service/operation.h"
#include "storage/page.h"

namespace engine {
struct BillingGroup;
struct IndexedFields;
struct Job;
struct JobExecution;
struct Thing;
struct ThingGroup;
struct ThingType;
}  // namespace engine

namespace server {

using nlohmann::json;

namespace control {
json CreateThing(Context& c, const json& in);
json DescribeThing(Context& c, const json& in);
json ListThings(Context& c, const json& in);
json UpdateThing(Context& c, const json& in);
json DeleteThing(Context& c, const json& in);

json CreateThingType(Context& c, const json& in);
json DescribeThingType(Context& c, const json& in);
json ListThingTypes(Context& c, const json& in);
json DeprecateThingType(Context& c, const json& in);
json DeleteThingType(Context& c, const json& in);

json CreateThingGroup(Context& c, const json& in);
json DescribeThingGroup(Context& c, const json& in);
json UpdateThingGroup(Context& c, const json& in);
json DeleteThingGroup(Context& c, const json& in);
json CreateDynamicThingGroup(Context& c, const json& in);
json UpdateDynamicThingGroup(Context& c, const json& in);
json DeleteDynamicThingGroup(Context& c, const json& in);
json ListThingGroups(Context& c, const json& in);
json ListThingGroupsForThing(Context& c, const json& in);
json AddThingToThingGroup(Context& c, const json& in);
json RemoveThingFromThingGroup(Context& c, const json& in);
json UpdateThingGroupsForThing(Context& c, const json& in);
json ListThingsInThingGroup(Context& c, const json& in);

json CreateBillingGroup(Context& c, const json& in);
json DescribeBillingGroup(Context& c, const json& in);
json UpdateBillingGroup(Context& c, const json& in);
json DeleteBillingGroup(Context& c, const json& in);
json ListBillingGroups(Context& c, const json& in);
json AddThingToBillingGroup(Context& c, const json& in);
json RemoveThingFromBillingGroup(Context& c, const json& in);
json ListThingsInBillingGroup(Context& c, const json& in);

json GetIndexingConfiguration(Context& c, const json& in);
json UpdateIndexingConfiguration(Context& c, const json& in);
json DescribeIndex(Context& c, const json& in);
json ListIndices(Context& c, const json& in);
json SearchIndex(Context& c, const json& in);

json CreateJob(Context& c, const json& in);
json DescribeJob(Context& c, const json& in);
json ListJobs(Context& c, const json& in);
json GetJobDocument(Context& c, const json& in);
json UpdateJob(Context& c, const json& in);
json CancelJob(Context& c, const json& in);
json AssociateTargetsWithJob(Context& c, const json& in);
json DeleteJob(Context& c, const json& in);

json DescribeJobExecution(Context& c, const json& in);
json ListJobExecutionsForJob(Context& c, const json& in);
json ListJobExecutionsForThing(Context& c, const json& in);
json CancelJobExecution(Context& c, const json& in);
json DeleteJobExecution(Context& c, const json& in);

json CreateJobTemplate(Context& c, const json& in);
json DescribeJobTemplate(Context& c, const json& in);
json ListJobTemplates(Context& c, const json& in);
json DeleteJobTemplate(Context& c, const json& in);
json DescribeManagedJobTemplate(Context& c, const json& in);
json ListManagedJobTemplates(Context& c, const json& in);

json CreatePackage(Context& c, const json& in);
json GetPackage(Context& c, const json& in);
json ListPackages(Context& c, const json& in);
json UpdatePackage(Context& c, const json& in);
json DeletePackage(Context& c, const json& in);
json CreatePackageVersion(Context& c, const json& in);
json GetPackageVersion(Context& c, const json& in);
json ListPackageVersions(Context& c, const json& in);
json UpdatePackageVersion(Context& c, const json& in);
json DeletePackageVersion(Context& c, const json& in);

json TagResource(Context& c, const json& in);
json UntagResource(Context& c, const json& in);
json ListTagsForResource(Context& c, const json& in);

json DescribeEndpoint(Context& c, const json& in);
json DescribeEventConfigurations(Context& c, const json& in);
json UpdateEventConfigurations(Context& c, const json& in);

json CreateKeysAndCertificate(Context& c, const json& in);
json CreateCertificateFromCsr(Context& c, const json& in);
json RegisterCertificateWithoutCA(Context& c, const json& in);
json DescribeCertificate(Context& c, const json& in);
json ListCertificates(Context& c, const json& in);
json UpdateCertificate(Context& c, const json& in);
json DeleteCertificate(Context& c, const json& in);

json AttachThingPrincipal(Context& c, const json& in);
json DetachThingPrincipal(Context& c, const json& in);
json ListThingPrincipals(Context& c, const json& in);
json ListPrincipalThings(Context& c, const json& in);

json CreatePolicy(Context& c, const json& in);
json GetPolicy(Context& c, const json& in);
json ListPolicies(Context& c, const json& in);
json DeletePolicy(Context& c, const json& in);
json CreatePolicyVersion(Context& c, const json& in);
json GetPolicyVersion(Context& c, const json& in);
json ListPolicyVersions(Context& c, const json& in);
json DeletePolicyVersion(Context& c, const json& in);
json SetDefaultPolicyVersion(Context& c, const json& in);

json AttachPolicy(Context& c, const json& in);
json DetachPolicy(Context& c, const json& in);
json ListAttachedPolicies(Context& c, const json& in);
json ListTargetsForPolicy(Context& c, const json& in);
json AttachPrincipalPolicy(Context& c, const json& in);
json DetachPrincipalPolicy(Context& c, const json& in);
json ListPolicyPrincipals(Context& c, const json& in);
json ListPrincipalPolicies(Context& c, const json& in);

json GetRegistrationCode(Context& c, const json& in);
json DeleteRegistrationCode(Context& c, const json& in);
json RegisterCACertificate(Context& c, const json& in);
json DescribeCACertificate(Context& c, const json& in);
json ListCACertificates(Context& c, const json& in);
json UpdateCACertificate(Context& c, const json& in);
json DeleteCACertificate(Context& c, const json& in);
json RegisterCertificate(Context& c, const json& in);
json ListCertificatesByCA(Context& c, const json& in);

json CreateProvisioningTemplate(Context& c, const json& in);
json DescribeProvisioningTemplate(Context& c, const json& in);
json ListProvisioningTemplates(Context& c, const json& in);
json UpdateProvisioningTemplate(Context& c, const json& in);
json DeleteProvisioningTemplate(Context& c, const json& in);
json CreateProvisioningTemplateVersion(Context& c, const json& in);
json DescribeProvisioningTemplateVersion(Context& c, const json& in);
json ListProvisioningTemplateVersions(Context& c, const json& in);
json DeleteProvisioningTemplateVersion(Context& c, const json& in);
json CreateProvisioningClaim(Context& c, const json& in);
json RegisterThing(Context& c, const json& in);
}  // namespace control

namespace data {
json GetPendingJobExecutions(Context& c, const json& in);
json StartNextPendingJobExecution(Context& c, const json& in);
json DescribeJobExecution(Context& c, const json& in);
json UpdateJobExecution(Context& c, const json& in);
}  // namespace data

// What devices ask over MQTT to become things.
namespace provisioning {
json CreateKeysAndCertificate(Context& c, const json& in);
json CreateCertificateFromCsr(Context& c, const json& in);
json RegisterThing(Context& c, const json& in);
}  // namespace provisioning

// The ARN of something of ours, in the region that the caller uses.
std::string ArnOf(const Context& c, const char* kind, const std::string& name);
// As the control plane writes time: epoch seconds with a fraction.
double Seconds(engine::Instant at);

// CreateJob's input with what the template that it names gives, and the document as it was
// before its parameters were filled in as documentBeforeSubstitution; throws for an unknown
// one.
json WithTemplate(Context& c, json in);
// Settings of a job or a template to be made; throws InvalidRequest.
void CheckJobSettings(const json& in);
// Those settings that jobs and templates keep.
json ConfigsFrom(const json& in);
// Gives something new its `tags`, if any were sent; `kind` is as in its ARN.
void KeepTags(Context& c, const char* kind, const std::string& name, const json& in);
// Whether `tags` were sent for something that exists and has others.
bool HasOtherTags(Context& c, const char* kind, const std::string& name, const json& in);

// What an operation works on; each throws ResourceNotFound.
engine::Job RequireJob(Context& c, const std::string& job_id);
// The job that `jobId` names, in the `namespaceId` that may be given.
engine::Job RequireJobIn(Context& c, const json& in);
engine::Thing RequireThing(Context& c, const std::string& name);
engine::ThingType RequireThingType(Context& c, const std::string& name);
engine::ThingGroup RequireThingGroup(Context& c, const std::string& name);
// Throws InvalidRequest for a dynamic one.
engine::ThingGroup RequireStaticGroup(Context& c, const std::string& name);
engine::BillingGroup RequireBillingGroup(Context& c, const std::string& name);
engine::JobExecution RequireExecution(Context& c, const std::string& job_id,
                                      const std::string& thing,
                                      std::optional<std::int64_t> number = {});

namespace control {
// The properties of a thing group with those that are sent put into them.
json WithGroupProperties(const Context& c, json properties, const json& in);
// The name of something, given as such or in an ARN of the kind.
std::string NameOrArn(const json& in, const char* name_member, const char* arn_member,
                      const char* kind);
// [{"groupName", "groupArn"}] of the kind, and the nextToken; `list` as PageFrom has it.
json GroupPage(const Context& c, const char* member, const char* kind, const std::string& list,
               const storage::Page<std::string>& page);
// The configuration that GetIndexingConfiguration shows.
json IndexingConfiguration(Context& c);
inline constexpr char kEnableIndex[] =
    ". Please enable index by calling UpdateIndexingConfiguration";
// Which fields the index has. Throws InvalidRequest for an unknown one, and ResourceNotFound,
// with the advice, when it is off.
engine::IndexedFields RequireIndex(Context& c, const std::string& index_name,
                                   const char* advice = "");
}  // namespace control

}  // namespace server

#include "server/operations/identity/principals.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "engine/arn.h"
#include "engine/error.h"
#include "engine/registry/thing.h"
#include "engine/uuid.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/calls/required.h"
#include "server/operations/page_token.h"
#include "server/operations/tables.h"
#include "storage/registry/things.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using storage::Certificates;

engine::Certificate RequireCertificate(Context& c, const std::string& id) {
  auto certificate = Certificates(c.store).Find(id);
  if (!certificate) {
    throw Error(ErrorCode::kResourceNotFound, "Certificate " + id + " cannot be found.");
  }
  return *std::move(certificate);
}

engine::Policy RequirePolicy(Context& c, const std::string& name) {
  auto policy = Certificates(c.store).FindPolicy(name);
  if (!policy) {
    throw Error(ErrorCode::kResourceNotFound, "Policy " + name + " cannot be found.");
  }
  return *std::move(policy);
}

std::string PrincipalFrom(Context& c, const json& in) {
  const std::string& text = Text(in, "principal");
  const auto arn = engine::ParseArn(text);
  if (!arn || arn->kind != "cert") {
    // Ours: Cognito identities and IAM principals are not known here.
    throw Error(ErrorCode::kInvalidRequest, "The given ARN does not represent a cert");
  }
  if (arn->account_id != c.settings.account_id || arn->region != c.caller.region) {
    throw Error(ErrorCode::kResourceNotFound, "Principal " + text + " cannot be found.");
  }
  return RequireCertificate(c, arn->name).id;
}

storage::PageRequest MarkedPage(const json& in, const std::string& list, int page_size) {
  json page = json::object();
  if (in.contains("pageSize")) page["maxResults"] = in["pageSize"];
  if (in.contains("marker")) page["nextToken"] = in["marker"];
  return PageFrom(page, list, page_size);
}

ListByAge ByAge(const json& in, const std::string& list, int page_size) {
  const bool ascending = Flag(in, "ascendingOrder");
  const std::string name = list + (ascending ? " ascending" : "");
  return {name, ascending ? storage::Order::kOldestFirst : storage::Order::kNewestFirst,
          MarkedPage(in, name, page_size)};
}

std::string GenerationId(const std::string& certificate, std::int64_t version) {
  return engine::UuidOf(certificate + " " + std::to_string(version));
}

namespace {

constexpr char kType[] = "thingPrincipalType";
constexpr char kExclusive[] = "EXCLUSIVE_THING";

std::optional<bool> ExclusiveFilter(const json& in) {
  const auto type = Maybe<std::string>(in, kType);
  if (!type) return std::nullopt;
  return *type == kExclusive;
}

json AttachThingPrincipal(Context& c, const json& in) {
  const std::string thing = RequireThing(c, Text(in, "thingName")).name;
  const std::string certificate = PrincipalFrom(c, in);
  const bool exclusive = in.value(kType, "") == kExclusive;
  Certificates certificates(c.store);
  const auto holders = certificates.ThingsOf(certificate, {.limit = 2}).rows;
  const bool is_only_holder = holders.empty() || holders == std::vector{thing};
  if ((exclusive || certificates.IsExclusive(certificate)) && !is_only_holder) {
    throw Error(ErrorCode::kInvalidRequest,
                "Principal " + Text(in, "principal") +
                    " is attached to another thing, and cannot be so and exclusively to one.");
  }
  if (!holders.empty() && is_only_holder &&
      exclusive != certificates.IsExclusive(certificate)) {
    throw Error(ErrorCode::kInvalidRequest,
                "Principal " + Text(in, "principal") + " is attached to thing " + thing +
                    " with another thingPrincipalType; detach it first.");
  }
  certificates.Attach(thing, certificate, exclusive);
  return json::object();
}

json DetachThingPrincipal(Context& c, const json& in) {
  const std::string thing = RequireThing(c, Text(in, "thingName")).name;
  const std::string certificate = PrincipalFrom(c, in);
  Certificates certificates(c.store);
  if (!certificates.IsAttached(thing, certificate)) {
    throw Error(ErrorCode::kResourceNotFound, "Principal " + Text(in, "principal") +
                                                  " is not attached to thing " + thing + ".");
  }
  certificates.Detach(thing, certificate);
  return json::object();
}

std::string ThingWithPrincipals(Context& c, const json& in) {
  const std::string& name = Text(in, "thingName");
  if (!storage::Things(c.store).Has(name)) {
    throw Error(ErrorCode::kResourceNotFound,
                "Failed to list principals for thing " + name +
                    " because the thing does not exist in your account");
  }
  return name;
}

json ListThingPrincipals(Context& c, const json& in) {
  const std::string thing = ThingWithPrincipals(c, in);
  const std::string list = "ListThingPrincipals " + thing;
  const auto page = Certificates(c.store).PrincipalsOf(thing, PageFrom(in, list));
  json principals = json::array();
  for (const std::string& id : page.rows) principals.push_back(ArnOf(c, "cert", id));
  json output = {{"principals", std::move(principals)}};
  if (page.next) output["nextToken"] = PageToken(list, *page.next);
  return output;
}

json ListPrincipalThings(Context& c, const json& in) {
  const std::string certificate = PrincipalFrom(c, in);
  const std::string list = "ListPrincipalThings " + certificate;
  const auto page = Certificates(c.store).ThingsOf(certificate, PageFrom(in, list));
  json output = {{"things", page.rows}};
  if (page.next) output["nextToken"] = PageToken(list, *page.next);
  return output;
}

json ListThingPrincipalsV2(Context& c, const json& in) {
  const std::string thing = ThingWithPrincipals(c, in);
  const std::string list = "ListThingPrincipalsV2 " + in.value(kType, "") + " " + thing;
  Certificates certificates(c.store);
  const auto page = certificates.PrincipalsOf(thing, PageFrom(in, list), ExclusiveFilter(in));
  json objects = json::array();
  for (const std::string& id : page.rows) {
    const bool exclusive = certificates.IsExclusive(id);
    objects.push_back({{"principal", ArnOf(c, "cert", id)},
                       {kType, exclusive ? kExclusive : "NON_EXCLUSIVE_THING"}});
  }
  json output = {{"thingPrincipalObjects", std::move(objects)}};
  if (page.next) output["nextToken"] = PageToken(list, *page.next);
  return output;
}

json ListPrincipalThingsV2(Context& c, const json& in) {
  const std::string certificate = PrincipalFrom(c, in);
  const std::string list = "ListPrincipalThingsV2 " + in.value(kType, "") + " " + certificate;
  Certificates certificates(c.store);
  const auto page = certificates.ThingsOf(certificate, PageFrom(in, list), ExclusiveFilter(in));
  const bool exclusive = certificates.IsExclusive(certificate);
  json objects = json::array();
  for (const std::string& thing : page.rows) {
    objects.push_back(
        {{"thingName", thing}, {kType, exclusive ? kExclusive : "NON_EXCLUSIVE_THING"}});
  }
  json output = {{"principalThingObjects", std::move(objects)}};
  if (page.next) output["nextToken"] = PageToken(list, *page.next);
  return output;
}

}  // namespace

OperationTable PrincipalOperations() {
  return {
      {"AttachThingPrincipal", AttachThingPrincipal},
      {"DetachThingPrincipal", DetachThingPrincipal},
      {"ListThingPrincipals", ListThingPrincipals},
      {"ListPrincipalThings", ListPrincipalThings},
      {"ListThingPrincipalsV2", ListThingPrincipalsV2},
      {"ListPrincipalThingsV2", ListPrincipalThingsV2},
  };
}

}  // namespace server

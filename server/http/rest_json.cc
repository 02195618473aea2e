#include "server/http/rest_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <nlohmann/json.hpp>
#include <random>

#include "engine/text/base64.h"
#include "engine/text/json_depth.h"

namespace http {
namespace {

using api_spec::Location;
using nlohmann::json;
using Type = api_spec::Schema::Type;

template <typename Number>
json NumberOrText(const std::string& text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, number);
  if (problem == std::errc() && stop == end) return number;
  return text;
}

json FromText(const api_spec::Schema* schema, const std::string& text) {
  switch (schema == nullptr ? Type::kString : schema->type) {
    case Type::kInteger:
      return NumberOrText<std::int64_t>(text);
    case Type::kNumber:
      return NumberOrText<double>(text);
    case Type::kBoolean:
      if (text == "true") return true;
      if (text == "false") return false;
      return text;
    default:
      return text;
  }
}

json FromQuery(const api_spec::Member& member, const Target& target) {
  if (member.schema == nullptr || member.schema->type != Type::kArray) {
    const std::optional<std::string> text = target.Query(member.wire_name);
    return text ? FromText(member.schema, *text) : json();
  }
  json list;
  for (const auto& [name, text] : target.query) {
    if (name == member.wire_name) list.push_back(FromText(member.schema->items, text));
  }
  return list;
}

json FromHeader(const api_spec::Member& member, const Request& request) {
  std::string name = member.wire_name;
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::string text(request.Header(name));
  if (!IsUtf8(text)) engine::RefuseRequest("The header " + member.wire_name + " is not UTF-8.");
  return text.empty() ? json() : FromText(member.schema, text);
}

// Text that is not UTF-8 must not keep an answer from leaving.
std::string Text(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

// Throws unless the operation has such a member in that place.
void RequireDescribed(const api_spec::Operation& operation, Location in,
                      const std::string& name) {
  std::string known;
  for (const api_spec::Member& member : operation.members) {
    if (member.in != in) continue;
    if (member.wire_name == name) return;
    known += (known.empty() ? "" : ", ") + member.wire_name;
  }
  engine::RefuseRequest("There is no " + name + " in the " +
                        (in == Location::kQuery ? "query" : "body") + " of " + operation.name +
                        "; it takes " + (known.empty() ? "nothing" : known) + " there.");
}

// Likewise of what stands within a member.
void RequireDescribedWithin(const api_spec::Schema& schema, const std::string& where,
                            const json& value) {
  if (value.is_array() && schema.items != nullptr) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string place = fmt::format("{}.{}.member", where, i + 1);
      RequireDescribedWithin(*schema.items, place, value[i]);
    }
  }
  if (!value.is_object() || schema.properties.empty()) return;
  for (const auto& [name, inner] : value.items()) {
    std::string known;
    const api_spec::Schema* found = nullptr;
    for (const auto& [property, described] : schema.properties) {
      if (property == name) found = described;
      known += (known.empty() ? "" : ", ") + property;
    }
    if (found == nullptr) {
      engine::RefuseRequest(
          fmt::format("There is no {} in {}; it takes {}.", name, where, known));
    }
    const std::string place = fmt::format("{}.{}", where, name);
    if (inner.is_null()) engine::RefuseRequest(place + " is null: leave it out instead.");
    RequireDescribedWithin(*found, place, inner);
  }
}

json FromPlace(const api_spec::Member& member, const Target& target, const Request& request) {
  switch (member.in) {
    case Location::kQuery:
      return FromQuery(member, target);
    case Location::kHeader:
      return FromHeader(member, request);
    case Location::kPayload:
      return request.body.empty() ? json() : json(engine::Base64(request.body));
    case Location::kPath:  // the router knows these
    case Location::kBody:
      break;
  }
  return {};
}

Response ErrorAnswer(int status, const std::string& name, const json& body,
                     std::string request_id) {
  Response response = Answer(status, Text(body), std::move(request_id));
  response.headers.emplace_back("x-amzn-ErrorType", name);
  return response;
}

}  // namespace

json ParseObject(std::string_view body) {
  if (body.empty()) return json::object();
  if (engine::NestsTooDeeply(body)) {
    engine::RefuseRequest("The request body is nested too deeply.");
  }
  try {
    json value = json::parse(body);
    if (!value.is_object()) engine::RefuseRequest("The request body is not a JSON object.");
    return value;
  } catch (const json::exception& problem) {
    const std::string_view what = problem.what();  // "[json.exception...] parse error at ..."
    const std::size_t prefix = what.find("] ");
    engine::RefuseRequest(
        "The request body is not JSON: " +
        std::string(what.substr(prefix == std::string_view::npos ? 0 : prefix + 2)));
  }
}

json ReadInput(const Match& match, const Target& target, const Request& request) {
  const std::vector<api_spec::Member>& members = match.operation->members;
  // Ours: an operation without body members does not look at the body.
  const bool reads_body =
      std::any_of(members.begin(), members.end(),
                  [](const api_spec::Member& member) { return member.in == Location::kBody; });
  json input = reads_body ? ParseObject(request.body) : json::object();
  for (const api_spec::Member& member : members) {
    if (member.in == Location::kBody) continue;
    input.erase(member.name);
    json value = FromPlace(member, target, request);
    if (!value.is_null()) input[member.name] = std::move(value);
  }
  for (const auto& part : match.path) {
    const auto member = std::find_if(members.begin(), members.end(), [&](const auto& one) {
      return one.in == Location::kPath && one.wire_name == part.first;
    });
    const bool known = member != members.end();
    input[known ? member->name : part.first] =
        FromText(known ? member->schema : nullptr, part.second);
  }
  return input;
}

void RefuseUndescribed(const Match& match, const Target& target, const Request& request) {
  for (const auto& [name, text] : target.query) {
    RequireDescribed(*match.operation, Location::kQuery, name);
  }
  const bool is_payload = std::ranges::any_of(
      match.operation->members,
      [](const api_spec::Member& member) { return member.in == Location::kPayload; });
  if (is_payload) return;
  const json body = ParseObject(request.body);
  for (const auto& [name, value] : body.items()) {
    RequireDescribed(*match.operation, Location::kBody, name);
    if (value.is_null()) engine::RefuseRequest(name + " is null: leave it out instead.");
    for (const api_spec::Member& member : match.operation->members) {
      if (member.wire_name == name) RequireDescribedWithin(*member.schema, name, value);
    }
  }
}

std::string NewRequestId() {
  thread_local std::mt19937_64 random{std::random_device{}()};
  const std::uint64_t high = (random() & ~0xf000ULL) | 0x4000ULL;  // a UUID of version 4
  const std::uint64_t low = (random() >> 2) | 1ULL << 63;
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xffff,
                     high & 0xffff, low >> 48, low & 0xffffffffffffULL);
}

Response Answer(int status, std::string body, std::string request_id) {
  Response response;
  response.status = status;
  response.headers.emplace_back("x-amzn-RequestId", std::move(request_id));
  if (!body.empty()) response.headers.emplace_back("content-type", "application/json");
  response.body = std::move(body);
  return response;
}

Response Success(const api_spec::Operation& operation, const json& output,
                 std::string request_id) {
  return Answer(200, operation.output == nullptr ? std::string() : Text(output),
                std::move(request_id));
}

Response Failure(const api_spec::ErrorForm& form, api_spec::Plane plane,
                 const engine::Error& error, std::string request_id) {
  json body = {{"message", error.message}};
  if (plane != api_spec::Plane::kData) {
    for (const char* name : {"resourceId", "resourceArn"}) {
      if (error.detail.contains(name)) body[name] = error.detail[name];
    }
  }
  return ErrorAnswer(form.status, form.name, body, std::move(request_id));
}

Response Refusal(int status, const std::string& name, const std::string& message) {
  return ErrorAnswer(status, name, {{"message", message}}, NewRequestId());
}

}  // namespace http

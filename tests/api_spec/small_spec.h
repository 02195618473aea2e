// A description with one operation, made of the schemas that a test is about.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "api_spec/spec.h"

namespace api_spec {

// One operation, PutIt, whose body has the given schema; it answers with the same shape.
inline nlohmann::ordered_json SmallDocument(const std::string& body_schema) {
  auto document = nlohmann::ordered_json::parse(R"({
    "x-error-forms": {
      "InvalidRequest": {"status": 400, "name": "InvalidRequestException"},
      "InternalFailure": {"status": 500, "name": "InternalFailureException"}},
    "paths": {"/it": {"put": {
      "operationId": "PutIt",
      "requestBody": {"content": {"application/json": {"schema": {}}}},
      "responses": {"200": {"content": {"application/json": {"schema": {}}}}},
      "x-errors": ["InvalidRequest"],
      "x-iam": {"resources": "*"},
      "x-emulated": "full"}}},
    "components": {"schemas": {
      "Name": {"type": "string", "maxLength": 3},
      "Pair": {"type": "object", "required": ["left"], "properties": {
        "left": {"type": "integer", "minimum": 1},
        "right": {"type": "boolean"}}}}}})");
  auto& operation = document["paths"]["/it"]["put"];
  const auto schema = nlohmann::ordered_json::parse(body_schema);
  operation["requestBody"]["content"]["application/json"]["schema"] = schema;
  operation["responses"]["200"]["content"]["application/json"]["schema"] = schema;
  return document;
}

// A Spec whose control plane has PutIt only.
struct SmallSpec {
  explicit SmallSpec(const std::string& body_schema)
      : spec({{Plane::kControl, SmallDocument(body_schema)}}),
        operation(spec.Find(Plane::kControl, "PutIt")) {}

  Spec spec;
  const Operation& operation;
};

}  // namespace api_spec

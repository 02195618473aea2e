// What jobs and the templates that they are made from have in common.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace server {

struct Context;

// CreateJob's input with what the template that it names gives, and the document as it was
// before its parameters were filled in as documentBeforeSubstitution; throws for an unknown
// one.
nlohmann::json WithTemplate(Context& c, nlohmann::json in);
// Settings of a job or a template to be made; throws InvalidRequest.
void CheckJobSettings(const nlohmann::json& in);
// Those settings that jobs and templates keep.
nlohmann::json ConfigsFrom(const nlohmann::json& in);

}  // namespace server

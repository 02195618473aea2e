// What is handed out as it is: the certificate that clients are to trust, the API descriptions.
#include <nlohmann/json.hpp>
#include <string>

#include "api_spec/documents.h"
#include "engine/error.h"
#include "server/tools/tools.h"

namespace tools {
namespace {

using nlohmann::json;

// The document of the kind that the input names: "iot.json".
Answer Description(std::string_view kind, const json& input) {
  const auto& file = input.at("document").get_ref<const std::string&>();
  std::string known;
  for (const api_spec::Document& document : api_spec::Documents()) {
    if (document.kind != kind) continue;
    const std::string name = std::string(document.name) + ".json";
    if (name == file)
      return {.file = std::string(document.text), .media_type = "application/json"};
    known += (known.empty() ? "" : ", ") + name;
  }
  throw engine::Error(engine::ErrorCode::kResourceNotFound,
                      "There is no description " + file + " here; there are " + known + ".");
}

}  // namespace

Answer GetCaCertificate(Tools& tools, const json& /*input*/) {
  return {.file = tools.ca_certificate, .media_type = "application/x-pem-file"};
}

Answer GetOpenApi(Tools& /*tools*/, const json& input) {
  return Description("openapi", input);
}

Answer GetAsyncApi(Tools& /*tools*/, const json& input) {
  return Description("asyncapi", input);
}

}  // namespace tools

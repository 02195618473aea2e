#include "engine/ota/ota_document.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/text/base64.h"

namespace engine {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr char kCustom[] = "customCodeSigning";
constexpr char kSigningJob[] = "startSigningJobParameter";

std::string Lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

const json& Part(const json& value, const char* member) {
  static const json kNone = json::object();
  const auto found = value.find(member);
  return found == value.end() ? kNone : *found;
}

ordered_json FileOf(const OtaFile& file) {
  ordered_json shown = {{"filepath", file.path}, {"filesize", file.size}, {"fileid", file.id}};
  if (!file.certificate_path.empty()) shown["certfile"] = file.certificate_path;
  if (file.type) shown["fileType"] = *file.type;
  if (!file.url.empty()) {
    shown["update_data_url"] = file.url;
    shown["auth_scheme"] = "aws.s3.presigned";
  }
  if (file.signature) shown[file.signature->name] = file.signature->value;
  return shown;
}

}  // namespace

std::string OtaDocument(const std::vector<std::string>& protocols, const std::string& stream_id,
                        const std::vector<OtaFile>& files) {
  ordered_json update = {{"protocols", protocols}};
  if (!stream_id.empty()) update["streamname"] = stream_id;
  update["files"] = ordered_json::array();
  for (const OtaFile& file : files) update["files"].push_back(FileOf(file));
  return ordered_json{{"afr_ota", std::move(update)}}.dump();
}

SignedBy ReadSignedBy(const json& code_signing) {
  const auto given =
      std::ranges::count_if(std::array{"awsSignerJobId", kSigningJob, kCustom},
                            [&](const char* member) { return code_signing.contains(member); });
  if (given != 1) {
    RefuseRequest(
        "codeSigning needs exactly one of awsSignerJobId, startSigningJobParameter and "
        "customCodeSigning.");
  }
  return code_signing.contains(kCustom) ? SignedBy::kCaller : SignedBy::kSigner;
}

FileSignature CallersSignature(const json& code_signing) {
  const json& custom = Part(code_signing, kCustom);
  std::string value = Part(custom, "signature").value("inlineDocument", "");
  const std::string hash = custom.value("hashAlgorithm", "");
  const std::string algorithm = custom.value("signatureAlgorithm", "");
  if (value.empty() || hash.empty() || algorithm.empty()) {
    RefuseRequest(
        "customCodeSigning needs a signature, a hashAlgorithm and a signatureAlgorithm.");
  }
  if (!FromBase64(value)) RefuseRequest("The signature's inlineDocument is not in base 64.");
  return {"sig-" + Lower(hash) + "-" + Lower(algorithm), std::move(value)};
}

std::string CertificatePath(const json& code_signing) {
  std::string name =
      Part(Part(code_signing, kCustom), "certificateChain").value("certificateName", "");
  if (!name.empty()) return name;
  return Part(Part(code_signing, kSigningJob), "signingProfileParameter")
      .value("certificatePathOnDevice", "");
}

}  // namespace engine

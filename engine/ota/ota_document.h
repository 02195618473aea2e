// The document of an OTA update's job, as AWS's libraries for devices read it.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace engine {

struct FileSignature {
  std::string name;   // "sig-sha256-ecdsa"
  std::string value;  // in base 64
};

struct OtaFile {
  std::string path;
  std::uint64_t size = 0;
  std::int64_t id = 0;  // in the stream
  std::optional<std::int64_t> type;
  std::string certificate_path;  // on the device; empty: not said
  std::string url;               // or what becomes one; empty: not over HTTP
  std::optional<FileSignature> signature;
};

// `stream_id` is empty where files do not come over MQTT.
std::string OtaDocument(const std::vector<std::string>& protocols, const std::string& stream_id,
                        const std::vector<OtaFile>& files);

// How a file is signed.
enum class SignedBy { kNobody, kSigner, kCaller };

// Of a file's codeSigning. Throws InvalidRequest for one that says two things, or nothing.
SignedBy ReadSignedBy(const nlohmann::json& code_signing);
// Of SignedBy::kCaller. Throws InvalidRequest for a customCodeSigning that lacks something.
FileSignature CallersSignature(const nlohmann::json& code_signing);
// Where the device finds the certificate; empty where that is not said.
std::string CertificatePath(const nlohmann::json& code_signing);

}  // namespace engine

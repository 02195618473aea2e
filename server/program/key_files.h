// Flags that name files of keys and certificates. Each throws std::invalid_argument with a line
// for the user.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/access/credentials.h"
#include "engine/identity/x509.h"

namespace server {

// --`what`-certificate and --`what`-key, PEM, which must be given together. Nothing for no
// paths.
std::optional<engine::CertificateWithKey> ReadPair(const std::string& what,
                                                   const std::string& certificate_path,
                                                   const std::string& key_path);

std::string ReadCodeSignKey(const std::string& path);

std::vector<engine::Credential> ReadCredentials(const std::string& path);

}  // namespace server

// The emulator's own certification authority.
#pragma once

#include "engine/identity/x509.h"

namespace storage {
class Store;
}

namespace server {

// The one that the store keeps; made, within the transaction that runs, when there is none yet.
engine::CertificateWithKey AuthorityIn(storage::Store& store);

// In the place of the one that the store keeps.
void UseAuthority(storage::Store& store, const engine::CertificateWithKey& authority);

}  // namespace server

#include "server/access/authority.h"

#include "storage/identity/certificates.h"

namespace server {

engine::CertificateWithKey AuthorityIn(storage::Store& store) {
  storage::Certificates certificates(store);
  if (const auto kept = certificates.FindAuthority()) {
    return {kept->certificate, kept->private_key};
  }
  engine::CertificateWithKey made = engine::NewAuthority();
  certificates.Keep({made.certificate, made.private_key});
  return made;
}

void UseAuthority(storage::Store& store, const engine::CertificateWithKey& authority) {
  storage::Certificates(store).Keep({authority.certificate, authority.private_key});
}

}  // namespace server

#include "server/authority.h"

#include "storage/certificates.h"

namespace server {

CertificateWithKey AuthorityIn(storage::Store& store) {
  storage::Certificates certificates(store);
  if (const auto kept = certificates.FindAuthority()) {
    return {kept->certificate, kept->private_key};
  }
  CertificateWithKey made = NewAuthority();
  certificates.Keep({made.certificate, made.private_key});
  return made;
}

}  // namespace server

#include "storage/objects/tables.h"

#include "objects_schema.h"

namespace storage {

const Schema kObjectsSchema{kObjectsSql, kObjectsUpgrades};

}  // namespace storage

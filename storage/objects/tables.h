// The tables of the object store's database.
#pragma once

#include "storage/schema.h"

namespace storage {

extern const Schema kObjectsSchema;

}  // namespace storage

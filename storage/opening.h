// Why a database can't be opened, and what to do about it.
#pragma once

#include <SQLiteCpp/Exception.h>

#include <string>

namespace storage {

// A line for the user.
std::string WhyNotOpened(const std::string& path, const SQLite::Exception& failure);

}  // namespace storage

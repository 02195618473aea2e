// The log's lines about what is in the journal.
#pragma once

#include "api_spec/spec.h"
#include "server/journal/entry.h"

namespace server {

// One line a call over HTTP, and one a refusal by policies or the broker's rules. Reads that
// succeed are told to those who ask for details.
void LogEntry(const api_spec::Spec& spec, const Entry& entry);

}  // namespace server

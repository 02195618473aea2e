// Job documents: where they come from, and what a device gets.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "engine/jobs/job.h"
#include "engine/jobs/job_execution.h"
#include "server/calls/operation.h"

namespace server {

// The input of CreateJob or CreateJobTemplate with the document that its documentSource names,
// checked; some placeholders are left for WithPlaceholdersFilled. Throws InvalidRequest.
nlohmann::json WithDocument(Context& c, nlohmann::json in);

// The input of CreateJob, its document with what packages say and with signatures of files in
// place of their placeholders, and the one before as documentBeforeSubstitution. Throws
// InvalidRequest; NotImplemented where there is no key to sign with.
nlohmann::json WithPlaceholdersFilled(Context& c, nlohmann::json in);

// The job's document as the device of the execution gets it: placeholders of presigned URLs
// become fresh ones each time.
std::string DocumentFor(const Context& c, const engine::Job& job,
                        const engine::JobExecution& execution);

}  // namespace server

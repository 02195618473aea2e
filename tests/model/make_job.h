// Random inputs of operations that describe or change a job.
#pragma once

#include "tests/model/dice.h"
#include "tests/model/model.h"

namespace model {

// Members of CreateJob other than jobId.
json JobMembers(Dice& dice, const std::string& job_id, Milliseconds now);
// Members of UpdateJob other than jobId.
json UpdateMembers(Dice& dice);

std::string AnyGroup(Dice& dice);
// The ARN of a thing group.
std::string GroupArn(const std::string& name);

}  // namespace model

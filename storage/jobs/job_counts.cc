#include "storage/jobs/job_counts.h"

#include "storage/store.h"

namespace storage {

JobCounts::ByStatus JobCounts::Jobs() {
  return Counted("SELECT status, count(*) FROM job GROUP BY status");
}

JobCounts::ByStatus JobCounts::Executions() {
  return Counted("SELECT status, sum(count) FROM execution_count GROUP BY status");
}

JobCounts::ByStatus JobCounts::Counted(const char* sql) {
  SQLite::Statement& rows = store_.Prepared(sql);
  ByStatus counts;
  while (rows.executeStep()) {
    counts[rows.getColumn(0).getString()] = rows.getColumn(1).getInt64();
  }
  return counts;
}

}  // namespace storage

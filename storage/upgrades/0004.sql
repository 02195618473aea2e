-- What is next is found over all namespaces.
DROP INDEX job_execution_pending;
CREATE INDEX job_execution_pending
  ON job_execution (thing_name, status, queued_at, sequence, namespace_id)
  WHERE +status IN ('IN_PROGRESS', 'QUEUED') AND hidden IS NOT 1;

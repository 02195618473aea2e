ALTER TABLE provisioning_template ADD COLUMN hook TEXT NOT NULL DEFAULT 'null';

-- Bulk registrations: a template, and a file with the parameters of each device.
CREATE TABLE registration_task (
  sequence      INTEGER PRIMARY KEY,  -- order of creation
  task_id       TEXT NOT NULL UNIQUE,
  template_body TEXT NOT NULL,
  bucket        TEXT NOT NULL,
  object_key    TEXT NOT NULL,
  role_arn      TEXT NOT NULL,
  status        TEXT NOT NULL,
  message       TEXT NOT NULL,
  succeeded     INTEGER NOT NULL,
  failed        INTEGER NOT NULL,
  lines         INTEGER NOT NULL,  -- that are done
  position      INTEGER NOT NULL,  -- the bytes of these
  size          INTEGER NOT NULL,
  etag          TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX registration_task_under_way ON registration_task (sequence)
  WHERE status IN ('InProgress', 'Cancelling');

-- What is to stand in the reports of those that are under way.
CREATE TABLE registration_report (
  task_id TEXT NOT NULL REFERENCES registration_task (task_id),
  type    INTEGER NOT NULL,  -- 0 errors, 1 results
  number  INTEGER NOT NULL,  -- of the line in the file, less one
  line    TEXT NOT NULL,
  PRIMARY KEY (task_id, type, number)
) STRICT, WITHOUT ROWID;

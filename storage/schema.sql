-- Instants are milliseconds since 1970 in UTC. Statuses are AWS's names.

CREATE TABLE thing_type (
  type_name     TEXT PRIMARY KEY,
  type_id       TEXT NOT NULL,
  properties    TEXT NOT NULL,  -- thingTypeProperties, JSON
  created_at    INTEGER NOT NULL,
  deprecated_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE billing_group (
  group_name TEXT PRIMARY KEY,
  group_id   TEXT NOT NULL,
  properties TEXT NOT NULL,  -- billingGroupProperties, JSON
  version    INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE thing (
  thing_name    TEXT PRIMARY KEY,
  thing_id      TEXT NOT NULL,
  attributes    TEXT NOT NULL,  -- a JSON object
  version       INTEGER NOT NULL,
  type_name     TEXT REFERENCES thing_type,
  billing_group TEXT REFERENCES billing_group
) STRICT, WITHOUT ROWID;
CREATE INDEX thing_by_type ON thing (type_name, thing_name) WHERE type_name IS NOT NULL;

-- The attributes of things one by one, to list things by them. Kept by the triggers.
CREATE TABLE thing_attribute (
  name       TEXT NOT NULL,
  value      TEXT NOT NULL,
  thing_name TEXT NOT NULL,
  PRIMARY KEY (name, value, thing_name)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER thing_attribute_insert AFTER INSERT ON thing BEGIN
  INSERT INTO thing_attribute
    SELECT key, value, NEW.thing_name FROM json_each(NEW.attributes);
END;
CREATE TRIGGER thing_attribute_update AFTER UPDATE OF attributes ON thing
WHEN OLD.attributes <> NEW.attributes BEGIN
  DELETE FROM thing_attribute WHERE (name, value, thing_name) IN
    (SELECT key, value, OLD.thing_name FROM json_each(OLD.attributes));
  INSERT INTO thing_attribute
    SELECT key, value, NEW.thing_name FROM json_each(NEW.attributes);
END;
CREATE TRIGGER thing_attribute_delete AFTER DELETE ON thing BEGIN
  DELETE FROM thing_attribute WHERE (name, value, thing_name) IN
    (SELECT key, value, OLD.thing_name FROM json_each(OLD.attributes));
END;
CREATE INDEX thing_by_billing_group ON thing (billing_group, thing_name)
  WHERE billing_group IS NOT NULL;

CREATE TABLE thing_group (
  group_name  TEXT PRIMARY KEY,
  group_id    TEXT NOT NULL,
  parent_name TEXT REFERENCES thing_group,
  properties  TEXT NOT NULL,  -- thingGroupProperties, JSON
  version     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX thing_group_by_id ON thing_group (group_id);
CREATE INDEX thing_group_by_parent ON thing_group (parent_name);

-- What a dynamic group has beyond a static one. Its members are in group_member all the same.
CREATE TABLE dynamic_group (
  sequence       INTEGER PRIMARY KEY,  -- order of creation
  group_name     TEXT NOT NULL UNIQUE REFERENCES thing_group ON DELETE CASCADE,
  query          TEXT NOT NULL,
  status         TEXT NOT NULL,
  building_since INTEGER NOT NULL,
  building_after TEXT NOT NULL         -- the last thing looked at so far
) STRICT;

CREATE TABLE group_member (
  group_name TEXT NOT NULL REFERENCES thing_group ON DELETE CASCADE,
  thing_name TEXT NOT NULL REFERENCES thing ON DELETE CASCADE,
  PRIMARY KEY (group_name, thing_name)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_member_by_thing ON group_member (thing_name);

-- The clients of the broker: those that are connected, and things that were.
CREATE TABLE connectivity (
  client_id         TEXT PRIMARY KEY,
  connected         INTEGER NOT NULL,
  changed_at        INTEGER NOT NULL,
  disconnect_reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Settings of the whole account, by name.
CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL  -- JSON
) STRICT, WITHOUT ROWID;

-- The certification authority of the emulator's own; one row. Outlives a reset.
CREATE TABLE authority (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  certificate TEXT NOT NULL,  -- PEM, as everywhere
  private_key TEXT NOT NULL
) STRICT;

CREATE TABLE certificate (
  sequence       INTEGER PRIMARY KEY,  -- order of creation
  certificate_id TEXT NOT NULL UNIQUE,
  pem            TEXT NOT NULL,
  status         TEXT NOT NULL,
  sni_only       INTEGER NOT NULL,
  version        INTEGER NOT NULL,
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL,
  not_before     INTEGER NOT NULL,
  not_after      INTEGER NOT NULL
) STRICT;

CREATE INDEX certificate_by_beginning ON certificate (not_before);
-- Those that AWS IoT itself issues end with the year 2049, all of them.
CREATE INDEX certificate_by_end ON certificate (not_after) WHERE not_after <> 2524607999000;

CREATE TABLE thing_principal (
  thing_name     TEXT NOT NULL REFERENCES thing,
  certificate_id TEXT NOT NULL REFERENCES certificate (certificate_id),
  exclusive      INTEGER NOT NULL,  -- the certificate is this thing's alone
  PRIMARY KEY (thing_name, certificate_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX thing_principal_by_certificate ON thing_principal (certificate_id, thing_name);

CREATE TABLE policy (
  sequence        INTEGER PRIMARY KEY,  -- order of creation
  policy_name     TEXT NOT NULL UNIQUE,
  generation_id   TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  default_version INTEGER NOT NULL,
  newest_version  INTEGER NOT NULL
) STRICT;

CREATE TABLE policy_version (
  policy_name TEXT NOT NULL REFERENCES policy (policy_name) ON DELETE CASCADE,
  number      INTEGER NOT NULL,
  document    TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (policy_name, number)
) STRICT, WITHOUT ROWID;

-- Targets are ARNs less their region and account: cert/..., thinggroup/...
CREATE TABLE policy_target (
  target      TEXT NOT NULL,
  policy_name TEXT NOT NULL REFERENCES policy (policy_name),
  PRIMARY KEY (target, policy_name)
) STRICT, WITHOUT ROWID;
CREATE INDEX policy_target_by_policy ON policy_target (policy_name, target);
CREATE TRIGGER thing_group_policies AFTER DELETE ON thing_group BEGIN
  DELETE FROM policy_target WHERE target = 'thinggroup/' || OLD.group_name;
END;

CREATE TABLE job (
  sequence         INTEGER PRIMARY KEY,  -- order of creation
  job_id           TEXT NOT NULL UNIQUE,
  targets          TEXT NOT NULL,  -- a JSON list of ARNs, as sent
  target_selection TEXT NOT NULL,
  status           TEXT NOT NULL,
  force_canceled   INTEGER NOT NULL,
  description      TEXT,
  reason_code      TEXT,
  comment          TEXT,
  document         TEXT NOT NULL,
  document_before  TEXT,           -- before substitution, where that differs
  configs          TEXT NOT NULL,  -- timeoutConfig and its like by name, as sent, JSON
  template_arn     TEXT,
  parameters       TEXT NOT NULL,  -- documentParameters, JSON
  namespace_id     TEXT NOT NULL,  -- empty: none; so below
  created_at       INTEGER NOT NULL,
  last_updated_at  INTEGER NOT NULL,
  completed_at     INTEGER,
  begun            INTEGER NOT NULL,  -- has started, and its targets are in its rollout
  rolled_out       INTEGER NOT NULL,  -- executions that its rollout has queued so far
  rollout_due      INTEGER NOT NULL,  -- of this minute's share, those still to be queued
  next_minute_at   INTEGER,        -- when the next minute of its rollout begins
  due_at           INTEGER,        -- when time next has something to do with it
  backlog_at       INTEGER         -- the instant of a change that is not wholly done yet
) STRICT;
CREATE INDEX job_by_status ON job (status, sequence);
CREATE INDEX job_by_selection ON job (target_selection, status, sequence);
CREATE INDEX job_by_namespace ON job (namespace_id, status, sequence) WHERE namespace_id <> '';
CREATE INDEX job_due ON job (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX job_backlog ON job (backlog_at) WHERE backlog_at IS NOT NULL;

CREATE TABLE job_template (
  sequence    INTEGER PRIMARY KEY,  -- order of creation
  template_id TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL,
  document    TEXT NOT NULL,
  configs     TEXT NOT NULL,  -- as of a job
  created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE package (
  name             TEXT PRIMARY KEY,
  description      TEXT,
  default_version  TEXT,
  created_at       INTEGER NOT NULL,
  last_modified_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE package_version (
  package          TEXT NOT NULL REFERENCES package,
  name             TEXT NOT NULL,
  description      TEXT,
  attributes       TEXT NOT NULL,  -- a JSON object
  artifact         TEXT NOT NULL,  -- JSON, null: none
  recipe           TEXT,
  status           TEXT NOT NULL,
  created_at       INTEGER NOT NULL,
  last_modified_at INTEGER NOT NULL,
  PRIMARY KEY (package, name)
) STRICT, WITHOUT ROWID;

-- Tags go with what they are on; kinds are named as in ARNs.
CREATE TABLE tag (
  kind  TEXT NOT NULL,
  name  TEXT NOT NULL,
  key   TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (kind, name, key)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER job_tags AFTER DELETE ON job BEGIN
  DELETE FROM tag WHERE kind = 'job' AND name = OLD.job_id;
END;
CREATE TRIGGER job_template_tags AFTER DELETE ON job_template BEGIN
  DELETE FROM tag WHERE kind = 'jobtemplate' AND name = OLD.template_id;
END;
CREATE TRIGGER thing_type_tags AFTER DELETE ON thing_type BEGIN
  DELETE FROM tag WHERE kind = 'thingtype' AND name = OLD.type_name;
END;
CREATE TRIGGER billing_group_tags AFTER DELETE ON billing_group BEGIN
  DELETE FROM tag WHERE kind = 'billinggroup' AND name = OLD.group_name;
END;
CREATE TRIGGER policy_tags AFTER DELETE ON policy BEGIN
  DELETE FROM tag WHERE kind = 'policy' AND name = OLD.policy_name;
END;
CREATE TRIGGER thing_group_tags AFTER DELETE ON thing_group BEGIN
  DELETE FROM tag WHERE kind = 'thinggroup' AND name = OLD.group_name;
END;
CREATE TRIGGER package_tags AFTER DELETE ON package BEGIN
  DELETE FROM tag WHERE kind = 'package' AND name = OLD.name;
END;
CREATE TRIGGER package_version_tags AFTER DELETE ON package_version BEGIN
  DELETE FROM tag WHERE kind = 'package' AND name = OLD.package || '/version/' || OLD.name;
END;

-- The targets of a job, to find the jobs that aim at a thing or a group.
CREATE TABLE job_target (
  job_id TEXT NOT NULL REFERENCES job (job_id) ON DELETE CASCADE,
  kind   INTEGER NOT NULL,  -- 0 thing, 1 thing group
  name   TEXT NOT NULL,
  PRIMARY KEY (kind, name, job_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_target_by_job ON job_target (job_id);

-- Things that a job's rollout has yet to reach. Ours: it goes by name.
CREATE TABLE rollout (
  job_id     TEXT NOT NULL REFERENCES job (job_id) ON DELETE CASCADE,
  thing_name TEXT NOT NULL,
  PRIMARY KEY (job_id, thing_name)
) STRICT, WITHOUT ROWID;

-- Groups of which a job has yet to reach the members after one of them; a large group takes
-- several transactions.
CREATE TABLE unreached_group (
  job_id     TEXT NOT NULL REFERENCES job (job_id) ON DELETE CASCADE,
  paced      INTEGER NOT NULL,  -- they join the rollout; else they are queued at once
  group_name TEXT NOT NULL,
  after      TEXT NOT NULL,  -- the last thing reached
  PRIMARY KEY (job_id, paced, group_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE job_execution (
  sequence             INTEGER PRIMARY KEY,  -- order of creation
  job_id               TEXT NOT NULL REFERENCES job (job_id),
  thing_name           TEXT NOT NULL,  -- outlives the thing, as on AWS
  namespace_id         TEXT NOT NULL,  -- the job's
  execution_number     INTEGER NOT NULL,
  status               TEXT NOT NULL,
  status_details       TEXT NOT NULL,  -- a JSON object
  version              INTEGER NOT NULL,
  force_canceled       INTEGER NOT NULL,
  queued_at            INTEGER NOT NULL,
  started_at           INTEGER,
  last_updated_at      INTEGER NOT NULL,
  in_progress_deadline INTEGER,
  step_deadline        INTEGER,
  deadline             INTEGER,        -- the earlier of both
  retries_failed       INTEGER NOT NULL,
  retries_timed_out    INTEGER NOT NULL,
  hidden               INTEGER         -- QUEUED in a job with windows: whether none is open
) STRICT;
CREATE UNIQUE INDEX job_execution_of_job ON job_execution (job_id, thing_name, execution_number);
CREATE INDEX job_execution_by_status ON job_execution (job_id, status, thing_name, execution_number);
CREATE INDEX job_execution_of_thing ON job_execution (thing_name, sequence);
-- AWS: IN_PROGRESS before QUEUED, each by queuedAt.
-- Ours: executions queued at the same instant come in the order of their creation.
-- The plus keeps SQLite from looking up each status, with a table of them made for each question.
CREATE INDEX job_execution_pending
  ON job_execution (thing_name, status, queued_at, sequence, namespace_id)
  WHERE +status IN ('IN_PROGRESS', 'QUEUED') AND hidden IS NOT 1;
CREATE INDEX job_execution_in_window ON job_execution (job_id, hidden, thing_name)
  WHERE hidden IS NOT NULL;
CREATE INDEX job_execution_due ON job_execution (deadline) WHERE deadline IS NOT NULL;

-- How many executions of a job are in each status, so that a job of a million is described as
-- fast as a job of one. Kept by the triggers, so that no statement can forget it.
CREATE TABLE execution_count (
  job_id TEXT NOT NULL,
  status TEXT NOT NULL,
  count  INTEGER NOT NULL,
  PRIMARY KEY (job_id, status)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER count_insert AFTER INSERT ON job_execution BEGIN
  INSERT INTO execution_count VALUES (NEW.job_id, NEW.status, 1)
    ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER count_update AFTER UPDATE OF status ON job_execution
WHEN OLD.status <> NEW.status BEGIN
  UPDATE execution_count SET count = count - 1 WHERE job_id = OLD.job_id AND status = OLD.status;
  INSERT INTO execution_count VALUES (NEW.job_id, NEW.status, 1)
    ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER count_delete AFTER DELETE ON job_execution BEGIN
  UPDATE execution_count SET count = count - 1 WHERE job_id = OLD.job_id AND status = OLD.status;
END;
CREATE TRIGGER count_forget AFTER DELETE ON job BEGIN
  DELETE FROM execution_count WHERE job_id = OLD.job_id;
END;

-- Which events are published, once that was said. One row at most.
CREATE TABLE event_configurations (
  id               INTEGER PRIMARY KEY CHECK (id = 1),
  enabled          TEXT NOT NULL,  -- the types that are switched on, a JSON list
  created_at       INTEGER NOT NULL,
  last_modified_at INTEGER NOT NULL
) STRICT;

-- The emulator's clock, when it does not follow the system's. One row at most.
CREATE TABLE clock (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  local  INTEGER NOT NULL,
  system INTEGER NOT NULL,
  scale  REAL NOT NULL
) STRICT;

-- Certificates of authorities that sign devices' certificates.
CREATE TABLE ca_certificate (
  sequence            INTEGER PRIMARY KEY,
  certificate_id      TEXT NOT NULL UNIQUE,
  pem                 TEXT NOT NULL,
  active              INTEGER NOT NULL,
  sni_only            INTEGER NOT NULL,
  registration_config TEXT NOT NULL,  -- a JSON object, as sent
  version             INTEGER NOT NULL,
  created_at          INTEGER NOT NULL,
  updated_at          INTEGER NOT NULL,
  not_before          INTEGER NOT NULL,
  not_after           INTEGER NOT NULL,
  auto_registers      INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TRIGGER ca_certificate_tags AFTER DELETE ON ca_certificate BEGIN
  DELETE FROM tag WHERE kind = 'cacert' AND name = OLD.certificate_id;
END;

-- Which registered authority signed a certificate that was registered with it.
CREATE TABLE certificate_issuer (
  certificate_id    TEXT PRIMARY KEY REFERENCES certificate (certificate_id) ON DELETE CASCADE,
  ca_certificate_id TEXT NOT NULL  -- outlives the authority's registration
) STRICT, WITHOUT ROWID;
CREATE INDEX certificate_issuer_by_ca ON certificate_issuer (ca_certificate_id);

-- What a verification certificate must name. One row at most.
CREATE TABLE registration_code (
  id   INTEGER PRIMARY KEY CHECK (id = 1),
  code TEXT NOT NULL
) STRICT;

CREATE TABLE provisioning_template (
  template_name   TEXT PRIMARY KEY,
  type            TEXT NOT NULL,
  description     TEXT NOT NULL,
  enabled         INTEGER NOT NULL,
  role_arn        TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  default_version INTEGER NOT NULL,
  newest_version  INTEGER NOT NULL,
  hook            TEXT NOT NULL DEFAULT 'null'  -- a JSON object, as sent, or null
) STRICT, WITHOUT ROWID;
CREATE TRIGGER provisioning_template_tags AFTER DELETE ON provisioning_template BEGIN
  DELETE FROM tag WHERE kind = 'provisioningtemplate' AND name = OLD.template_name;
END;

CREATE TABLE provisioning_template_version (
  template_name TEXT NOT NULL REFERENCES provisioning_template (template_name) ON DELETE CASCADE,
  number        INTEGER NOT NULL,
  body          TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  PRIMARY KEY (template_name, number)
) STRICT, WITHOUT ROWID;

-- Certificates that are good for provisioning by a template, and for nothing else.
CREATE TABLE provisioning_claim (
  certificate_id TEXT PRIMARY KEY REFERENCES certificate (certificate_id) ON DELETE CASCADE,
  template_name  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Certificates that were made over MQTT, and what their owners prove themselves by.
CREATE TABLE certificate_owner (
  token          TEXT PRIMARY KEY,
  certificate_id TEXT NOT NULL REFERENCES certificate (certificate_id) ON DELETE CASCADE,
  created_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX certificate_owner_by_age ON certificate_owner (created_at);

-- Names under which devices are given the credentials of a role.
CREATE TABLE role_alias (
  role_alias         TEXT PRIMARY KEY,
  role_arn           TEXT NOT NULL,
  credential_seconds INTEGER NOT NULL,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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

-- Files that devices fetch over MQTT, block by block.
CREATE TABLE stream (
  stream_id   TEXT PRIMARY KEY,
  version     INTEGER NOT NULL,
  description TEXT,
  role_arn    TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER stream_tags AFTER DELETE ON stream BEGIN
  DELETE FROM tag WHERE kind = 'stream' AND name = OLD.stream_id;
END;

-- Size and ETag are those of the object when the stream was made or last changed.
CREATE TABLE stream_file (
  stream_id      TEXT NOT NULL REFERENCES stream (stream_id) ON DELETE CASCADE,
  position       INTEGER NOT NULL,
  file_id        INTEGER NOT NULL,
  bucket         TEXT NOT NULL,
  object_key     TEXT NOT NULL,
  object_version TEXT NOT NULL,  -- empty: the latest
  size           INTEGER NOT NULL,
  etag           TEXT NOT NULL,
  PRIMARY KEY (stream_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE ota_update (
  sequence      INTEGER PRIMARY KEY,  -- order of creation
  ota_update_id TEXT NOT NULL UNIQUE,
  input         TEXT NOT NULL,  -- a JSON object, as sent
  status        TEXT NOT NULL,
  error_code    TEXT NOT NULL,
  error_message TEXT NOT NULL,
  job_id        TEXT NOT NULL,
  stream_id     TEXT NOT NULL,
  made_stream   INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX ota_update_of_stream ON ota_update (stream_id);
CREATE TRIGGER ota_update_tags AFTER DELETE ON ota_update BEGIN
  DELETE FROM tag WHERE kind = 'otaupdate' AND name = OLD.ota_update_id;
END;

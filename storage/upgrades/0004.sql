-- What is next is found over all namespaces.
DROP INDEX job_execution_pending;
CREATE INDEX job_execution_pending
  ON job_execution (thing_name, status, queued_at, sequence, namespace_id)
  WHERE +status IN ('IN_PROGRESS', 'QUEUED') AND hidden IS NOT 1;
-- These had tags that nobody could see, nor lost when they were deleted.
DELETE FROM tag WHERE kind = 'cacert'
  AND name NOT IN (SELECT certificate_id FROM ca_certificate);
DELETE FROM tag WHERE kind = 'provisioningtemplate'
  AND name NOT IN (SELECT template_name FROM provisioning_template);
CREATE TRIGGER package_tags AFTER DELETE ON package BEGIN
  DELETE FROM tag WHERE kind = 'package' AND name = OLD.name;
END;
CREATE TRIGGER package_version_tags AFTER DELETE ON package_version BEGIN
  DELETE FROM tag WHERE kind = 'package' AND name = OLD.package || '/version/' || OLD.name;
END;
CREATE TRIGGER ca_certificate_tags AFTER DELETE ON ca_certificate BEGIN
  DELETE FROM tag WHERE kind = 'cacert' AND name = OLD.certificate_id;
END;
CREATE TRIGGER provisioning_template_tags AFTER DELETE ON provisioning_template BEGIN
  DELETE FROM tag WHERE kind = 'provisioningtemplate' AND name = OLD.template_name;
END;
-- AWS: 64 hexadecimal digits.
UPDATE policy SET generation_id = lower(hex(randomblob(32)));
CREATE TABLE role_alias (
  role_alias         TEXT PRIMARY KEY,
  role_arn           TEXT NOT NULL,
  credential_seconds INTEGER NOT NULL,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE ca_certificate ADD COLUMN auto_registers INTEGER NOT NULL DEFAULT 0;

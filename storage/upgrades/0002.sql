-- Certificates that are good for provisioning by a template, and for nothing else.
CREATE TABLE provisioning_claim (
  certificate_id TEXT PRIMARY KEY REFERENCES certificate (certificate_id) ON DELETE CASCADE,
  template_name  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

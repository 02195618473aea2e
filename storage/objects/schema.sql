-- The object store's own database. Instants are milliseconds since 1970 in UTC.

CREATE TABLE bucket (
  name       TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL,
  versioning INTEGER NOT NULL,  -- 0 never, 1 enabled, 2 suspended
  location   TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE object (
  sequence      INTEGER PRIMARY KEY,  -- order of creation
  bucket        TEXT NOT NULL REFERENCES bucket,
  key           TEXT NOT NULL,
  version_id    TEXT NOT NULL,
  latest        INTEGER NOT NULL,
  delete_marker INTEGER NOT NULL,
  size          INTEGER NOT NULL,
  etag          TEXT NOT NULL,
  headers       TEXT NOT NULL,  -- JSON
  modified_at   INTEGER NOT NULL,
  segments      TEXT NOT NULL,  -- a JSON list of file names and sizes
  checksum_algorithm TEXT NOT NULL DEFAULT '',
  checksum      TEXT NOT NULL DEFAULT '',
  tags          TEXT NOT NULL DEFAULT '[]',  -- a JSON list of names and values
  upload_id     TEXT NOT NULL DEFAULT ''     -- that it was made by
) STRICT;
CREATE UNIQUE INDEX object_version ON object (bucket, key, version_id);
CREATE INDEX object_latest ON object (bucket, key) WHERE latest AND NOT delete_marker;

CREATE TABLE upload (
  upload_id  TEXT PRIMARY KEY,
  bucket     TEXT NOT NULL REFERENCES bucket,
  key        TEXT NOT NULL,
  headers    TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  checksum_algorithm TEXT NOT NULL DEFAULT '',
  checksum_type TEXT NOT NULL DEFAULT '',
  tags       TEXT NOT NULL DEFAULT '[]'
) STRICT, WITHOUT ROWID;
CREATE INDEX upload_by_key ON upload (bucket, key, upload_id);

CREATE TABLE part (
  upload_id   TEXT NOT NULL REFERENCES upload ON DELETE CASCADE,
  number      INTEGER NOT NULL,
  etag        TEXT NOT NULL,
  modified_at INTEGER NOT NULL,
  segments    TEXT NOT NULL,
  checksum    TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (upload_id, number)
) STRICT, WITHOUT ROWID;

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

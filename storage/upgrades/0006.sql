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

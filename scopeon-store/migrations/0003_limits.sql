-- A reading may say that there is no such window any more: `used_bp` is null then.
CREATE TABLE limit_kept AS SELECT * FROM limit_reading;
DROP TABLE limit_reading;
CREATE TABLE limit_reading (
    id        INTEGER PRIMARY KEY,
    uid       BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
    at        INTEGER NOT NULL,
    provider  INTEGER NOT NULL REFERENCES provider (id),
    session   INTEGER REFERENCES session (id),
    window    INTEGER NOT NULL REFERENCES label (id),
    used_bp   INTEGER,
    minutes   INTEGER,
    resets_at INTEGER
) STRICT;
INSERT INTO limit_reading SELECT id, uid, at, provider, session, window, used_bp, minutes, resets_at FROM limit_kept;
DROP TABLE limit_kept;
CREATE INDEX limit_reading_window ON limit_reading (provider, window, at);

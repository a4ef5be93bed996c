-- A reading may say that there is no such window any more: `used_bp` is null then.
CREATE TABLE limit_reading_2 (
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
INSERT INTO limit_reading_2 SELECT id, uid, at, provider, session, window, used_bp, minutes, resets_at FROM limit_reading;
DROP TABLE limit_reading;
ALTER TABLE limit_reading_2 RENAME TO limit_reading;
CREATE INDEX limit_reading_window ON limit_reading (provider, window, at);

-- Calls that were seen in more than one session, with each of these: a log that was copied does not always say so, and what
-- such a session's own totals hold is then not known.
CREATE TABLE claim (
    session INTEGER NOT NULL REFERENCES session (id),
    call    BLOB NOT NULL CHECK (length(call) = 16),
    PRIMARY KEY (session, call)
) STRICT, WITHOUT ROWID;

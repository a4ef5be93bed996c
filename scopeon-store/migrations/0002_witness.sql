-- Totals that agents state of themselves: never counted, held against what was counted. A counter is null where it is not
-- stated. `covers` is 0 for a run, 1 for a session with its sub-agents, 2 for all of the agent's; `beyond` is 1 where there
-- may be more in it than there are records of calls; `cut` is 1 once calls it covers were deleted.
CREATE TABLE witness (
    id           INTEGER PRIMARY KEY,
    uid          BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
    at           INTEGER NOT NULL,
    provider     INTEGER NOT NULL REFERENCES provider (id),
    session      INTEGER REFERENCES session (id),
    model        INTEGER REFERENCES label (id),
    covers       INTEGER NOT NULL,
    beyond       INTEGER NOT NULL,
    cut          INTEGER NOT NULL DEFAULT 0,
    calls        INTEGER,
    prompt       INTEGER,
    input        INTEGER,
    cache_read   INTEGER,
    cache_write  INTEGER,
    output       INTEGER,
    total        INTEGER,
    web_searches INTEGER,
    cost         INTEGER
) STRICT;
CREATE INDEX witness_session ON witness (session) WHERE session IS NOT NULL;

-- What totals hold beyond the calls of their session, each with the identity of the total: derived. `known` is 0 where a total covers a part of the calls only,
-- so that it is not known. `root` is the session it counts towards; 0 is "none" for project and branch.
CREATE TABLE unrecorded (
    uid          BLOB PRIMARY KEY CHECK (length(uid) = 16),
    at           INTEGER NOT NULL,
    root         INTEGER NOT NULL REFERENCES session (id),
    project      INTEGER NOT NULL,
    branch       INTEGER NOT NULL,
    class        INTEGER NOT NULL REFERENCES class (id),
    known        INTEGER NOT NULL,
    input        INTEGER NOT NULL,
    output       INTEGER NOT NULL,
    cache_read   INTEGER NOT NULL,
    cache_write  INTEGER NOT NULL,
    web_searches INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX unrecorded_root ON unrecorded (root);

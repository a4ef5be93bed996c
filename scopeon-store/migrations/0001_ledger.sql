-- Identities are 16-byte hashes; `at` and every other instant is milliseconds since 1970 UTC.

CREATE TABLE host (
    id      INTEGER PRIMARY KEY,
    uid     BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
    name    TEXT
) STRICT;

CREATE TABLE provider (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE
) STRICT;

-- Every name that repeats is here once.
CREATE TABLE label (
    id      INTEGER PRIMARY KEY,
    text    TEXT NOT NULL UNIQUE
) STRICT;

-- What decides the price of a call apart from its day.
CREATE TABLE class (
    id       INTEGER PRIMARY KEY,
    provider INTEGER NOT NULL REFERENCES provider (id),
    model    INTEGER NOT NULL REFERENCES label (id),
    tier     TEXT NOT NULL,
    geo      TEXT NOT NULL,
    band     INTEGER NOT NULL,
    UNIQUE (provider, model, tier, geo, band)
) STRICT;

-- A main session or a sub-agent's run. `key` is null while only a reference to it was seen. `root` is the
-- session its calls count towards, null when that is itself.
CREATE TABLE session (
    id            INTEGER PRIMARY KEY,
    uid           BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
    key           TEXT,
    provider      INTEGER NOT NULL REFERENCES provider (id),
    host          INTEGER NOT NULL REFERENCES host (id),
    kind          INTEGER NOT NULL DEFAULT 0,
    parent        INTEGER REFERENCES session (id),
    root          INTEGER REFERENCES session (id),
    forked_from   INTEGER REFERENCES session (id),
    spawned_by    BLOB,
    agent_type    INTEGER REFERENCES label (id),
    project_at    INTEGER,
    project       INTEGER REFERENCES label (id),
    branch_at     INTEGER,
    branch        INTEGER REFERENCES label (id),
    version_at    INTEGER,
    version       INTEGER REFERENCES label (id),
    entry_point   INTEGER REFERENCES label (id),
    first_at      INTEGER,
    last_at       INTEGER,
    window        INTEGER,
    reported_cost INTEGER,
    lines_added   INTEGER,
    lines_removed INTEGER
) STRICT;
CREATE INDEX session_key ON session (key) WHERE key IS NOT NULL;
CREATE INDEX session_parent ON session (parent) WHERE parent IS NOT NULL;
CREATE INDEX session_root ON session (root) WHERE root IS NOT NULL;
CREATE INDEX session_last ON session (last_at) WHERE last_at IS NOT NULL;

-- A prompt of the user. `at` is null while only a reference to it was seen. `owner_turn` 0 is the turn itself.
CREATE TABLE turn (
    id           INTEGER PRIMARY KEY,
    uid          BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
    at           INTEGER,
    session      INTEGER REFERENCES session (id),
    owner_turn   INTEGER,
    project      INTEGER REFERENCES label (id),
    branch       INTEGER REFERENCES label (id),
    owner_origin INTEGER,
    birth        INTEGER,
    source       INTEGER REFERENCES label (id),
    duration_ms  INTEGER
) STRICT;

-- Identities of calls, tools and hooks are unique by an index apart from the table, so that an empty file can be filled
-- before it is built.

-- Labels of calls and tools are not foreign keys: labels are never deleted, and looking each up again would
-- cost a tenth of the whole write. `scopeon db verify` looks them up.

-- A model response. `searches` are its own, or its tools' where it states none; `opens` marks the first call
-- of a turn. Both are derived.
CREATE TABLE call (
    id             INTEGER PRIMARY KEY,
    uid            BLOB NOT NULL CHECK (length(uid) = 16),
    at             INTEGER NOT NULL,
    session        INTEGER NOT NULL REFERENCES session (id),
    turn           INTEGER REFERENCES turn (id),
    project        INTEGER,
    branch         INTEGER,
    owner_origin   INTEGER NOT NULL,
    birth          INTEGER,
    class          INTEGER NOT NULL REFERENCES class (id),
    origin         INTEGER NOT NULL,
    finish         INTEGER NOT NULL,
    input          INTEGER NOT NULL,
    output         INTEGER NOT NULL,
    reasoning      INTEGER NOT NULL,
    cache_read     INTEGER NOT NULL,
    cache_write_5m INTEGER NOT NULL,
    cache_write_1h INTEGER NOT NULL,
    own_searches   INTEGER NOT NULL,
    context        INTEGER NOT NULL,
    reported       INTEGER,
    window         INTEGER,
    skill          INTEGER,
    effort         INTEGER,
    searches       INTEGER NOT NULL,
    opens          INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX call_uid ON call (uid);
CREATE INDEX call_session ON call (session, at);
CREATE INDEX call_turn ON call (turn, at) WHERE turn IS NOT NULL;

-- A total that counts only for what the calls of its session leave of it: that is a row of `call` with the same
-- identity, and derived.
CREATE TABLE rest (
    id             INTEGER PRIMARY KEY,
    uid            BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
    at             INTEGER NOT NULL,
    session        INTEGER NOT NULL REFERENCES session (id),
    turn           INTEGER REFERENCES turn (id),
    project        INTEGER REFERENCES label (id),
    branch         INTEGER REFERENCES label (id),
    owner_origin   INTEGER NOT NULL,
    birth          INTEGER,
    class          INTEGER NOT NULL REFERENCES class (id),
    origin         INTEGER NOT NULL,
    finish         INTEGER NOT NULL,
    input          INTEGER NOT NULL,
    output         INTEGER NOT NULL,
    reasoning      INTEGER NOT NULL,
    cache_read     INTEGER NOT NULL,
    cache_write_5m INTEGER NOT NULL,
    cache_write_1h INTEGER NOT NULL,
    own_searches   INTEGER NOT NULL,
    context        INTEGER NOT NULL,
    reported       INTEGER,
    window         INTEGER,
    skill          INTEGER REFERENCES label (id),
    effort         INTEGER REFERENCES label (id)
) STRICT;
CREATE INDEX rest_session ON rest (session);

-- A use of a tool. `call` is the identity of the call that asked for it, which may never be seen.
CREATE TABLE tool (
    id           INTEGER PRIMARY KEY,
    uid          BLOB NOT NULL CHECK (length(uid) = 16),
    session      INTEGER NOT NULL REFERENCES session (id),
    turn         INTEGER REFERENCES turn (id),
    project      INTEGER,
    branch       INTEGER,
    owner_origin INTEGER NOT NULL,
    birth        INTEGER,
    call         BLOB,
    name         INTEGER,
    mcp_server   INTEGER,
    mcp_tool     INTEGER,
    started      INTEGER,
    ended        INTEGER,
    input_bytes  INTEGER,
    output_bytes INTEGER,
    ok           INTEGER,
    searches     INTEGER,
    mark         INTEGER
) STRICT;
CREATE UNIQUE INDEX tool_uid ON tool (uid);
CREATE INDEX tool_session ON tool (session);
CREATE INDEX tool_search ON tool (call) WHERE searches > 0 AND call IS NOT NULL;

CREATE TABLE skill (
    id      INTEGER PRIMARY KEY,
    uid     BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
    at      INTEGER NOT NULL,
    session INTEGER NOT NULL REFERENCES session (id),
    call    BLOB,
    name    INTEGER NOT NULL REFERENCES label (id)
) STRICT;
CREATE INDEX skill_session ON skill (session);

CREATE TABLE hook (
    id          INTEGER PRIMARY KEY,
    uid         BLOB NOT NULL CHECK (length(uid) = 16),
    at          INTEGER NOT NULL,
    session     INTEGER NOT NULL REFERENCES session (id),
    event       INTEGER REFERENCES label (id),
    name        INTEGER REFERENCES label (id),
    duration_ms INTEGER,
    ok          INTEGER
) STRICT;
CREATE UNIQUE INDEX hook_uid ON hook (uid);
CREATE INDEX hook_session ON hook (session);

CREATE TABLE compaction (
    id          INTEGER PRIMARY KEY,
    uid         BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
    at          INTEGER NOT NULL,
    session     INTEGER NOT NULL REFERENCES session (id),
    set_off_by  TEXT NOT NULL,
    before      INTEGER,
    after       INTEGER,
    duration_ms INTEGER
) STRICT;
CREATE INDEX compaction_session ON compaction (session);

CREATE TABLE api_error (
    id      INTEGER PRIMARY KEY,
    uid     BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
    at      INTEGER NOT NULL,
    session INTEGER NOT NULL REFERENCES session (id),
    kind    INTEGER REFERENCES label (id),
    status  INTEGER,
    retry   INTEGER
) STRICT;
CREATE INDEX api_error_session ON api_error (session);

-- `session` is null for what was handed over by a status line.
CREATE TABLE limit_reading (
    id        INTEGER PRIMARY KEY,
    uid       BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
    at        INTEGER NOT NULL,
    provider  INTEGER NOT NULL REFERENCES provider (id),
    session   INTEGER REFERENCES session (id),
    window    INTEGER NOT NULL REFERENCES label (id),
    used_bp   INTEGER NOT NULL,
    minutes   INTEGER,
    resets_at INTEGER
) STRICT;
CREATE INDEX limit_reading_window ON limit_reading (provider, window, at);

-- Sessions whose tags a person set or cleared, and those tags. No log holds them: they are facts of their own.
CREATE TABLE tagged (
    session INTEGER PRIMARY KEY REFERENCES session (id)
) STRICT;
CREATE TABLE tag (
    session INTEGER NOT NULL REFERENCES tagged (session),
    tag     INTEGER NOT NULL REFERENCES label (id),
    PRIMARY KEY (session, tag)
) STRICT, WITHOUT ROWID;

-- A source and how far it is read. `fingerprint` is device, inode, size, modified_ns, head and tail, 8 bytes
-- each, little-endian; null place: nothing of it was read yet.
CREATE TABLE source (
    id          INTEGER PRIMARY KEY,
    uid         BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
    provider    INTEGER NOT NULL REFERENCES provider (id),
    path        TEXT NOT NULL,
    offset      INTEGER,
    line        INTEGER,
    fingerprint BLOB,
    carry       BLOB,
    revision    INTEGER
) STRICT;
CREATE INDEX source_provider ON source (provider);

-- How many issues of a kind a source has, up to the furthest place counted.
CREATE TABLE issue_count (
    source INTEGER NOT NULL REFERENCES source (id),
    kind   TEXT NOT NULL,
    count  INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    line   INTEGER NOT NULL,
    PRIMARY KEY (source, kind)
) STRICT, WITHOUT ROWID;

-- The first places of each kind in each source.
CREATE TABLE issue (
    source INTEGER NOT NULL REFERENCES source (id),
    kind   TEXT NOT NULL,
    offset INTEGER NOT NULL,
    line   INTEGER NOT NULL,
    name   INTEGER REFERENCES label (id),
    PRIMARY KEY (source, kind, offset, line)
) STRICT, WITHOUT ROWID;

-- Sums over calls by 15-minute bucket: `cells` holds those of one UTC day (see rollup.rs). 0 is "none" for
-- project and branch.
CREATE TABLE rollup (
    day     INTEGER NOT NULL,
    session INTEGER NOT NULL REFERENCES session (id),
    project INTEGER NOT NULL,
    branch  INTEGER NOT NULL,
    class   INTEGER NOT NULL REFERENCES class (id),
    root    INTEGER NOT NULL REFERENCES session (id),
    cells   BLOB NOT NULL,
    PRIMARY KEY (day, session, project, branch, class)
) STRICT, WITHOUT ROWID;

-- What only the order of a context's calls tells, and its uses of tools, summed for one UTC day (see digest.rs). A row
-- of a session that is stale does not count. 0 is "none" for project and branch; `first` and `last` are the quarters
-- of the day between which everything in it lies.
CREATE TABLE digest (
    day      INTEGER NOT NULL,
    session  INTEGER NOT NULL REFERENCES session (id),
    project  INTEGER NOT NULL,
    branch   INTEGER NOT NULL,
    root     INTEGER NOT NULL REFERENCES session (id),
    provider INTEGER NOT NULL REFERENCES provider (id),
    first    INTEGER NOT NULL,
    last     INTEGER NOT NULL,
    sums     BLOB NOT NULL,
    PRIMARY KEY (day, session, project, branch)
) STRICT, WITHOUT ROWID;
CREATE INDEX digest_session ON digest (session);

-- Sessions with facts that their digests do not hold yet. `until` is their last instant, once that was looked up, so
-- that those long past are not looked at again; 0 where they have none.
CREATE TABLE stale (
    session INTEGER PRIMARY KEY,
    until   INTEGER
) STRICT;
CREATE INDEX stale_until ON stale (until);

-- What digests were computed with apart from facts: where it is another one, none of them counts.
CREATE TABLE digest_basis (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    basis INTEGER NOT NULL
) STRICT;

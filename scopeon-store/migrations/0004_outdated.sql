-- Readers before this layout named many facts by other identities. What they kept of a session is forgotten when a log of it
-- that they read is read anew: else it would count twice. `outdated` holds those sessions, `outdated_source` the logs and
-- the revision of the reader they were read by. A session whose logs are gone stays as it was kept.
CREATE TABLE outdated (
    session INTEGER PRIMARY KEY REFERENCES session (id)
) STRICT;
INSERT INTO outdated SELECT session FROM call UNION SELECT session FROM rest;
CREATE TABLE outdated_source (
    source   INTEGER PRIMARY KEY REFERENCES source (id),
    revision INTEGER NOT NULL
) STRICT;
INSERT INTO outdated_source SELECT id, revision FROM source WHERE revision IS NOT NULL;

-- What readers remembered could hold whole paths and free text, whatever `[privacy] paths` said. It is forgotten: each log
-- that is still there is read once from its start, which changes no figure.
UPDATE source SET carry = NULL;
-- Some readers name facts by other identities again (see 0004): what they kept of a log is forgotten when it is read anew.
INSERT OR IGNORE INTO outdated SELECT session FROM call UNION SELECT session FROM rest;
INSERT OR REPLACE INTO outdated_source SELECT id, revision FROM source WHERE revision IS NOT NULL;

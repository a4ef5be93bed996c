-- What readers remembered could hold whole paths and free text, whatever `[privacy] paths` said. It is forgotten: each log
-- that is still there is read once from its start, which changes no figure.
UPDATE source SET carry = NULL;

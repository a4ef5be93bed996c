-- What a log states of a session's context itself, beside any call: some agents keep a meter of it and no usage.
ALTER TABLE session ADD COLUMN context_at INTEGER;
ALTER TABLE session ADD COLUMN context INTEGER CHECK (context >= 0);

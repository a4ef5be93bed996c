//! The one SQLite file: facts, roll-ups and checkpoints in one transaction, and the answers read back.

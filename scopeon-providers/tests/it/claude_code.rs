//! The reader of Claude Code's logs: fixtures, the classic miscounts, laws and hostile input.

mod discovery;
mod kept;
mod line;
mod miscounts;
mod tour;

//! The reader of Claude Code's logs: fixtures, the classic miscounts, laws and hostile input.

mod details;
mod discovery;
mod hostile;
mod kept;
mod laws;
mod line;
mod miscounts;
mod tour;

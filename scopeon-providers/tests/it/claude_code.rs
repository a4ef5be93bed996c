//! The reader of Claude Code's logs: fixtures, the classic miscounts, laws and hostile input.
#![expect(clippy::expect_used, reason = "a test that cannot go on says why")]

mod details;
mod discovery;
pub(crate) mod home;
mod hostile;
mod kept;
mod laws;
mod line;
mod miscounts;
mod sample_home;
mod status_line;
mod tour;

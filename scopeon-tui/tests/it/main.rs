//! The dashboard without a terminal: keys and answers in, frames out.
#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod acts;
mod explore;
mod figures;
mod insights;
mod keys;
mod look;
mod random;
mod sample;
mod spend;

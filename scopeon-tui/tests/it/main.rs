//! The dashboard without a terminal: keys and answers in, frames out.
#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod acts;
mod figures;
mod keys;
mod look;
mod random;
mod sample;

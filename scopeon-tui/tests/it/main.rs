//! The dashboard without a terminal: keys and answers in, frames out.

mod acts;
mod explore;
mod figures;
mod insights;
mod keys;
mod look;
mod random;
mod sample;
mod spend;

//! The dashboard without a terminal: keys and answers in, frames out.

mod acts;
mod figures;
mod keys;
mod look;
mod random;
mod sample;

//! The dashboard without a terminal: keys and answers in, frames out.

mod keys;
mod look;
mod random;
mod sample;

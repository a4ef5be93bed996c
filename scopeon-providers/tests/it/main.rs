//! The public behaviour of the reading engine and its providers.

mod sample;

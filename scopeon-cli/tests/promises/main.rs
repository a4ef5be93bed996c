//! The promises of SECURITY.md, tried on the built program: no text is kept, nothing is written to agents'
//! directories, nothing is sent.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it leaves out"
)]

mod world;

mod canary;
mod kept;
mod modes;
mod own;
mod promised;
mod quiet;
mod sentences;
mod shapes;
mod truth;

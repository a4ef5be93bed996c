//! The promises of SECURITY.md, tried on the built program: no text is kept, nothing is written to agents'
//! directories, nothing is sent.

#[path = "../world.rs"]
mod world;

mod canary;
mod modes;
mod quiet;
mod truth;

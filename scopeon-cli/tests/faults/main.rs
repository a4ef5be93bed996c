//! Kills, failing system calls, full disks and extreme files: after each, one clean run gives what a run that
//! was never disturbed gives. `SCOPEON_FAULTS=all` tries every point instead of a sample.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it leaves out"
)]

#[path = "../promises/world.rs"]
mod world;

mod chains;
mod copies;
mod extremes;
mod hostile;
mod inject;
mod kill;
mod stores;

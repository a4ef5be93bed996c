//! The command line: composes the crates and is the only reader of arguments, environment, home and clock.
//!
//! [`Runner`] is all there is to see from outside: a program with providers of its own is
//!
//! ```no_run
//! use std::process::ExitCode;
//! fn main() -> ExitCode {
//!     scopeon_cli::Runner::builtin().run()
//! }
//! ```
//!
//! with a [`Runner::provider`] for each of them in between.

mod agents;
mod args;
mod command;
mod config;
mod console;
mod context;
mod demo;
pub mod docs;
mod error;
mod file;
mod host;
mod ingest;
mod key;
mod logging;
#[cfg(unix)]
mod memory;
mod paths;
mod places;
mod price_book;
mod progress;
mod render;
mod runner;
mod signals;
mod zone;

pub use runner::Runner;

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
//! with a [`Runner::provider`] for each of them in between, and [`Runner::named`] to go by a name of its own.

mod args;
mod command;
mod console;
mod context;
mod error;
mod help;
mod host;
mod json;
mod logging;
#[cfg(unix)]
mod memory;
mod program;
mod progress;
mod render;
mod runner;
mod signals;

pub use args::command;
pub use runner::Runner;

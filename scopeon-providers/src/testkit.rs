//! The laws a provider must keep, and a store in memory to prove them with. For tests only.
//!
//! ```no_run
//! use scopeon_providers::ClaudeCode;
//! use scopeon_providers::testkit::{Case, Truth, Violation};
//! use scopeon_core::usage::Usage;
//!
//! # fn main() -> Result<(), Violation> {
//! let usage = Usage { input: 20, cache_read: 4000, output: 300, ..Usage::default() };
//! let truth = Truth::new(2, usage).day("2026-09-22", 2, 4320);
//! Case::home(|| Box::new(ClaudeCode), "tests/fixtures/home").truth(truth).check()
//! # }
//! ```

mod case;
mod cells;
mod chance;
mod earlier;
pub mod fuzz;
pub mod identities;
mod law;
mod laws;
mod plant;
mod store;
mod truth;
mod watched;
mod workspace;

pub use case::Case;
pub use law::{Law, Violation};
pub use store::MemoryStore;
pub use truth::Truth;

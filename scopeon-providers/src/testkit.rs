//! The laws a provider must keep, and a ledger in memory to prove them with. For tests only.
//!
//! ```no_run
//! use scopeon_providers::ClaudeCode;
//! use scopeon_providers::testkit::{Case, Violation};
//!
//! # fn main() -> Result<(), Violation> {
//! Case::home(&ClaudeCode, "tests/fixtures/claude-code/2.1.270/tour").canary("CANARY").check()
//! # }
//! ```

mod case;
mod chance;
pub mod identities;
mod laws;
mod ledger;
mod stage;

pub use case::{Case, Law, Violation};
pub use ledger::MemoryLedger;

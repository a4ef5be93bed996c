//! The laws a provider must keep, and a ledger in memory to prove them with. For tests only.
//!
//! ```no_run
//! use scopeon_providers::testkit::Case;
//! # fn provider() -> Box<dyn scopeon_core::provider::Provider> { unimplemented!() }
//! Case::new(provider().as_ref(), "tests/fixtures/one").canary("CANARY").check().unwrap();
//! ```

mod ledger;

pub use ledger::MemoryLedger;

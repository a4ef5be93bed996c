//! What no bytes may do to a reader: one judge for the fuzz targets, which look for such bytes for hours, and for the
//! tests, which replay some thousands of them.
//!
//! A [`Seed`] is one input with the place it lies at, as an agent's fixture has it or as someone changed it.

mod agent;
mod kept;
mod registry;
mod rows;
mod seed;
mod seeds;
mod slice;
mod spelled;
mod strict;
mod walkers;

pub use agent::{judge, same};
pub use seed::{Form, Seed};
pub use seeds::seeds;
pub use walkers::walkers;

/// What is wrong, if anything is. It may quote the input.
pub type Verdict = Result<(), String>;

/// Says what is wrong unless something holds.
fn hold(holds: bool, fault: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(fault()) }
}

//! What the facts mean: every derived figure, defined once, as pure functions of plain numbers. Where the
//! numbers come from and how figures are shown is not known here.
//!
//! Conventions, so that no figure has to repeat them:
//!
//! * Money is [`PicoUsd`](crate::money::PicoUsd), whole pico-dollars. A division rounds once, half away from zero.
//! * A share is a [`Share`]: basis points from 0 to 10,000. What may exceed its whole is a plain count of
//!   basis points and says so.
//! * There is no float in any result, so there is no `NaN`. Sums saturate. Nothing divides by zero: a share of
//!   nothing is 0, a rate over no time is 0, and a figure that has no sensible zero is a [`Figure`] without a
//!   value.
//! * Every figure is exact, estimated for stated reasons, or unsupported: its [`Provenance`].
//!
//! The table of all definitions is `docs/design/0005-figures.md`.
//!
//! ```
//! use scopeon_core::metrics::{Share, cache};
//! use scopeon_core::usage::Usage;
//! let usage = Usage { input: 1_000, cache_read: 9_000, ..Usage::default() };
//! assert_eq!(cache::hit_rate(&usage), Share::from_bp(9_000));
//! ```

pub mod agents;
pub mod anomaly;
pub mod blocks;
pub mod cache;
mod certainty;
pub mod compare;
pub mod context;
pub mod cost;
pub mod explore;
mod fidelity_index;
pub mod forecast;
pub mod health;
pub mod limits;
pub mod next;
pub mod priced;
mod provenance;
pub mod pulse;
mod quantity;
pub mod sample;
mod share;
pub mod suggest;
pub mod thresholds;
pub mod tools;
pub mod usual;
pub mod waste;
pub mod whatif;
pub mod why;
pub mod witness;

pub use certainty::Certainty;
pub use fidelity_index::FidelityIndex;
pub use provenance::{Doubt, Figure, Provenance, Reason};
pub use quantity::Quantity;
pub use share::{Share, basis_points, mul_div_round, prorate};

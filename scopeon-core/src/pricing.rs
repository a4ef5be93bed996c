//! What tokens cost and how large a prompt may be: the dated price table, the lookup of a model's name in it
//! and the arithmetic. No file is read and no clock is asked here.
//!
//! Tokens are facts, money is an answer: a [`PriceClass`] and a day give [`Rates`] from a [`PriceBook`], and
//! rates turn any sum of [`Usage`](crate::usage::Usage) of that class into an exact amount.
//!
//! ```
//! use scopeon_core::label::Label;
//! use scopeon_core::pricing::{PromptTier, Geo, PriceBook, PriceClass, Tier};
//! use scopeon_core::time::Timestamp;
//! use scopeon_core::usage::Usage;
//!
//! let class = PriceClass {
//!     agent: Label::new("claude-code").unwrap(),
//!     model: Label::new("claude-opus-5-5").unwrap(),
//!     tier: Tier::Standard,
//!     geo: Geo::Global,
//!     prompt_tier: PromptTier::of(41_000),
//! };
//! let at = Timestamp::parse("2026-11-01T09:00:00Z").unwrap();
//! let rates = PriceBook::builtin().rates(&class, at).unwrap();
//! let usage = Usage { input: 1_000, cache_read: 40_000, output: 500, ..Usage::default() };
//! assert_eq!(rates.cost(&usage).to_string(), "0.022"); // 1,000 × 4 + 40,000 × 0.2 + 500 × 20, per million
//! ```

#[cfg(feature = "pricing")]
mod amount;
#[cfg(feature = "pricing")]
mod book;
mod class;
#[cfg(feature = "pricing")]
pub mod import;
#[cfg(feature = "pricing")]
mod name;
#[cfg(feature = "pricing")]
mod overrides;
#[cfg(feature = "pricing")]
mod rates;
#[cfg(feature = "pricing")]
mod row;
#[cfg(feature = "pricing")]
mod rows;
#[cfg(feature = "pricing")]
mod show;
#[cfg(feature = "pricing")]
mod split;
#[cfg(feature = "pricing")]
pub mod table;
#[cfg(feature = "pricing")]
mod terms;

#[cfg(feature = "pricing")]
pub use amount::{Multiplier, UsdPerMillion};
#[cfg(feature = "pricing")]
pub use book::PriceBook;
pub use class::{Geo, PriceClass, PromptTier, Tier};
#[cfg(feature = "pricing")]
pub use name::plain_name;
#[cfg(feature = "pricing")]
pub use overrides::{PriceOverride, PriceOverrideError};
#[cfg(feature = "pricing")]
pub use rates::Rates;
#[cfg(feature = "pricing")]
pub use row::{PriceRow, RateSet, Variant};
#[cfg(feature = "pricing")]
pub use show::{PriceLine, RateLine, VariantLine};
#[cfg(feature = "pricing")]
pub use split::{CostClass, CostSplit};

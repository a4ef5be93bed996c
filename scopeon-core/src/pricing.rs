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

mod amount;
mod book;
mod class;
pub mod import;
mod name;
mod overrides;
mod rates;
mod row;
mod rows;
mod show;
pub mod table;
mod terms;

pub use amount::{Multiplier, UsdPerMillion};
pub use book::PriceBook;
pub use class::{Geo, PriceClass, PromptTier, Tier};
pub use name::plain_name;
pub use overrides::{PriceOverride, PriceOverrideError};
pub use rates::Rates;
pub use row::{PriceRow, RateSet, Variant};
pub use show::{PriceLine, RateLine, VariantLine};

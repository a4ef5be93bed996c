//! What prompt caches saved, cost and lost. What the vendor's cache held is not on the disk: where a figure
//! infers it, it says so.

mod chain;
mod losses;
mod outcome;
mod recache_why;
mod recached;
mod sums;

pub use chain::{Bust, Chain, ColdStart, chain, cost_above_read_price, hour_surcharge};
pub use losses::{CacheLosses, Losses, losses};
pub use outcome::{
    CacheOutcome, ColdWhy, FIVE_MINUTES_MS, ONE_HOUR_MS, last_lifetime_ms, lifetime_ms, outcomes,
};
pub use recache_why::RecacheWhy;
pub use recached::Recached;
pub(super) use sums::without_cache;
pub use sums::{CacheSums, hit_rate, sums, surcharge};

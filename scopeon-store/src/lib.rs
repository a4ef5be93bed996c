//! The one SQLite file of Scopeon.
#![doc = include_str!("../README.md")]
//! [`Store`] is the single writer, [`Reader`] answers in any process, [`Lease`] says who may be the writer; only
//! [`hand_over_limits`] goes without it, for one short transaction. No type of
//! the engine below is part of an answer; all of them are [`scopeon_core::report`]'s.

mod backup;
mod compact;
mod connect;
mod digest;
mod error;
mod holdings;
mod host;
mod lease;
mod limit;
mod owner;
mod part;
mod private;
mod probe;
mod query;
mod rollup;
mod schema;
mod standing;
mod verify;
mod write;

pub use backup::backup;
pub use compact::Retention;
pub use connect::is_being_filled;
pub use error::StoreError;
pub use holdings::{Finding, Findings, HOLDINGS, Holding, Holds, SCHEMA, inspect};
pub use lease::Lease;
pub use limit::Limit;
pub use owner::{Owners, check as check_owner};
pub use part::{Part, sweep};
pub use private::narrow_directory;
pub use probe::probe;
pub use query::{
    Asked, Breakdown, CacheBy, CallCursor, Compared, Direction, ExploreQuery, Filter, ModelUse, Reader,
    RecordedCall, SessionsQuery, SessionsSort, Sort, SortKey, SourceIssues, SourceSummary, Unread,
    UsageQuery, near_names,
};
pub use standing::Standing;
pub use verify::{VerifyReport, verify};
pub use write::{HandedOver, OpenOptions, Store, hand_over_limits};

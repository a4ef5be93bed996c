//! The one SQLite file of Scopeon.
#![doc = include_str!("../README.md")]
//! [`Store`] is the single writer, [`Reader`] answers in any process, [`WriterLock`] says who may be the writer; only
//! [`hand_over_limits`] goes without it, for one short transaction. No type of
//! the engine below is part of an answer; all of them are [`scopeon_core::report`]'s.

mod backup;
mod compact;
mod connect;
mod db_version;
mod digest;
mod error;
mod holdings;
mod host;
mod limit;
mod migrate;
mod owner;
mod part;
mod patience;
mod private;
mod probe;
mod query;
mod rollup;
mod schema;
mod verify;
mod write;
mod writer_lock;

pub use backup::backup;
pub use compact::Retention;
pub use connect::{DatabaseKind, database_kind, is_being_filled};
pub use db_version::DbVersion;
pub use error::StoreError;
pub use holdings::{Finding, Findings, HOLDINGS, Holding, Holds, SCHEMA, inspect};
pub use limit::Limit;
pub use owner::{Owners, check as check_owner};
pub use part::{Part, sweep};
pub use private::restrict_permissions;
pub use probe::probe;
pub use query::{
    CacheBy, CallCursor, CompareTarget, Direction, ExploreQuery, Filter, LIVE_MILLIS, MOST_KEYS, ModelUse,
    Nearest, QueryContext, Reader, RecordedCall, SessionFact, SessionFacts, SessionFactsQuery, SessionsQuery,
    SessionsSort, Sort, SortKey, SourceIssues, SourceSummary, Unread, UsageQuery, WhyTarget, suggest_names,
};
pub use verify::{VerifyReport, verify};
pub use write::{OpenOptions, RecordOutcome, Store, hand_over_limits};
pub use writer_lock::WriterLock;

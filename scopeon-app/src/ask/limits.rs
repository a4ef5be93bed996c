//! Windows of a vendor's limits, and keeping those that a status line was handed.

use std::time::Duration;

use scopeon_core::metrics::blocks::AGENT;
use scopeon_core::metrics::limits::{LimitSeen, LimitState, current};
use scopeon_core::report::LimitsReport;
use scopeon_core::time::Timestamp;
use scopeon_providers::claude_code::parse_status_line;
use scopeon_store::{Reader, RecordOutcome, Store, StoreError, WriterLock, hand_over_limits};

use super::question::Ask;
use crate::app::App;
use crate::error::AppError;
use crate::query::{Query, QueryArgs};

/// How long a status line waits for what another process is writing.
const BRIEF: Duration = Duration::from_millis(150);
/// How long what was said need not be said again, in milliseconds.
const FRESH_MS: i64 = 60_000;

/// Windows of vendors' limits that run now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Agents by id; none of them stands for all.
    pub provider: Vec<String>,
}

impl Ask for Limits {
    type Report = LimitsReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        Query::of(&QueryArgs { provider: self.provider.clone(), ..QueryArgs::default() }, app)
    }

    fn answer(&self, query: &Query, reader: &Reader, _app: &App) -> Result<LimitsReport, AppError> {
        Ok(reader.limits(&query.context())?)
    }

    /// It says itself what there is not.
    fn is_empty(&self, _report: &LimitsReport) -> bool {
        false
    }
}

/// Reads the limits out of what Claude Code hands to a status line, as of `now`; none of anything else.
#[must_use]
pub fn limits_of_status_line(handed: &[u8], now: Timestamp) -> Option<Vec<LimitSeen>> {
    parse_status_line(handed, now).ok()
}

impl App {
    /// Returns the windows of Claude Code's limits that run now, as they were last read; none where that is not known.
    #[must_use]
    pub fn last_limits(&self) -> Vec<LimitState> {
        let now = self.now();
        let known = self.reader().and_then(|reader| reader.last_limits(AGENT, now));
        current(&known.unwrap_or_default(), now)
    }

    /// Keeps limits, unless they are known: as the writer, or beside another process that is it.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub fn keep_limits(&self, limits: &[LimitSeen]) -> Result<(), StoreError> {
        let db = self.db();
        if limits.is_empty() || self.knows_limits(limits) {
            return Ok(());
        }
        let Some(_lock) = WriterLock::try_acquire(&db)? else {
            if hand_over_limits(&db, limits, BRIEF)? == RecordOutcome::Skipped {
                tracing::info!("another scopeon is writing; this reading is not kept");
            }
            return Ok(());
        };
        let mut store = Store::open(&db, self.open_options()?)?;
        store.record_limits(limits)?;
        store.close()
    }

    /// Returns `true` if the same was read a moment ago.
    fn knows_limits(&self, limits: &[LimitSeen]) -> bool {
        let Ok(reader) = self.reader() else { return false };
        let now = self.now();
        let is_fresh = |at: Timestamp| now.millis() - at.millis() < FRESH_MS;
        let is_known = |limit: &LimitSeen| {
            let known = reader.last_limits(limit.provider.as_str(), now).unwrap_or_default();
            known
                .iter()
                .any(|known| is_fresh(known.at) && LimitSeen { at: limit.at, ..known.clone() } == *limit)
        };
        limits.iter().all(is_known)
    }
}

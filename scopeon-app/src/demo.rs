//! Sample logs in a temporary directory, with a database of their own, removed when they are dropped.

mod sweep;

use std::fs::File;
use std::path::Path;

use scopeon_core::config::Config;
use scopeon_core::label::Label;
use scopeon_core::metrics::blocks::AGENT;
use scopeon_core::metrics::limits::LimitSeen;
use scopeon_core::time::Timestamp;
use scopeon_providers::sample;
use tempfile::TempDir;

use crate::error::AppError;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Sample logs end at a multiple of that: the last session in them is live.
const STEP_MS: i64 = 5 * MINUTE_MS;
/// About what the sample logs cost a day, in dollars: a month's budget is near its end on any day.
const DOLLARS_A_DAY: u32 = 2;

/// Removes what demos left in the temporary directory that were killed.
pub(crate) fn sweep(temporary: &Path) {
    sweep::others(temporary);
}

/// Sample logs while they are there.
#[derive(Debug)]
pub(crate) struct Demo {
    /// Held as long as the logs are there. Before the directory: what is dropped first is closed first.
    _lock: File,
    directory: TempDir,
}

impl Demo {
    /// Writes logs that end just before `now`; within five minutes they are always the same.
    pub(crate) fn write(temporary: &Path, now: Timestamp) -> Result<Self, AppError> {
        let failed = |error: std::io::Error| {
            let hint = "set TMPDIR to a directory that can be written to";
            AppError::file("the sample logs cannot be written", temporary, error).with_hint(hint)
        };
        let directory =
            tempfile::Builder::new().prefix(sweep::PREFIX).tempdir_in(temporary).map_err(failed)?;
        let lock = sweep::lock(directory.path()).map_err(failed)?;
        sweep::beside(directory.path());
        sample::write_mixed_home(directory.path(), end(now)).map_err(failed)?;
        Ok(Self { _lock: lock, directory })
    }

    /// Returns the home directory they lie below.
    pub(crate) fn home(&self) -> &Path {
        self.directory.path()
    }
}

/// When sample logs end that are written at `now`.
fn end(now: Timestamp) -> Timestamp {
    Timestamp::from_millis(now.millis() - now.millis().rem_euclid(STEP_MS)).unwrap_or(now)
}

/// Adds budgets, of which one is near its end, and rules for tags, where the user has none.
pub(crate) fn furnish(config: &mut Config, now: Timestamp) {
    let day: u32 = now.to_string().get(8..10).and_then(|day| day.parse().ok()).unwrap_or(15);
    let month = day * DOLLARS_A_DAY;
    let text = format!(
        "[[budgets]]\nperiod = \"monthly\"\nusd = {month}\n\
         [[budgets]]\nperiod = \"weekly\"\nusd = 25\nproject = \"acme.shop\"\n\
         [[tags]]\ntag = \"feature\"\nbranch_prefix = \"feat\"\n\
         [[tags]]\ntag = \"fix\"\nbranch_prefix = \"fix\"\n\
         [[tags]]\ntag = \"shop\"\nproject = \"acme.shop\"\n"
    );
    let Ok(sample) = Config::parse(&text) else { return };
    if config.budgets.is_empty() {
        config.budgets = sample.budgets;
    }
    if config.tags.is_empty() {
        config.tags = sample.tags;
    }
}

/// What a status line was handed last: a window that is nearly used up, and a week that will last.
pub(crate) fn limits(now: Timestamp) -> Vec<LimitSeen> {
    let at = end(now);
    let window = |name: &str, used_bp, minutes: u32, resets_ms: i64| {
        Some(LimitSeen {
            provider: Label::new(AGENT)?,
            window: Label::new(name)?,
            at,
            used_bp: Some(used_bp),
            minutes: Some(minutes),
            resets_at: Timestamp::from_millis(at.millis() + resets_ms),
        })
    };
    let five_hours = window("five_hour", 8_400, 300, 80 * MINUTE_MS);
    let week = window("seven_day", 5_500, 7 * 24 * 60, 70 * HOUR_MS);
    five_hours.into_iter().chain(week).collect()
}

impl Drop for Demo {
    fn drop(&mut self) {
        // The lock goes last, so that what an interrupted removal leaves is swept.
        sweep::empty(self.directory.path());
    }
}

//! Where things stand now: whether today is normal, whether a limit is near, and what to look at next.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use super::{BudgetRow, Figures, SessionRow};
use crate::metrics::Share;
use crate::metrics::context::{ContextAdvice, Evidence};
use crate::metrics::forecast::Projection;
use crate::metrics::limits::{LimitState, worst};
use crate::metrics::next::{NextInputs, NextStep};
use crate::metrics::usual::UsualDay;
use crate::money::PicoUsd;
use crate::time::Timestamp;

/// From this share of a month's calls without a price on that is a problem.
const PROBLEM: Share = Share::from_bp(500);

/// Whether today is normal, whether a limit is near, and what to look at next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct StatusReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// Since local midnight.
    pub today: Figures,
    /// Since the first day of the week.
    pub this_week: Figures,
    /// Since the first of the month.
    pub this_month: Figures,
    /// The session that was last active; none where that was more than a short while ago.
    pub live: Option<LiveSession>,
    /// Every session that was active a short while ago, last active first; that of `live` is the first.
    #[serde(default)]
    pub sessions: Vec<LiveSession>,
    /// What today, this week and this month will have cost at their ends; none from an older release.
    #[serde(default)]
    pub outlook: Option<PeriodOutlook>,
    /// What a day usually costs and how today stands to it; none with fewer than three days of use before today.
    #[serde(default)]
    pub usual: Option<UsualDay>,
    /// What each of the last 14 days cost, in order, today last.
    #[serde(default)]
    pub days: Vec<DayRow>,
    /// Each running window of a vendor's limits.
    #[serde(default)]
    pub limits: Vec<LimitState>,
    /// Each budget, in the order it was written down.
    #[serde(default)]
    pub budgets: Vec<BudgetRow>,
    /// When an agent was last used, and in what; later than now where a clock that was wrong dated everything ahead, none
    /// where nothing is known at all.
    #[serde(default)]
    pub last: Option<LastUse>,
    /// The directories that were looked into, where nothing is known at all; else none.
    #[serde(default)]
    pub looked_in: Vec<String>,
    /// The one command that is most worth running next.
    #[serde(default)]
    pub next: Option<NextStep>,
}

impl StatusReport {
    /// Makes one of what it cannot be without; the rest is none yet.
    #[must_use]
    pub fn new(scope: Scope, [today, this_week, this_month]: [Figures; 3]) -> Self {
        Self {
            scope,
            today,
            this_week,
            this_month,
            live: None,
            sessions: Vec::new(),
            outlook: None,
            usual: None,
            days: Vec::new(),
            limits: Vec::new(),
            budgets: Vec::new(),
            last: None,
            looked_in: Vec::new(),
            next: None,
        }
    }

    /// Returns what decides what to look at next, as far as this answer tells it.
    #[must_use]
    pub fn next_inputs(&self) -> NextInputs {
        let fill = |live: &LiveSession| Some(Share::of(live.context?, live.window?));
        let advised = self.sessions.iter().filter_map(|live| {
            let advice = live.advice?.advice;
            Some((fill(live), advice, live.session.id.clone()))
        });
        let fullest = advised.max_by(|a, b| (a.1, a.0).cmp(&(b.1, b.0)));
        let month = &self.this_month;
        NextInputs {
            is_used: self.last.is_some(),
            limit: worst(self.limits.iter().map(|limit| limit.level)),
            budget: self.budgets.iter().map(|row| row.used.state).max(),
            usual: self.usual,
            full: fullest.map(|(fill, advice, id)| (id, advice, fill)),
            has_problems: Share::of(month.unpriced_calls, month.calls) >= PROBLEM,
        }
    }
}

/// What the running periods will have cost at their ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PeriodOutlook {
    /// The end of the day.
    pub day: Projection,
    /// The end of the week.
    pub week: Projection,
    /// The end of the month.
    pub month: Projection,
}

impl PeriodOutlook {
    /// Makes one of the projections of the day, the week and the month.
    #[must_use]
    pub const fn new([day, week, month]: [Projection; 3]) -> Self {
        Self { day, week, month }
    }
}

/// What one day cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DayRow {
    /// The local day: `2026-11-18`.
    pub day: String,
    /// What its calls cost, as far as prices are known.
    pub cost_usd: PicoUsd,
}

impl DayRow {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub const fn new(day: String, cost_usd: PicoUsd) -> Self {
        Self { day, cost_usd }
    }
}

/// When an agent was last used, and in what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LastUse {
    /// When.
    pub at: Timestamp,
    /// The agent.
    pub provider: String,
    /// The session's id as its agent shows it.
    pub session: String,
    /// The project directory; none where the log does not say.
    pub project: Option<String>,
}

impl LastUse {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub const fn new(at: Timestamp, provider: String, session: String, project: Option<String>) -> Self {
        Self { at, provider, session, project }
    }
}

/// A live session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LiveSession {
    /// The session and its sums.
    pub session: SessionRow,
    /// The model of its last call; none without a call.
    pub model: Option<String>,
    /// The tokens in its context: the prompt of its last call, or what a compaction after it left; none where the log does not
    /// tell it.
    pub context: Option<u64>,
    /// The capacity of its context window in tokens, by the best evidence there is; none where there is none.
    pub window: Option<u64>,
    /// What that is known from; none without a call.
    pub evidence: Option<Evidence>,
    /// How many more turns fit into its context at its present growth; none while it does not grow, or too little is known.
    #[serde(default)]
    pub turns_left: Option<u64>,
    /// The same in calls.
    #[serde(default)]
    pub calls_left: Option<u64>,
    /// What to do about its context; none from an older release.
    #[serde(default)]
    pub advice: Option<ContextAdvice>,
}

impl LiveSession {
    /// Makes one of a session; the rest is none yet.
    #[must_use]
    pub const fn new(session: SessionRow) -> Self {
        Self {
            session,
            model: None,
            context: None,
            window: None,
            evidence: None,
            turns_left: None,
            calls_left: None,
            advice: None,
        }
    }
}

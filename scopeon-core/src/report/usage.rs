//! Usage by day, model, project and so on: the report everything else is built from.

mod figures;

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::metrics::Certainty;
use crate::metrics::cost::CostMode;
use crate::metrics::priced::priced;
use crate::money::PicoUsd;
use crate::pricing::CostSplit;
use crate::provider::Coverage;
use crate::time::{Period, Timestamp};
use crate::usage::Usage;

/// What the rows of a report stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum GroupBy {
    /// Local hours.
    Hourly,
    /// Local days.
    Daily,
    /// Seven days from the first day of the week, named by that day; Monday unless the zone's week begins elsewhere.
    Weekly,
    /// Local months.
    Monthly,
    /// Models as logged.
    Model,
    /// Agents.
    Provider,
    /// Project directories.
    Project,
    /// Branches.
    Branch,
    /// Sessions; a sub-agent's usage counts towards the session that started it.
    Session,
}

impl GroupBy {
    /// Every grouping, in the order in which they are offered.
    pub const ALL: &'static [Self] = &[
        Self::Hourly,
        Self::Daily,
        Self::Weekly,
        Self::Monthly,
        Self::Model,
        Self::Provider,
        Self::Project,
        Self::Branch,
        Self::Session,
    ];

    /// Returns the name on the command line and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hourly => "hourly",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Model => "model",
            Self::Provider => "provider",
            Self::Project => "project",
            Self::Branch => "branch",
            Self::Session => "session",
        }
    }

    /// Returns the calendar period of a grouping by time.
    #[must_use]
    pub const fn period(self) -> Option<Period> {
        match self {
            Self::Hourly => Some(Period::Hour),
            Self::Daily => Some(Period::Day),
            Self::Weekly => Some(Period::Week),
            Self::Monthly => Some(Period::Month),
            _ => None,
        }
    }
}

impl FromStr for GroupBy {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|by| by.as_str() == text).ok_or(())
    }
}

/// The figures of a row: sums over the calls it stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "figures::Wire", into = "figures::Wire")]
#[cfg_attr(feature = "schema", schemars(!from, !into))]
#[non_exhaustive]
pub struct Figures {
    /// Model responses.
    pub calls: u64,
    /// Prompts whose first call lies in the row.
    pub turns: u64,
    /// Sessions with a call in the row; sub-agents belong to the session that started them.
    pub sessions: u64,
    /// Tokens and searches.
    pub usage: Usage,
    /// What the tokens cost at list prices of their day, in dollars; calls without a known price or known tokens add nothing.
    /// On the wire it is `null` where there are calls and nothing of them could be priced.
    #[cfg_attr(feature = "schema", schemars(with = "Option<PicoUsd>"))]
    pub cost_usd: PicoUsd,
    /// `cost_usd` by what was billed; its parts add up to it. On the wire it is `null` where that is.
    #[cfg_attr(feature = "schema", schemars(with = "Option<CostSplit>"))]
    pub split: CostSplit,
    /// What the agents themselves say it cost, in dollars; none where no call says.
    pub reported_usd: Option<PicoUsd>,
    /// Calls of which the agents say what they cost.
    pub reported_calls: u64,
    /// Calls that `cost_usd` does not hold because no price is known for their model, or no tokens of them.
    pub unpriced_calls: u64,
    /// Calls of a tier, size or region that no price list has a price for: what they cost is a lower bound.
    pub floor_calls: u64,
    /// Calls of which the log holds only a placeholder: their output, and with it their cost, is a lower bound.
    pub unfinished_calls: u64,
    /// Requests of which the logs show that they were made and do not say what they took: interrupted, cut or killed.
    /// They are among no other figures.
    pub unknown_calls: u64,
    /// What the agents' own totals hold beyond the calls.
    pub unrecorded: Unrecorded,
    /// The best that is known of the whole cost, in dollars: what agents report where all calls of a quarter-hour do, else
    /// what is computed, and what is in no call record.
    /// On the wire it is `null` where nothing of either could be priced.
    #[cfg_attr(feature = "schema", schemars(with = "Option<PicoUsd>"))]
    pub best_known_usd: PicoUsd,
    /// Calls that `best_known_usd` does not hold, because neither a price nor the agent says what they cost.
    pub uncosted_calls: u64,
}

impl Figures {
    /// Returns what it cost; none where there are calls and none of them has a price: that is unpriced, not free.
    #[must_use]
    pub const fn known_usd(&self) -> Option<PicoUsd> {
        priced(self.cost_usd, self.calls, self.unpriced_calls)
    }

    /// Returns what it cost as one of the three amounts, in dollars; none where that is not known of any of it.
    #[must_use]
    pub fn amount(&self, mode: CostMode) -> Option<PicoUsd> {
        match mode {
            CostMode::Computed => self.known_usd(),
            CostMode::Reported => self.reported_usd,
            CostMode::Best => {
                let is_known = self.best_known_usd != PicoUsd::ZERO || self.known_usd().is_some();
                is_known.then_some(self.best_known_usd)
            }
        }
    }

    /// Returns the sum of two that share no session.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            calls: self.calls.saturating_add(other.calls),
            turns: self.turns.saturating_add(other.turns),
            sessions: self.sessions.saturating_add(other.sessions),
            usage: self.usage.plus(other.usage),
            cost_usd: self.cost_usd.plus(other.cost_usd),
            split: self.split.plus(other.split),
            reported_usd: match (self.reported_usd, other.reported_usd) {
                (Some(one), Some(other)) => Some(one.plus(other)),
                (one, other) => one.or(other),
            },
            reported_calls: self.reported_calls.saturating_add(other.reported_calls),
            unpriced_calls: self.unpriced_calls.saturating_add(other.unpriced_calls),
            floor_calls: self.floor_calls.saturating_add(other.floor_calls),
            unfinished_calls: self.unfinished_calls.saturating_add(other.unfinished_calls),
            unknown_calls: self.unknown_calls.saturating_add(other.unknown_calls),
            unrecorded: self.unrecorded.plus(other.unrecorded),
            best_known_usd: self.best_known_usd.plus(other.best_known_usd),
            uncosted_calls: self.uncosted_calls.saturating_add(other.uncosted_calls),
        }
    }

    /// Returns how sure what it cost is, where the logs of its agents hold as much as that: none is an agent that is not
    /// known.
    #[must_use]
    pub fn certainty(&self, coverage: Option<Coverage>) -> Certainty {
        let is_short = self.unpriced_calls > 0
            || self.floor_calls > 0
            || self.unfinished_calls > 0
            || self.unknown_calls > 0
            // The agent's own totals hold more than its calls do.
            || !self.unrecorded.is_empty();
        match (self.known_usd(), coverage) {
            (None, _) => Certainty::Unpriced,
            _ if is_short => Certainty::LowerBound,
            (_, Some(Coverage::PerCall | Coverage::PerSession)) => Certainty::Exact,
            _ if self.calls == 0 => Certainty::Exact,
            _ => Certainty::Estimated,
        }
    }

    /// Returns how many calls that amount does not hold.
    #[must_use]
    pub const fn missing_calls(&self, mode: CostMode) -> u64 {
        match mode {
            CostMode::Computed => self.unpriced_calls,
            CostMode::Reported => self.calls.saturating_sub(self.reported_calls),
            CostMode::Best => self.uncosted_calls,
        }
    }
}

/// What agents' own totals hold beyond the calls that their logs record: requests for titles, compactions and searches,
/// for most. It is dated by the instant at which the total was stated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "figures::WireUnrecorded", into = "figures::WireUnrecorded")]
#[cfg_attr(feature = "schema", schemars(!from, !into))]
#[non_exhaustive]
pub struct Unrecorded {
    /// Tokens and searches; caches are taken for such as live five minutes, since totals do not divide them.
    pub usage: Usage,
    /// What they cost at list prices, in dollars; tokens without a known price add nothing. On the wire it is `null` where
    /// none has one.
    #[cfg_attr(feature = "schema", schemars(with = "Option<PicoUsd>"))]
    pub cost_usd: PicoUsd,
    /// Tokens that `cost_usd` does not hold because no price is known for their model.
    pub unpriced_tokens: u64,
    /// Totals, a session's of one model each, that cover a part of the calls only, so that it is not known what else was
    /// used.
    pub unknown_totals: u64,
}

impl Unrecorded {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(usage: Usage, cost_usd: PicoUsd, unpriced_tokens: u64, unknown_totals: u64) -> Self {
        Self { usage, cost_usd, unpriced_tokens, unknown_totals }
    }

    /// Returns `true` if there is nothing to be said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the sum of two.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            usage: self.usage.plus(other.usage),
            cost_usd: self.cost_usd.plus(other.cost_usd),
            unpriced_tokens: self.unpriced_tokens.saturating_add(other.unpriced_tokens),
            unknown_totals: self.unknown_totals.saturating_add(other.unknown_totals),
        }
    }
}

/// One row of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct UsageRow {
    /// What the row stands for: `2026-03-01`, a model, a session's id.
    pub key: String,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// The rows of the next key within it, which add up to it; left out where there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<UsageRow>"))]
    pub breakdown: Option<Vec<UsageRow>>,
    /// Its models, most used first; left out where the row is of one.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub models: Vec<String>,
}

impl UsageRow {
    /// Makes one of what it stands for, its figures and the rows within it.
    #[must_use]
    pub fn new(key: String, figures: Figures, breakdown: Option<Vec<UsageRow>>) -> Self {
        Self { key, figures, models: Vec::new(), breakdown }
    }
}

/// Rows that a limit cuts off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MoreRows {
    /// How many they are.
    pub rows: u64,
    /// Their sum.
    #[serde(flatten)]
    pub figures: Figures,
}

impl MoreRows {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub const fn new(rows: u64, figures: Figures) -> Self {
        Self { rows, figures }
    }
}

/// An answer to "how much".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct UsageReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// What the rows stand for.
    pub by: GroupBy,
    /// The rows: by time in its order, by name the most expensive first, unless another order was asked for.
    pub rows: Vec<UsageRow>,
    /// The sum over everything the filter lets through, rows cut off by a limit included.
    pub total: Figures,
    /// What the rows stand for, then what the rows in their `breakdown` do, and so on.
    #[serde(default)]
    pub keys: Vec<GroupBy>,
    /// The rows that a limit cuts off; left out where all are there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[cfg_attr(feature = "schema", schemars(with = "MoreRows"))]
    pub more: Option<MoreRows>,
    /// How many calls there are, whatever the filter, that a wrong clock dated after tomorrow; left out where there is none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub ahead_calls: u64,
    /// What each session was, where the rows stand for sessions and it was asked for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub sessions: BTreeMap<String, SessionNote>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// What a session was, beside its figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SessionNote {
    /// The directory it began in; none where the log does not say.
    pub project: Option<String>,
    /// Its last instant, or that of one of its sub-agents; none where nothing of it is dated.
    pub last_at: Option<Timestamp>,
}

impl SessionNote {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(project: Option<String>, last_at: Option<Timestamp>) -> Self {
        Self { project, last_at }
    }
}

impl UsageReport {
    /// Makes a report.
    #[must_use]
    pub const fn new(scope: Scope, by: GroupBy, rows: Vec<UsageRow>, total: Figures) -> Self {
        Self {
            scope,
            by,
            keys: Vec::new(),
            rows,
            more: None,
            total,
            ahead_calls: 0,
            sessions: BTreeMap::new(),
        }
    }
}

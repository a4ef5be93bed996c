//! What it cost, how fast it goes and where it leads.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use super::session::SessionRow;
use super::usage::Unrecorded;
use crate::metrics::anomaly::Anomaly;
use crate::metrics::cost::{Burn, CostSum, Reconciled, ReportedCost, UnitCosts};
use crate::metrics::forecast::Projection;
use crate::metrics::{Figure, Provenance};
use crate::money::PicoUsd;

/// Costs of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CostsReport {
    /// What it covers.
    #[serde(flatten)]
    pub scope: Scope,
    /// The sum.
    #[serde(flatten)]
    pub total: CostSum,
    /// How far the sum can be trusted.
    pub provenance: Provenance,
    /// Calls of which the log holds only a placeholder: their output, and with it their cost, is a lower bound.
    #[serde(default)]
    pub unfinished_calls: u64,
    /// Requests of which the logs do not say what they took; they are not in the sum.
    #[serde(default)]
    pub unknown_calls: u64,
    /// What the agents' own totals hold beyond the calls; it is not in the sum.
    #[serde(default)]
    pub unrecorded: Unrecorded,
    /// The best that is known of the whole cost, in dollars: what agents report where they do, else what is computed, and
    /// what is in no call record; none where there are calls and nothing of either is known.
    #[serde(default)]
    pub best_known_usd: Option<PicoUsd>,
    /// What it comes down to a turn, a call, a thousand tokens of output.
    pub units: UnitCosts,
    /// The rate over the last hour.
    pub burn: Figure<Burn>,
    /// The end of the day.
    pub day: Projection,
    /// The end of the week.
    pub week: Projection,
    /// The end of the month.
    pub month: Projection,
    /// What agents state against what was computed, for calls that have both.
    pub reported: Reconciled,
    /// What agents state for calls whose cost is not known otherwise; the sum does not hold it.
    #[serde(default)]
    pub reported_alone: ReportedCost,
    /// The dearest sessions, dearest first.
    pub top_sessions: Vec<SessionRow>,
    /// Days that cost unlike the others.
    pub anomalies: Vec<Anomaly>,
}

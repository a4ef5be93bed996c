//! What it cost, how fast it goes and where it leads.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use super::session::SessionRow;
use super::usage::{Figures, UsageRow};
use crate::metrics::anomaly::Anomaly;
use crate::metrics::cost::{Burn, Reconciled, ReportedCost, UnitCosts};
use crate::metrics::forecast::Projection;
use crate::metrics::limits::LimitState;
use crate::metrics::{Figure, Provenance};
use crate::money::PicoUsd;

/// Costs of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CostsReport {
    /// What it covers.
    #[serde(flatten)]
    pub scope: Scope,
    /// The sum, as every report has it.
    pub total: Figures,
    /// How far the sum can be trusted.
    pub provenance: Provenance,
    /// What it comes down to a turn, a call, a thousand tokens of output.
    pub units: UnitCosts,
    /// What a session usually costs: the median of those with a known cost, so that a wild one does not move it.
    #[serde(default)]
    pub usual_session_usd: Figure<PicoUsd>,
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
    /// What each model took, what is in no call record included, the most expensive first.
    #[serde(default)]
    pub by_model: Vec<UsageRow>,
    /// The most expensive sessions, most expensive first.
    pub top_sessions: Vec<SessionRow>,
    /// Days that cost unlike the others.
    pub anomalies: Vec<Anomaly>,
    /// Each running window of a vendor's limits, of the agents asked about.
    #[serde(default)]
    pub limits: Vec<LimitState>,
}

impl CostsReport {
    /// Makes one of a sum, what it costs by unit, and the projections of the day, the week and the month; the rest is
    /// none yet.
    #[must_use]
    pub fn new(
        scope: Scope,
        (total, provenance): (Figures, Provenance),
        units: UnitCosts,
        [day, week, month]: [Projection; 3],
    ) -> Self {
        Self {
            scope,
            total,
            provenance,
            units,
            usual_session_usd: Figure::default(),
            burn: Figure::default(),
            day,
            week,
            month,
            reported: Reconciled::default(),
            reported_alone: ReportedCost::default(),
            by_model: Vec::new(),
            top_sessions: Vec::new(),
            anomalies: Vec::new(),
            limits: Vec::new(),
        }
    }
}

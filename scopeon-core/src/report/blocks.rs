//! Five-hour blocks and weeks, put together from the calls seen here.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::metrics::Provenance;
use crate::metrics::blocks::{Block, BlockOutlook, Span};
use crate::metrics::cost::{Burn, CostSum};
use crate::metrics::limits::LimitState;
use crate::time::Timestamp;

/// Blocks of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct BlocksReport {
    /// What it covers.
    #[serde(flatten)]
    pub scope: Scope,
    /// Always `true`: blocks are put together from the calls seen here. What the vendor states is in `limits`.
    pub reconstruction: bool,
    /// How far it can be trusted.
    pub provenance: Provenance,
    /// The running block; none where none is running.
    pub active: Option<ActiveBlock>,
    /// Blocks and the pauses between them, in order of time.
    pub rows: Vec<Span>,
    /// Weeks, the running one last.
    pub weeks: Vec<WeekRow>,
    /// The vendor's own windows that run now, where a reading of them is known: they win over what is put together.
    #[serde(default)]
    pub limits: Vec<LimitState>,
}

impl BlocksReport {
    /// Makes one of what is put together, in the order of its fields; no limit is known yet.
    #[must_use]
    pub fn new(
        scope: Scope,
        reconstruction: bool,
        provenance: Provenance,
        active: Option<ActiveBlock>,
        rows: Vec<Span>,
        weeks: Vec<WeekRow>,
    ) -> Self {
        Self { scope, reconstruction, provenance, active, rows, weeks, limits: Vec::new() }
    }
}

/// The running block and where it leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ActiveBlock {
    /// The block.
    #[serde(flatten)]
    pub block: Block,
    /// Its mean rate.
    pub burn: Burn,
    /// What it comes to.
    pub outlook: BlockOutlook,
}

impl ActiveBlock {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(block: Block, burn: Burn, outlook: BlockOutlook) -> Self {
        Self { block, burn, outlook }
    }
}

/// One week of seven days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WeekRow {
    /// Its first instant: the calendar's, or the reset the user stated.
    pub since: Timestamp,
    /// The first instant after it.
    pub until: Timestamp,
    /// What was consumed in it.
    #[serde(flatten)]
    pub sum: CostSum,
}

impl WeekRow {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(since: Timestamp, until: Timestamp, sum: CostSum) -> Self {
        Self { since, until, sum }
    }
}

//! Where things stand now.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Currency, Figures, SessionRow};
use crate::metrics::context::Evidence;
use crate::provider::Level;
use crate::time::Timestamp;

/// The running periods and the session that is live.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusReport {
    /// The version of the wire format.
    pub schema: u32,
    /// The time zone of the periods.
    pub zone: String,
    /// The currency of all amounts.
    pub currency: Currency,
    /// When this was answered.
    pub now: Timestamp,
    /// Since local midnight.
    pub today: Figures,
    /// Since Monday.
    pub this_week: Figures,
    /// Since the first of the month.
    pub this_month: Figures,
    /// The session that was last active, if that was a short while ago.
    pub live: Option<LiveSession>,
    /// The agents whose calls are in these sums, by id.
    #[serde(default)]
    pub providers: Vec<String>,
    /// How much of the truth the logs of each of them hold.
    #[serde(default)]
    pub levels: BTreeMap<String, Level>,
}

/// The live session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveSession {
    /// The session and its sums.
    pub session: SessionRow,
    /// The model of its last call.
    pub model: Option<String>,
    /// The tokens in its context: the prompt of its last call, or what a compaction after it left.
    pub context: Option<u64>,
    /// The capacity of its context window in tokens, by the best evidence there is.
    pub window: Option<u64>,
    /// What that is known from.
    pub evidence: Option<Evidence>,
}

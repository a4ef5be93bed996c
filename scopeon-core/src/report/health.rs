//! How well a session or a period went.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::metrics::anomaly::Anomaly;
use crate::metrics::health::Health;
use crate::metrics::waste::Signal;

/// Score, signs of waste and what stands out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HealthReport {
    /// What it covers.
    #[serde(flatten)]
    pub scope: Scope,
    /// The session's id; none for a period.
    pub session: Option<String>,
    /// The score and what it is made of.
    #[serde(flatten)]
    pub health: Health,
    /// Signs of waste, worst first.
    pub signals: Vec<Signal>,
    /// Days that cost unlike the others.
    pub anomalies: Vec<Anomaly>,
}

impl HealthReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(
        scope: Scope,
        session: Option<String>,
        health: Health,
        signals: Vec<Signal>,
        anomalies: Vec<Anomaly>,
    ) -> Self {
        Self { scope, session, health, signals, anomalies }
    }
}

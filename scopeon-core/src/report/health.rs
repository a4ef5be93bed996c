//! How well a session or a period went.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::metrics::Figure;
use crate::metrics::anomaly::Anomaly;
use crate::metrics::health::Health;
use crate::metrics::waste::Signal;
use crate::money::PicoUsd;

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
    /// Signs of waste, the most worth first: those of every session gathered by what helps against them, as suggestions are.
    pub signals: Vec<Signal>,
    /// What the session or the period cost.
    #[serde(default)]
    pub cost_usd: Figure<PicoUsd>,
    /// Days that cost unlike the others.
    pub anomalies: Vec<Anomaly>,
}

impl HealthReport {
    /// Makes one of what it cannot be without, in the order of its fields; what it cost is not known yet.
    #[must_use]
    pub fn new(
        scope: Scope,
        session: Option<String>,
        health: Health,
        signals: Vec<Signal>,
        anomalies: Vec<Anomaly>,
    ) -> Self {
        Self { scope, session, health, signals, cost_usd: Figure::default(), anomalies }
    }
}

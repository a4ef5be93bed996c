//! What has to be said without being asked.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::alert::Alert;

/// Alerts that hold now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AlertsReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// The alerts, the most urgent first.
    pub rows: Vec<Alert>,
}

impl AlertsReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub const fn new(scope: Scope, rows: Vec<Alert>) -> Self {
        Self { scope, rows }
    }
}

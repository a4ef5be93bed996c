//! Budgets and what is used of them.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::budget::{Budget, BudgetState, BudgetUse};

/// All budgets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BudgetReport {
    /// What it covers.
    #[serde(flatten)]
    pub scope: Scope,
    /// The worst state; `ok` without a budget. It decides the exit code of a check.
    pub state: BudgetState,
    /// Each budget, in the order it was written down.
    pub rows: Vec<BudgetRow>,
}

/// One budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BudgetRow {
    /// What was set.
    pub budget: Budget,
    /// What is used of it.
    #[serde(flatten)]
    pub used: BudgetUse,
}

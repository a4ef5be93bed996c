//! Budgets and what is used of them.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::budget::{Budget, BudgetState, BudgetUse};

/// All budgets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct BudgetReport {
    /// What it covers.
    #[serde(flatten)]
    pub scope: Scope,
    /// The worst state; `ok` without a budget. It decides the exit code of a check.
    pub state: BudgetState,
    /// Each budget, in the order it was written down.
    pub rows: Vec<BudgetRow>,
}

impl BudgetReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(scope: Scope, state: BudgetState, rows: Vec<BudgetRow>) -> Self {
        Self { scope, state, rows }
    }
}

/// One budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct BudgetRow {
    /// What was set.
    pub budget: Budget,
    /// What is used of it.
    #[serde(flatten)]
    pub used: BudgetUse,
}

impl BudgetRow {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(budget: Budget, used: BudgetUse) -> Self {
        Self { budget, used }
    }
}

//! How a budget stands, in a sign and a word.

use scopeon_core::budget::{BudgetPeriod, BudgetState};
use scopeon_core::report::BudgetRow;

use crate::canvas::Canvas;
use crate::theme::Role;

/// Returns the role and the sign of how it stands.
pub(super) fn state(row: &BudgetRow, canvas: &Canvas<'_>) -> (Role, &'static str) {
    let [good, warn, bad] = canvas.theme().glyphs.states;
    match row.used.state {
        BudgetState::Ok => (Role::Good, good),
        BudgetState::Warn => (Role::Warn, warn),
        BudgetState::Over => (Role::Bad, bad),
    }
}

/// Returns what its period is called.
pub(super) const fn period_word(row: &BudgetRow) -> &'static str {
    match row.budget.period {
        BudgetPeriod::Daily => "day",
        BudgetPeriod::Weekly => "week",
        BudgetPeriod::Monthly => "month",
    }
}

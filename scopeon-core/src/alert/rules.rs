//! The rules: from what on something has to be said.

use super::{Alert, AlertInputs, AlertKind, AlertSeverity, BudgetSigns, LimitSigns, SessionSigns};
use crate::metrics::Share;
use crate::metrics::limits::LimitLevel;
use crate::metrics::sample::Sample;

/// From this share of a context on it is a crisis.
pub const CRISIS: Share = Share::from_bp(9_500);
/// From this share of a context on it warns.
pub const WARNING: Share = Share::from_bp(8_000);
/// From this share of a context on it is told where it grows faster and faster.
pub const ADVISORY: Share = Share::from_bp(5_500);
/// Above this share of a budget it warns, in basis points.
pub const BUDGET: i64 = 9_000;
/// So many turns that still fit are few.
pub const FEW_TURNS: u64 = 5;
/// Of so many calls growth is compared with that of as many before.
const STRETCH: usize = 5;

/// Returns what has to be said, the most urgent first.
#[must_use]
pub fn alerts(inputs: &AlertInputs) -> Vec<Alert> {
    let mut found: Vec<Alert> =
        inputs.sessions.iter().flat_map(|session| of_session(session, inputs)).collect();
    found.extend(inputs.budgets.iter().filter_map(of_budget));
    found.extend(inputs.limits.iter().filter_map(of_limit));
    found.sort_by_key(|alert| (alert.severity, alert.kind));
    found
}

fn of_session(session: &SessionSigns, inputs: &AlertInputs) -> Vec<Alert> {
    let alert = |kind, severity| Alert {
        session: Some(session.id.clone()),
        provider: Some(session.provider.clone()),
        used_bp: session.fill.map(|fill| fill.bp().into()),
        turns_left: session.turns_left,
        ..Alert::new(kind, severity)
    };
    let fill = session.fill.unwrap_or_default();
    let is_advised = (ADVISORY..WARNING).contains(&fill) && is_accelerating(&session.changes);
    let is_low = session.turns_left.is_some_and(|left| left <= FEW_TURNS);
    let rules = [
        (fill >= CRISIS, AlertKind::ContextCrisis, AlertSeverity::Critical),
        (is_low, AlertKind::LowTurnsLeft, AlertSeverity::Critical),
        ((WARNING..CRISIS).contains(&fill), AlertKind::ContextWarning, AlertSeverity::Warning),
        (is_advised, AlertKind::CompactionAdvisory, AlertSeverity::Info),
    ];
    let held = rules.into_iter().filter(|rule| rule.0).map(|(_, kind, severity)| alert(kind, severity));
    let compacted = session.compacted_at.filter(|at| inputs.since.is_none_or(|since| *at >= since));
    let compacted = compacted
        .map(|at| Alert { at: Some(at), ..alert(AlertKind::CompactionDetected, AlertSeverity::Info) });
    held.chain(compacted).collect()
}

/// Returns `true` if a context grows faster and faster: the median of its last five changes is at least half as much again
/// as that of the five before.
#[must_use]
pub fn is_accelerating(changes: &[i64]) -> bool {
    let Some(before) = changes.len().checked_sub(2 * STRETCH) else { return false };
    let (earlier, later) = changes[before..].split_at(STRETCH);
    let median = |changes: &[i64]| Sample::new(changes.iter().copied().map(i128::from)).median();
    let (earlier, later) = (median(earlier), median(later));
    later > 0 && later.saturating_mul(2) >= earlier.max(0).saturating_mul(3) && later > earlier
}

fn of_budget(budget: &BudgetSigns) -> Option<Alert> {
    let severity = if budget.used_bp > 10_000 { AlertSeverity::Critical } else { AlertSeverity::Warning };
    (budget.used_bp > BUDGET).then(|| Alert {
        subject: Some(budget.period.as_str().to_owned()),
        project: budget.project.clone(),
        used_bp: Some(budget.used_bp),
        at: budget.exhausted_at,
        ..Alert::new(AlertKind::BudgetWarning, severity)
    })
}

fn of_limit(limit: &LimitSigns) -> Option<Alert> {
    let severity = match limit.level {
        LimitLevel::Ok => return None,
        LimitLevel::Warn => AlertSeverity::Warning,
        LimitLevel::UsedUp => AlertSeverity::Critical,
    };
    Some(Alert {
        provider: Some(limit.provider.clone()),
        subject: Some(limit.window.clone()),
        used_bp: Some(limit.used_bp.into()),
        at: limit.exhausted_at,
        ..Alert::new(AlertKind::LimitWarning, severity)
    })
}

//! Alerts in words, the same for every front end.

use scopeon_core::alert::{Alert, AlertKind};

/// Says an alert in one short sentence without an end; `project` says what a project is called.
#[must_use]
pub fn alert_text(alert: &Alert, project: &dyn Fn(&str) -> String) -> String {
    // What is below a threshold is not written as if it had reached it.
    let used = || alert.used_bp.map_or_else(|| "much".to_owned(), |bp| format!("{} %", bp / 100));
    let subject = || alert.subject.as_deref().unwrap_or_default();
    match alert.kind {
        AlertKind::ContextCrisis => format!("context {} full: compact now", used()),
        AlertKind::ContextWarning => format!("context {} full: compact soon", used()),
        AlertKind::CompactionAdvisory => format!("context {} full and growing faster", used()),
        AlertKind::LowTurnsLeft => match alert.turns_left {
            Some(1) => "about 1 turn left in the context".to_owned(),
            left => format!("about {} turns left in the context", left.unwrap_or_default()),
        },
        AlertKind::CompactionDetected => "the context was compacted".to_owned(),
        AlertKind::BudgetWarning => {
            let of =
                alert.project.as_deref().map(|name| format!(" of {}", project(name))).unwrap_or_default();
            format!("{} of the {} budget{of} used", used(), subject())
        }
        AlertKind::LimitWarning => {
            let agent = alert.provider.as_deref().unwrap_or_default();
            format!("{} of {agent}'s {} limit used", used(), subject().replace('_', "-"))
        }
        _ => alert.kind.as_str().replace('_', " "),
    }
}

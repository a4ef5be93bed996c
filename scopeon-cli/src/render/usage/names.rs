//! What the rows of a report are called.

use scopeon_core::report::GroupBy;

use crate::render::key;

pub(super) const fn title(by: GroupBy) -> &'static str {
    match by {
        GroupBy::Hourly => "Hour",
        GroupBy::Daily => "Day",
        GroupBy::Weekly => "Week of",
        GroupBy::Monthly => "Month",
        GroupBy::Model => "Model",
        GroupBy::Provider => "Agent",
        GroupBy::Project => "Project",
        GroupBy::Branch => "Branch",
        GroupBy::Session => "Session",
        _ => "Key",
    }
}

pub(super) fn label(by: GroupBy, name: &str, home: Option<&str>, longest: usize) -> String {
    match by {
        // The zone stands below the table; the offset tells hours that come twice apart, where there is room.
        GroupBy::Hourly if name.len() > longest => name.replacen('T', " ", 1).chars().take(16).collect(),
        GroupBy::Hourly => name.replacen('T', " ", 1),
        GroupBy::Project => key::fit(&key::tilde(name, home), longest),
        GroupBy::Branch => key::fit_both(name, longest),
        _ => key::fit(name, longest),
    }
}

pub(super) const fn noun(by: GroupBy) -> &'static str {
    match by {
        GroupBy::Hourly => "hour",
        GroupBy::Daily => "day",
        GroupBy::Weekly => "week",
        GroupBy::Monthly => "month",
        GroupBy::Model => "model",
        GroupBy::Provider => "agent",
        GroupBy::Project => "project",
        // Its plural is not made with an s alone; `counted` knows.
        GroupBy::Branch => "branch",
        GroupBy::Session => "session",
        _ => "row",
    }
}

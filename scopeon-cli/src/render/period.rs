//! The first line of an answer over a period: what it is, from when to when, in whose days.

use scopeon_core::report::Scope;
use scopeon_core::time::{Period, Timestamp, Zone};

use super::export;
use super::key;
use super::style::{FAINT, TITLE, paint};

/// Draws a title and the period an answer covers, in at most `width` characters.
pub(crate) fn heading(title: &str, scope: &Scope, zone: Zone, width: usize) -> String {
    export::heading(title);
    let period = key::fit(&period(scope, zone), width.saturating_sub(title.chars().count() + 2));
    format!("{}  {}\n", paint(TITLE, title), paint(FAINT, &period))
}

/// Writes a period: `2026-03-01 to 2026-03-30, Europe/Berlin`.
pub(crate) fn period(scope: &Scope, zone: Zone) -> String {
    let since = scope.since.map(|since| edge(since, zone));
    // The last instant in it, and not the first after it, is what people mean by an end.
    let last = scope.until.and_then(|until| Timestamp::from_millis(until.millis() - 1));
    let until = scope.until.zip(last).map(|(until, last)| {
        if is_midnight(until, zone) { zone.key(last, Period::Day) } else { zone.wall(until) }
    });
    let text = match (since, until) {
        (None, None) => "all of history".to_owned(),
        (None, Some(until)) => format!("up to {until}"),
        (Some(since), None) => format!("{since} to now"),
        (Some(since), Some(until)) if since == until => since,
        (Some(since), Some(until)) => format!("{since} to {until}"),
    };
    format!("{text}, {}", scope.zone)
}

fn edge(at: Timestamp, zone: Zone) -> String {
    if is_midnight(at, zone) { zone.key(at, Period::Day) } else { zone.wall(at) }
}

fn is_midnight(at: Timestamp, zone: Zone) -> bool {
    zone.floor(at, Period::Day) == at
}

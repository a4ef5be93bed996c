//! Limits as agents state them.

use std::fmt::Write as _;

use scopeon_core::metrics::limits::{LimitSeen, LimitState};
use scopeon_core::report::LimitsReport;
use scopeon_core::time::{Period, Timestamp, Zone};

use super::bar::bar;
use super::figure::Footnotes;
use super::money::UNKNOWN;
use super::status::ago;
use super::style::{FAINT, TITLE, paint};
use super::table::{Align, RowKind, Table};
use super::wrap::wrap;
use crate::render::number::{duration, tenths};

const BAR: usize = 20;

/// Draws limits for a terminal of `width` characters.
pub(crate) fn draw(report: &LimitsReport, zone: Zone, width: usize) -> String {
    let mut text = format!("{}\n", paint(TITLE, "Limits"));
    if report.rows.is_empty() {
        text.push_str("No limit readings yet.\n");
    } else {
        let mut doubts = Footnotes::default();
        text.push_str(&table(report, zone, width, &mut doubts));
        text.push_str(&doubts.draw(width));
    }
    if !report.unsupported.is_empty() {
        let names = report.unsupported.join(", ");
        let why = if report.unsupported.iter().any(|id| id == "claude-code") {
            "; Claude Code hands them to a status line: see scopeon limits record --help"
        } else {
            ""
        };
        for line in wrap(&format!("Their logs hold no limits: {names}{why}"), width) {
            let _ = writeln!(text, "{}", paint(FAINT, &line));
        }
    }
    text
}

fn table(report: &LimitsReport, zone: Zone, width: usize, doubts: &mut Footnotes) -> String {
    let now = report.scope.now;
    let room = width.saturating_sub(88).min(BAR);
    let mut table = Table::default();
    table.column("Agent", Align::Left).column("Window", Align::Left).column("Used", Align::Right);
    if room > 3 {
        table.column("", Align::Left);
    }
    table.column("Resets", Align::Left);
    if width >= 72 {
        table.column("Projected", Align::Right);
    }
    table.column("Hits limit at", Align::Left);
    if width >= 80 {
        table.column("Updated", Align::Left);
    }
    for limit in &report.rows {
        let mut cells = vec![
            limit.provider.clone(),
            window(limit),
            doubts.text(tenths(limit.used_bp.into()), limit.provenance),
        ];
        if room > 3 {
            cells.push(bar(limit.used_bp.into(), 10_000, room));
        }
        cells.push(limit.resets_at.map_or_else(|| UNKNOWN.to_owned(), |at| moment(at, now, zone)));
        let pace = limit.pace.as_ref();
        if width >= 72 {
            cells.push(pace.map_or_else(
                || UNKNOWN.to_owned(),
                |pace| doubts.text(tenths(pace.projected_bp), pace.provenance),
            ));
        }
        let full = pace.and_then(|pace| Some((pace.exhausted_at?, pace.provenance)));
        cells.push(full.map_or_else(
            || UNKNOWN.to_owned(),
            |(at, provenance)| doubts.text(moment(at, now, zone), provenance),
        ));
        if width >= 80 {
            cells.push(ago(limit.read_at, now));
        }
        table.row(RowKind::Plain, cells);
    }
    table.draw()
}

/// The window's name, and its length where that does not say it.
fn window(limit: &LimitState) -> String {
    match (limit.window.as_str(), limit.minutes) {
        ("five_hour" | "seven_day", _) | (_, None) => limit.window.replace('_', " "),
        (name, Some(minutes)) => format!("{name} ({})", duration(u64::from(minutes) * 60_000)),
    }
}

/// The time of day, with its date where it is not today's.
fn moment(at: Timestamp, now: Timestamp, zone: Zone) -> String {
    let wall = zone.wall(at);
    let today = zone.key(at, Period::Day) == zone.key(now, Period::Day);
    wall.get(if today { 11 } else { 5 }..).unwrap_or_default().to_owned()
}

/// Writes the limits that were handed over as one short line for a status line.
pub(crate) fn short(limits: &[LimitSeen], now: Timestamp, zone: Zone) -> String {
    let one = |limit: &LimitSeen| {
        let name = match limit.window.as_str() {
            "five_hour" => "5h",
            "seven_day" => "7d",
            other => other,
        };
        let reset = limit.resets_at.map(|at| format!(" until {}", moment(at, now, zone))).unwrap_or_default();
        Some(format!("{name} {}%{reset}", limit.used_bp? / 100))
    };
    let stated: Vec<_> = limits.iter().filter_map(one).collect();
    if stated.is_empty() { "no limits stated".to_owned() } else { stated.join(" · ") }
}

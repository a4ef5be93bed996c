//! Limits as agents state them.

use std::fmt::Write as _;

use scopeon_core::metrics::blocks::AGENT;
use scopeon_core::metrics::limits::{LimitLevel, LimitState};
use scopeon_core::report::LimitsReport;
use scopeon_core::time::{Timestamp, Zone};

use super::ago::ago;
use super::bar::bar;
use super::format;
use super::key;
use super::moment::from_now;
use super::money::UNKNOWN;
use super::style::{BAD, FAINT, GOOD, TITLE, WARN, paint};
use super::table::{Align, RowKind, Table, fitting};
use super::wrap::wrap;
use crate::render::number::duration;
use crate::render::number::{count, tenths};

const BAR: usize = 20;
/// A shorter bar shows nothing.
const SHORTEST_BAR: usize = 4;
/// A minute in milliseconds.
const MINUTE_MS: i64 = 60_000;
/// From this age on a reading is not that of a moment ago.
const OLD_MS: i64 = 15 * MINUTE_MS;
/// How Claude Code's limits come to be known.
const SET_UP: &str =
    "Claude Code hands its limits to a status line only; scopeon limits record --help sets it up";

/// Draws limits for a terminal of `width` characters; `all` names every agent that states none.
pub(crate) fn draw(report: &LimitsReport, zone: Zone, width: usize, all: bool) -> String {
    let now = report.scope.now;
    let mut text = format!("{}\n", paint(TITLE, "Limits"));
    if report.rows.is_empty() {
        text.push_str("No limit readings yet.\n");
    } else {
        let layouts = [("Hits limit at", true, BAR), ("Hits limit at", true, 0), ("Hit at", false, 0)];
        text.push_str(&fitting(width, layouts, |layout| table(&report.rows, now, zone, layout)));
        text.push_str(&warnings(&report.rows, now, zone, width));
    }
    for line in missing(report, width, all).iter().flat_map(|line| wrap(line, width)) {
        let _ = writeln!(text, "{}", paint(FAINT, &line));
    }
    text
}

/// Says how to get what is missing, and which agents that are in use state none.
fn missing(report: &LimitsReport, width: usize, all: bool) -> Vec<String> {
    let (claude, others): (Vec<&String>, Vec<_>) = report.unsupported.iter().partition(|id| *id == AGENT);
    let mut lines: Vec<String> = claude.iter().map(|_| format!("{SET_UP}.")).collect();
    if !others.is_empty() {
        let names = others.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ");
        let whole = format!("No limits in the logs of {names}");
        let number = count(others.len() as u64);
        let short = format!("No limits in the logs of {number} other agents in use; -v names them");
        lines.push(if all || whole.chars().count() <= width { whole } else { short });
    }
    lines
}

/// What the column of when a limit is hit is called, whether it is shown when it was read, and how long bars are.
type Layout = (&'static str, bool, usize);

fn table(rows: &[LimitState], now: Timestamp, zone: Zone, (hits, read, room): Layout) -> Table {
    let mut table = Table::default();
    table.column("Agent", Align::Left).column("Limit", Align::Left).column("Used", Align::Right);
    if room > 0 {
        table.column("", Align::Left);
    }
    table.column("Resets", Align::Left).column(hits, Align::Left);
    if read {
        table.column("Updated", Align::Left);
    }
    for limit in rows {
        if format::is_for_programs() {
            table.row(RowKind::Plain, values(limit, zone));
            continue;
        }
        let mut cells = vec![limit.provider.clone(), name(limit), tenths(limit.used_bp.into())];
        if room > 0 {
            cells.push(bar(limit.used_bp.into(), 10_000, room));
        }
        cells.push(limit.resets_at.map_or_else(|| UNKNOWN.to_owned(), |at| from_now(at, now, zone)));
        cells.push(full_at(limit, now, zone).unwrap_or_else(|| UNKNOWN.to_owned()));
        if read {
            cells.push(ago(limit.read_at, now));
        }
        table.row(RowKind::Plain, cells);
    }
    table
}

/// The cells of a limit for a program: the window as its agent calls it, and times with their dates.
fn values(limit: &LimitState, zone: Zone) -> Vec<String> {
    let wall = |at: Option<Timestamp>| at.map_or_else(String::new, |at| zone.wall(at));
    let hit = limit.pace.and_then(|pace| pace.exhausted_at);
    vec![
        limit.provider.clone(),
        limit.window.clone(),
        tenths(limit.used_bp.into()),
        String::new(),
        wall(limit.resets_at),
        wall(hit),
        wall(Some(limit.read_at)),
    ]
}

/// When a limit is hit at its mean rate; none where it resets before, or nobody knows.
pub(super) fn full_at(limit: &LimitState, now: Timestamp, zone: Zone) -> Option<String> {
    if limit.level == LimitLevel::UsedUp {
        return Some("used up".to_owned());
    }
    let at = limit.pace?.exhausted_at?;
    Some(if at <= now { "about now".to_owned() } else { format!("~{}", from_now(at, now, zone)) })
}

/// A window as people call it: by its length, and what else its name says.
pub(super) fn name(limit: &LimitState) -> String {
    let name = limit.window.as_str();
    if let Some(rest) = name.strip_prefix("seven_day").filter(|rest| !rest.is_empty()) {
        return format!("week{}", rest.replace('_', " "));
    }
    // A limit of its own, such as a model's, has a name before its place.
    let own = name.strip_suffix(".primary").or_else(|| name.strip_suffix(".secondary"));
    if let (Some(own), Some(minutes)) = (own, limit.minutes) {
        return format!("{} {own}", length(minutes));
    }
    match (name, limit.minutes) {
        ("five_hour" | "primary" | "secondary", Some(minutes)) => length(minutes),
        ("seven_day", _) => "week".to_owned(),
        _ => name.replace('_', " "),
    }
}

/// Some windows are stated a minute short of their length.
fn length(minutes: u32) -> String {
    let hours = minutes.div_ceil(60);
    let minutes = if hours * 60 == minutes + 1 { minutes + 1 } else { minutes };
    match minutes {
        10_080 => "week".to_owned(),
        43_200 | 43_800 | 44_640 => "month".to_owned(),
        _ => duration(u64::from(minutes) * 60_000),
    }
}

/// Says of each limit that is near how it stands, a line each; nothing where none is.
pub(crate) fn warnings(limits: &[LimitState], now: Timestamp, zone: Zone, width: usize) -> String {
    let mut text = String::new();
    for limit in limits.iter().filter(|limit| limit.level != LimitLevel::Ok) {
        let (look, sign) = match limit.level {
            LimitLevel::UsedUp => (BAD, "✕"),
            _ => (WARN, "▲"),
        };
        let mut sign = paint(look, sign);
        for line in wrap(&verdict(limit, now, zone), width.saturating_sub(2)) {
            let _ = writeln!(text, "{sign} {line}");
            " ".clone_into(&mut sign);
        }
    }
    text
}

/// Says how one limit stands, as a sentence without its end.
fn verdict(limit: &LimitState, now: Timestamp, zone: Zone) -> String {
    let name = name(limit);
    let name = format!(
        "{} {}",
        limit.provider,
        if name.ends_with("limit") { name } else { format!("{name} limit") }
    );
    let mut text = match limit.level {
        LimitLevel::UsedUp => format!("{name} is used up"),
        _ => format!("{name} is at {} %", limit.used_bp / 100),
    };
    if limit.level == LimitLevel::Warn
        && let Some(at) = full_at(limit, now, zone)
    {
        let _ = write!(text, ", full {}{at}", if at.starts_with('~') { "at " } else { "" });
    }
    if let Some(at) = limit.resets_at {
        let _ = write!(text, ", resets {}", from_now(at, now, zone));
    }
    if now.millis() - limit.read_at.millis() >= OLD_MS {
        let _ = write!(text, " (as of {})", ago(limit.read_at, now));
    }
    text
}

/// Says what sets Claude Code's limits up, where it is among the agents and none of its limits is; else nothing.
pub(super) fn set_up(agents: &[String], limits: &[LimitState], width: usize) -> String {
    let is_used = agents.iter().any(|id| id == AGENT);
    if !is_used || limits.iter().any(|limit| limit.provider == AGENT) {
        return String::new();
    }
    wrap(SET_UP, width).iter().map(|line| paint(FAINT, line) + "\n").collect()
}

/// Writes a limit in a few words.
pub(super) fn brief(limit: &LimitState) -> String {
    format!("{} {} {} %", limit.provider, name(limit), limit.used_bp / 100)
}

/// Draws each limit as a line: bar, share, when it is hit and when it resets.
pub(super) fn lines(limits: &[LimitState], now: Timestamp, zone: Zone, width: usize) -> String {
    let several = limits.iter().any(|limit| limit.provider != limits[0].provider);
    let named = |limit: &LimitState| {
        let name = name(limit);
        key::fit(&if several { format!("{} {name}", limit.provider) } else { name }, width / 3)
    };
    let windows: Vec<String> = limits.iter().map(named).collect();
    let most = windows.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    // Where there is no room for a bar, its share says the same.
    let room =
        Some(width.saturating_sub(most + 48).min(BAR)).filter(|room| *room >= SHORTEST_BAR).unwrap_or(0);
    let mut text = String::new();
    for (limit, name) in limits.iter().zip(windows) {
        let (look, sign) = match limit.level {
            LimitLevel::UsedUp => (BAD, " ✕ "),
            LimitLevel::Warn => (WARN, " ▲ "),
            _ => (GOOD, "   "),
        };
        let _ = writeln!(
            text,
            "  {}  {}{:>3} %{}{}",
            paint(FAINT, &format!("{name:<most$}")),
            paint(
                look,
                &if room > 0 { bar(limit.used_bp.into(), 10_000, room) + " " } else { String::new() }
            ),
            limit.used_bp / 100,
            paint(look, sign),
            leads(limit, now, zone)
        );
    }
    text
}

/// When a limit is hit, and when it resets.
fn leads(limit: &LimitState, now: Timestamp, zone: Zone) -> String {
    let hit = full_at(limit, now, zone);
    let hit = hit.map(|at| if at.starts_with('~') { format!("hit at {at}") } else { at });
    let resets = limit.resets_at.map(|at| format!("resets {}", from_now(at, now, zone)));
    hit.into_iter().chain(resets).collect::<Vec<_>>().join(", ")
}

/// Writes limits as one short line for a status line; the resets where it is known in whose time.
pub(crate) fn short(limits: &[LimitState], when: Option<(Timestamp, Zone)>) -> String {
    let one = |limit: &LimitState| {
        let name = match limit.window.as_str() {
            "five_hour" => "5h".to_owned(),
            "seven_day" => "7d".to_owned(),
            other => other.replace("seven_day", "7d").replace('_', " "),
        };
        let reset =
            limit.resets_at.zip(when).map(|(at, (now, zone))| format!(" until {}", from_now(at, now, zone)));
        format!("{name} {}%{}", limit.used_bp / 100, reset.unwrap_or_default())
    };
    limits.iter().map(one).collect::<Vec<_>>().join(" · ")
}

//! Limits as agents state them.

use std::fmt::Write as _;

use scopeon_app::words::limit_name;
use scopeon_core::metrics::blocks::AGENT;
use scopeon_core::metrics::limits::{LimitLevel, LimitState};
use scopeon_core::report::{LimitsReport, Scope};
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
use crate::render::number::{count, localized, tenths};

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
        let mut cells = vec![limit.provider.clone(), name(limit), used(limit)];
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
        used(limit),
        String::new(),
        wall(limit.resets_at),
        wall(hit),
        wall(Some(limit.read_at)),
    ]
}

/// The share used, never more than it is: what is below a threshold is not written as if it had reached it.
pub(super) fn used(limit: &LimitState) -> String {
    tenths(u64::from(limit.used_bp) / 10 * 10)
}

fn whole(limit: &LimitState) -> u32 {
    limit.used_bp / 100
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
    localized(limit_name(limit))
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
        _ => format!("{name} is at {} %", whole(limit)),
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
    format!("{} {} {} %", limit.provider, name(limit), whole(limit))
}

/// The room of a share and of the mark behind it.
const SHARE: usize = 8;

/// Draws each limit as a line: bar, share, when it is hit and when it resets. Whose it is is said where it could be another
/// agent's.
pub(super) fn lines(limits: &[LimitState], scope: &Scope, zone: Zone, width: usize) -> String {
    let now = scope.now;
    let several = limits.iter().any(|limit| scope.providers.iter().any(|agent| *agent != limit.provider));
    let named = |limit: &LimitState| {
        let name = name(limit);
        key::fit(&if several { format!("{} {name}", limit.provider) } else { name }, width / 3)
    };
    let windows: Vec<String> = limits.iter().map(named).collect();
    let most = windows.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let led: Vec<String> = limits.iter().map(|limit| leads(limit, now, zone)).collect();
    let longest = led.iter().map(|text| text.chars().count()).max().unwrap_or(0);
    let without = most + SHARE + 4;
    // Where there is no room for a bar, its share says the same.
    let room = width.saturating_sub(without + longest + 1).min(BAR);
    let room = if room < SHORTEST_BAR { 0 } else { room };
    let before = without + if room > 0 { room + 1 } else { 0 };
    let mut text = String::new();
    for ((limit, name), led) in limits.iter().zip(windows).zip(led) {
        let led = wrap(&led, width.saturating_sub(before).max(16));
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
            whole(limit),
            paint(look, sign),
            led.first().map_or("", String::as_str)
        );
        for line in led.iter().skip(1) {
            let _ = writeln!(text, "{:before$}{line}", "");
        }
    }
    text
}

/// When a limit is hit, and when it resets.
fn leads(limit: &LimitState, now: Timestamp, zone: Zone) -> String {
    let hit = full_at(limit, now, zone);
    let hit = hit.map(|at| match at.as_str() {
        "about now" => "hit about now".to_owned(),
        estimate if estimate.starts_with('~') => format!("hit at {at}"),
        _ => at,
    });
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
        format!("{name} {}%{}", whole(limit), reset.unwrap_or_default())
    };
    limits.iter().map(one).collect::<Vec<_>>().join(" · ")
}

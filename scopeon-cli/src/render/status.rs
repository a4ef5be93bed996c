//! Where things stand now: whether today is normal, whether a limit is near, and what to look at next.

use std::fmt::Write as _;

use scopeon_app::words::{days_ago, times_usual};
use scopeon_core::budget::BudgetState;
use scopeon_core::metrics::Provenance;
use scopeon_core::metrics::context::{Advice, Capacity};
use scopeon_core::metrics::limits::LimitLevel;
use scopeon_core::metrics::next::{NextReason, UNUSUAL_BP};
use scopeon_core::money::{PICO_PER_USD, PicoUsd};
use scopeon_core::report::{Figures, LastUse, LiveSession, StatusReport};
use scopeon_core::time::{Timestamp, Zone};

use super::ago::ago;
use super::bar::{bar, sparkline};
use super::cost;
use super::figure::{self, output, some};
use super::format;
use super::ids::ShortIds;
use super::key;
use super::money::MoneyStyle;
use super::style::{BAD, FAINT, GOOD, HEADING, TITLE, WARN, paint};
use super::table::{Align, RowKind, Table};
use super::wrap::wrap;
use super::{budget, limits};
use crate::render::number::{compact, count, counted, localized, percent};

const BAR: usize = 24;
/// What stands beside it takes at most so many characters.
const WORDS: usize = 66;
/// Below this width a live session's id is left out.
const WITH_ID: usize = 72;
/// So many places that were looked into are named.
const PLACES: usize = 6;

/// Draws the status for a terminal of `width` characters.
pub(crate) fn draw(status: &StatusReport, zone: Zone, width: usize, home: Option<&str>) -> String {
    let now = format!("{} {}", zone.wall(status.scope.now), status.scope.zone);
    let mut text = format!("{}  {}\n", paint(TITLE, "Scopeon"), paint(FAINT, &now));
    let Some(last) = &status.last else { return text + &nothing(status, width, home) };
    text.push_str(&headline(status, width));
    if status.sessions.is_empty() {
        text.push_str(&last_used(last, status.scope.now, zone, (width, home)));
    }
    let sections = [
        ("Live", sessions(status, width, home)),
        ("Limits", of_limits(status, zone, width)),
        ("Budgets", budgets(status, zone, width, home)),
        ("", periods(status, width)),
    ];
    for (title, body) in sections.into_iter().filter(|(_, body)| !body.is_empty()) {
        let title = if title.is_empty() { String::new() } else { paint(HEADING, title) + "\n" };
        let _ = write!(text, "\n{title}{body}");
    }
    text.push_str(&figure::marks(&marked(status), width));
    text.push_str(&cost::no_bill(width));
    text + &next(status, width)
}

/// Writes where things stand in one line, for a log that grows.
pub(crate) fn line(status: &StatusReport) -> String {
    let mut parts = vec![headwords(status)];
    let cost = |live: &LiveSession| {
        figure::cost(MoneyStyle::of([live.session.figures.cost_usd], false), &live.session.figures)
    };
    let live = |live: &LiveSession| format!("{} {}", live.session.provider, cost(live));
    parts.extend(status.sessions.iter().map(live));
    parts.extend(status.limits.iter().map(limits::brief));
    parts.join(" · ")
}

/// Answers whether today is normal, in words and one number.
fn headwords(status: &StatusReport) -> String {
    let mut words = vec![today(status)];
    let unusual = status.usual.filter(|_| status.today.calls > 0);
    if let Some(usual) = unusual {
        words.push(localized(times_usual(usual.today_bp)));
    }
    let day = status.outlook.as_ref().map(|outlook| outlook.day).filter(|_| status.today.calls > 0);
    if let Some(likely) = day.and_then(|day| day.known_likely().filter(|likely| *likely > day.spent_usd)) {
        words.push(format!("likely ~{} by midnight", rounded(likely, status.today.cost_usd)));
    }
    words.join(", ")
}

/// Draws the same, and the last days beside it.
fn headline(status: &StatusReport, width: usize) -> String {
    let look = match status.usual {
        Some(usual) if usual.today_bp >= UNUSUAL_BP => WARN,
        _ => TITLE,
    };
    let mut lines = wrap(&headwords(status), width);
    let spark = spark(status);
    let room = lines.last().map_or(0, |line| line.chars().count()) + spark.chars().count() + 4;
    let first = lines.remove(0);
    let mut text = paint(look, &first);
    for line in &lines {
        let _ = write!(text, "\n{}", paint(look, line));
    }
    if spark.is_empty() {
        return text + "\n";
    }
    let gap = if room <= width { "   " } else { "\n" };
    format!("{text}{gap}{}\n", paint(FAINT, &spark))
}

fn today(status: &StatusReport) -> String {
    if status.today.calls == 0 {
        return "Nothing today".to_owned();
    }
    let style = MoneyStyle::of([status.today.cost_usd], false);
    format!("Today {}", figure::cost(style, &status.today))
}

/// An amount that is an estimate: whole dollars from ten on, unless that would put it below what is spent.
fn rounded(amount: PicoUsd, spent: PicoUsd) -> String {
    let dollars = (amount.pico() + PICO_PER_USD / 2) / PICO_PER_USD * PICO_PER_USD;
    let is_large = amount >= PicoUsd::from_pico(10 * PICO_PER_USD) && dollars >= spent.pico();
    let style = if is_large { MoneyStyle::whole_units() } else { MoneyStyle::of([amount], false) };
    style.amount(amount)
}

fn spark(status: &StatusReport) -> String {
    let days: Vec<u64> =
        status.days.iter().map(|day| u64::try_from(day.cost_usd.pico() / 1_000_000).unwrap_or(0)).collect();
    if days.iter().filter(|day| **day > 0).count() < 2 {
        return String::new();
    }
    format!("{} {} days", sparkline(&days), days.len())
}

/// Says when an agent was last used, where that was not a moment ago.
fn last_used(last: &LastUse, now: Timestamp, zone: Zone, (width, home): (usize, Option<&str>)) -> String {
    let place = last.project.as_deref().map(|project| format!(" in {}", key::tilde(project, home)));
    let wall = zone.wall(last.at);
    if last.at > now.plus_clock_tolerance() {
        let text = format!(
            "All calls are dated ahead, the nearest {wall}: {}{}",
            last.provider,
            place.unwrap_or_default()
        );
        return format!("{}\n", paint(WARN, &key::fit(&text, width)));
    }
    let when = days_ago(last.at, now, zone)
        .map_or_else(|| ago(last.at, now), |days| format!("{} ago, {wall}", counted(days, "day")));
    let text = format!("Last used {when}: {}{}", last.provider, place.unwrap_or_default());
    format!("{}\n", paint(FAINT, &key::fit(&text, width)))
}

fn sessions(status: &StatusReport, width: usize, home: Option<&str>) -> String {
    let mut text = String::new();
    for live in &status.sessions {
        let _ = writeln!(text, "  {}", key::fit(&place(live, home), width.saturating_sub(2)));
        let drawn = live.context.zip(live.window).map(|(used, window)| bar(used, window, bar_width(width)));
        for line in wrap(&so_far(live, drawn.as_deref(), width), width.saturating_sub(4)) {
            let painted = drawn.as_ref().map(|bar| line.replacen(bar, &paint(look(live), bar), 1));
            let _ = writeln!(text, "    {}", painted.unwrap_or(line).trim_end());
        }
    }
    text
}

/// Agent, project and branch.
fn place(live: &LiveSession, home: Option<&str>) -> String {
    let session = &live.session;
    let project = session.project.as_deref().map(|project| key::tilde(project, home));
    let parts = [Some(session.provider.clone()), project, session.branch.clone(), live.model.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn bar_width(width: usize) -> usize {
    width.saturating_sub(WORDS).clamp(6, BAR)
}

fn look(live: &LiveSession) -> anstyle::Style {
    match live.advice.map(|advice| advice.advice) {
        Some(Advice::CompactNow | Advice::StartFresh) => BAD,
        Some(Advice::CompactSoon) => WARN,
        _ => GOOD,
    }
}

fn so_far(live: &LiveSession, bar: Option<&str>, width: usize) -> String {
    let figures = &live.session.figures;
    let mut parts = vec![context(live, bar)];
    if let Some(turns) = live.turns_left {
        parts.push(format!("~{} left", counted(turns, "turn")));
    }
    let cost = MoneyStyle::of([figures.cost_usd], false);
    parts.push(figure::cost(cost, figures));
    if figures.turns > 0 {
        parts.push(counted(figures.turns, "turn"));
    }
    if width >= WITH_ID {
        parts.push(ShortIds::of([live.session.id.as_str()]).short(&live.session.id));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("  ")
}

fn context(live: &LiveSession, bar: Option<&str>) -> String {
    match (live.context, live.window) {
        (Some(used), Some(window)) => {
            let mark = if is_assumed(live) { "~" } else { "" };
            let bar = bar.unwrap_or_default();
            format!("{bar} {mark}{} of {}", percent(used, window), compact(window))
        }
        (Some(used), None) => format!("{} tokens in context", compact(used)),
        (None, _) => String::new(),
    }
}

fn is_assumed(live: &LiveSession) -> bool {
    let capacity = live.evidence.map(|evidence| Capacity { tokens: live.window, evidence });
    capacity.is_some_and(|capacity| capacity.provenance() != Provenance::EXACT)
}

fn of_limits(status: &StatusReport, zone: Zone, width: usize) -> String {
    let lines = limits::lines(&status.limits, &status.scope, zone, width);
    lines + &limits::set_up(&status.scope.providers, &status.limits, width)
}

/// The budgets that warn or are exceeded, and how many hold.
fn budgets(status: &StatusReport, zone: Zone, width: usize, home: Option<&str>) -> String {
    let mut text = String::new();
    for row in status.budgets.iter().filter(|row| row.used.state != BudgetState::Ok) {
        let (look, sign) = if row.used.state == BudgetState::Over { (BAD, "✕") } else { (WARN, "▲") };
        let mut sign = paint(look, sign);
        for line in wrap(&budget::verdict(row, status.scope.now, zone, home), width.saturating_sub(4)) {
            let _ = writeln!(text, "  {sign} {line}");
            " ".clone_into(&mut sign);
        }
    }
    let held = status.budgets.iter().filter(|row| row.used.state == BudgetState::Ok).count() as u64;
    if held > 0 {
        let verb = if held == 1 { "holds" } else { "hold" };
        let _ = writeln!(text, "  {} {} {verb}", paint(GOOD, "✓"), counted(held, "budget"));
    }
    text
}

/// The longest of the periods says how many calls the marks are about: a week may have begun before its month.
fn marked(status: &StatusReport) -> Figures {
    let (week, month) = (&status.this_week, &status.this_month);
    let mut figures = beyond(month, week);
    figures.unpriced_calls = month.unpriced_calls.max(week.unpriced_calls);
    figures.unfinished_calls = month.unfinished_calls.max(week.unfinished_calls);
    figures.floor_calls = month.floor_calls.max(week.floor_calls);
    figures.unknown_calls = month.unknown_calls.max(week.unknown_calls);
    figures
}

/// What is in no call record in the one of two periods that holds more of it.
fn beyond(one: &Figures, other: &Figures) -> Figures {
    let fuller = if other.unrecorded.usage.total() > one.unrecorded.usage.total() { other } else { one };
    let mut figures = Figures::default();
    figures.unrecorded = fuller.unrecorded;
    figures.best_known_usd = fuller.best_known_usd;
    figures
}

fn periods(status: &StatusReport, width: usize) -> String {
    if status.this_week.calls == 0 && status.this_month.calls == 0 {
        return String::new();
    }
    let roomy = period_table(status, count);
    if roomy.width() <= width { roomy.draw() } else { period_table(status, compact).draw() }
}

fn period_table(status: &StatusReport, write: fn(u64) -> String) -> Table {
    let outlook = status.outlook.as_ref();
    let periods = [
        ("Today", &status.today, outlook.map(|outlook| outlook.day)),
        ("This week", &status.this_week, outlook.map(|outlook| outlook.week)),
        ("This month", &status.this_month, outlook.map(|outlook| outlook.month)),
    ];
    let style = MoneyStyle::of(
        periods.iter().map(|(_, figures, _)| figures.cost_usd),
        periods.iter().any(|(_, figures, _)| figures.unpriced_calls > 0),
    );
    let mut table = Table::default();
    table.column("", Align::Left);
    for title in ["Calls", "Turns", "Sessions", "Tokens", "Cost", "Likely"] {
        table.column(title, Align::Right);
    }
    for (name, figures, projection) in periods {
        let mut cells = vec![name.to_owned()];
        cells.extend([figures.calls, figures.turns, figures.sessions].map(|number| some(number, write)));
        cells.push(output(figures.usage.total(), figures, write));
        cells.push(figure::cost(style, figures));
        let likely = projection.and_then(|projection| projection.known_likely());
        cells.push(likely.map_or_else(
            || super::money::UNKNOWN.to_owned(),
            |likely| figure::estimated(rounded(likely, figures.cost_usd)),
        ));
        table.row(RowKind::Plain, cells);
    }
    table
}

/// Says that nothing is known, where it was looked for, and what can be done.
fn nothing(status: &StatusReport, width: usize, home: Option<&str>) -> String {
    let mut text = String::from("No coding agent's log was found on this machine.\n");
    let places: Vec<String> = status.looked_in.iter().map(|place| key::tilde(place, home)).collect();
    if !places.is_empty() {
        text.push_str("Looked in\n");
        for place in places.iter().take(PLACES) {
            let _ = writeln!(text, "  {}", key::fit(place, width.saturating_sub(2)));
        }
        let more = places.len().saturating_sub(PLACES);
        if more > 0 {
            let _ = writeln!(text, "  and {more} more: scopeon providers -v names them all");
        }
    }
    text.push_str(&next(status, width));
    text
}

fn next(status: &StatusReport, width: usize) -> String {
    let Some(next) = &status.next else { return String::new() };
    let look = match next.reason {
        NextReason::Limit if status.limits.iter().any(|limit| limit.level == LimitLevel::UsedUp) => BAD,
        NextReason::Normal | NextReason::NothingFound => FAINT,
        _ => WARN,
    };
    let mut text = String::from("\n");
    // Sample logs are to be seen by who has none.
    let command = if next.reason == NextReason::NothingFound {
        next.command.clone()
    } else {
        format::typed(&next.command)
    };
    let whole = format!("→ {command}  {}", next.text);
    let start = format!("→ {command}").chars().count();
    for (index, line) in wrap(&whole, width).iter().enumerate() {
        let painted = match line.char_indices().nth(start) {
            Some((at, _)) if index == 0 => paint(TITLE, &line[..at]) + &paint(look, &line[at..]),
            _ => paint(look, line),
        };
        let _ = writeln!(text, "{painted}");
    }
    text
}

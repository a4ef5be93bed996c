//! One session's context.

use std::fmt::Write as _;

use scopeon_core::metrics::Figure;
use scopeon_core::metrics::context::{Advice, Because, Evidence};
use scopeon_core::report::ContextReport;
use scopeon_core::time::Zone;

use super::bar::bar;
use super::facts::definition_list;
use super::figure::Footnotes;
use super::key;
use super::money::{MoneyStyle, UNKNOWN};
use super::section::section;
use super::style::{BAD, GOOD, TITLE, WARN, paint};
use super::table::{Align, RowKind, Table};
use crate::render::number::{compact, count, counted, duration, minus, plus, whole};

const BAR: usize = 30;
/// The room of a fact's name.
const NAME: usize = 12;

/// Draws a context with its last `calls` calls for a terminal of `width` characters.
pub(crate) fn draw(report: &ContextReport, zone: Zone, width: usize, calls: Option<usize>) -> String {
    let Some(session) = &report.session else {
        return "There is no session yet, so no context is in use.\n".to_owned();
    };
    let mut doubts = Footnotes::default();
    let mut text = format!("{}\n", paint(TITLE, &format!("Context of {}", key::fit(session, width - 11))));
    text.push_str(&definition_list(&facts_of(report, &mut doubts), NAME, width));
    let sections = [
        section(&compactions_title(report), || compactions(report, zone, &mut doubts)),
        section(&calls_title(report, calls), || steps(report, zone, width, calls)),
    ];
    for section in sections.iter().filter(|section| !section.is_empty()) {
        let _ = write!(text, "\n{section}");
    }
    let why = doubts.draw(width);
    if !why.is_empty() {
        let _ = write!(text, "\n{why}");
    }
    text
}

fn facts_of(report: &ContextReport, doubts: &mut Footnotes) -> Vec<(&'static str, String)> {
    let mut facts = vec![("Now", now(report, doubts))];
    if let Some(model) = &report.model {
        facts.push(("Model", format!("{} · {}", report.scope.providers.join(", "), model)));
    }
    facts.push(("Capacity", capacity(report, doubts)));
    facts.push(("Growth", growth(report, doubts)));
    facts.push(("Left", left(report, doubts)));
    facts.push(("Advice", advice(report)));
    if report.crowding.crowded > 0 {
        facts.push(("Crowded", crowded(report, doubts)));
    }
    facts
}

fn now(report: &ContextReport, doubts: &mut Footnotes) -> String {
    let outlook = &report.outlook;
    let used = doubts.figure(&outlook.occupancy, |tokens| compact(*tokens));
    let (Some(tokens), Some(capacity)) = (outlook.occupancy.value, outlook.capacity.value) else {
        return format!("{used} tokens");
    };
    let room = doubts.figure(&outlook.capacity, |tokens| compact(*tokens));
    let fill = doubts.figure(&outlook.fill_bp, |fill| whole(fill.bp().into()));
    format!("{} {used} of {room} ({fill})", bar(tokens, capacity, BAR))
}

fn capacity(report: &ContextReport, doubts: &mut Footnotes) -> String {
    let tokens = doubts.figure(&report.outlook.capacity, |tokens| format!("{} tokens", count(*tokens)));
    format!("{tokens}: {}", evidence(report.outlook.evidence))
}

const fn evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Call => "the log states it for the last call",
        Evidence::Session => "the log states it for the session",
        Evidence::Name => "the model's name says so",
        Evidence::Override => "your own prices state it",
        Evidence::Prompt => "a larger prompt than its usual window was accepted",
        Evidence::Table => "the price table states it for the model",
        Evidence::Default => "what such models hold unless an account has more",
        _ => "nothing says how large it is",
    }
}

fn growth(report: &ContextReport, doubts: &mut Footnotes) -> String {
    let outlook = &report.outlook;
    if outlook.growth_per_call_milli.value.is_none() {
        return format!("{UNKNOWN} (fewer than 3 calls since it last shrank)");
    }
    let mut each = |figure: &Figure<i64>| doubts.figure(figure, |milli| tokens(*milli));
    let (call, turn) = (each(&outlook.growth_per_call_milli), each(&outlook.growth_per_turn_milli));
    if turn == UNKNOWN {
        format!("{call} tokens a call")
    } else {
        format!("{call} tokens a call, {turn} a turn")
    }
}

/// Thousandths of a token as tokens.
fn tokens(milli: i64) -> String {
    let rounded = milli.unsigned_abs().saturating_add(500) / 1000;
    let sign = if milli < 0 && rounded > 0 { "−" } else { "" };
    format!("{sign}{}", compact(rounded))
}

fn left(report: &ContextReport, doubts: &mut Footnotes) -> String {
    let outlook = &report.outlook;
    if outlook.calls_left.value.is_none() {
        let why = match outlook.growth_per_call_milli.value {
            Some(growth) if growth <= 0 => "it does not grow",
            _ => "not known yet",
        };
        return format!("{UNKNOWN} ({why})");
    }
    let mut each = |figure: &Figure<u64>| doubts.figure(figure, |left| count(*left));
    let (calls, turns) = (each(&outlook.calls_left), each(&outlook.turns_left));
    let limit = doubts.figure(&outlook.limit, |tokens| compact(*tokens));
    let turns = if turns == UNKNOWN { String::new() } else { format!(", {turns} turns") };
    format!("{calls} calls{turns} until {limit}")
}

fn advice(report: &ContextReport) -> String {
    let (style, advice) = match report.advice.advice {
        Advice::CompactSoon => (WARN, "Compact at the next good moment"),
        Advice::CompactNow => (BAD, "Compact before the next prompt"),
        Advice::StartFresh => (BAD, "Start a new session"),
        _ => (GOOD, "Go on"),
    };
    format!("{}: {}", paint(style, advice), because(report.advice.because))
}

const fn because(because: Because) -> &'static str {
    match because {
        Because::CapacityUnknown => "the capacity is not known",
        Because::OccupancyUnknown => "how much is in use is not known",
        Because::NearlyFull => "the window is at least 90 % full",
        Because::Filling => "the window is at least 75 % full",
        Because::LastTurn => "it lasts one more turn at most",
        Because::FewCallsLeft => "it lasts ten more calls at most",
        Because::CacheExpired => "the cache has run out, so the next call pays the whole context again",
        Because::CompactedOften => "it was compacted three times or more and fills again",
        _ => "there is room",
    }
}

fn crowded(report: &ContextReport, doubts: &mut Footnotes) -> String {
    let crowding = &report.crowding;
    let cost = MoneyStyle::of([crowding.above_half_usd], false).amount(crowding.above_half_usd);
    let sure = report.outlook.capacity.provenance;
    let (crowded, cost) = (doubts.text(count(crowding.crowded), sure), doubts.text(cost, sure));
    let calls = counted(crowding.calls, "call");
    format!("{crowded} of {calls} at 80 % or more; what they held above half cost {cost} at least")
}

fn compactions_title(report: &ContextReport) -> String {
    let history = &report.history;
    let kinds = [
        (history.manual, "manual"),
        (history.automatic, "automatic"),
        (history.micro, "micro"),
        (history.unknown, "of unknown cause"),
    ];
    let kinds: Vec<_> =
        kinds.iter().filter(|(n, _)| *n > 0).map(|(n, kind)| format!("{} {kind}", count(*n))).collect();
    format!("Compactions ({}; {} tokens freed)", kinds.join(", "), compact(history.freed))
}

fn compactions(report: &ContextReport, zone: Zone, doubts: &mut Footnotes) -> String {
    if report.history.compactions.is_empty() {
        return String::new();
    }
    let mut table = Table::default();
    table.column("At", Align::Left).column("Trigger", Align::Left);
    for title in ["Before", "After", "Freed", "Took"] {
        table.column(title, Align::Right);
    }
    for one in &report.history.compactions {
        let mut size = |figure: &Figure<u64>| doubts.figure(figure, |tokens| compact(*tokens));
        let sizes = [size(&one.before), size(&one.after), size(&one.freed)];
        let mut row = vec![zone.wall(one.at), one.trigger.clone()];
        row.extend(sizes);
        row.push(one.duration_ms.map_or_else(|| UNKNOWN.to_owned(), duration));
        table.row(RowKind::Plain, row);
    }
    table.draw()
}

fn calls_title(report: &ContextReport, calls: Option<usize>) -> String {
    let all = report.steps.len();
    match calls {
        Some(most) if most < all => format!("Calls (the last {most} of {all})"),
        _ => format!("Calls ({all})"),
    }
}

fn steps(report: &ContextReport, zone: Zone, width: usize, calls: Option<usize>) -> String {
    let skipped = calls.map_or(0, |most| report.steps.len().saturating_sub(most));
    let shown = report.steps.get(skipped..).unwrap_or_default();
    if shown.is_empty() {
        return String::new();
    }
    let known = report.outlook.capacity.value;
    let most = known.or_else(|| shown.iter().map(|step| step.occupancy).max()).unwrap_or(0);
    let mut table = Table::default();
    table.column("Time", Align::Left).column("Context", Align::Right).column("Change", Align::Right);
    table.column("Fill", Align::Right).column("", Align::Left);
    for step in shown {
        let fill = known.map_or_else(|| UNKNOWN.to_owned(), |_| whole(step.fill_bp.bp().into()));
        let bar = bar(step.occupancy, most, BAR.min(width.saturating_sub(50)).max(4));
        table.row(
            RowKind::Plain,
            vec![zone.wall(step.at), count(step.occupancy), signed(step.change), fill, bar],
        );
    }
    table.draw()
}

fn signed(change: i64) -> String {
    let sign = match change {
        0 => return UNKNOWN.to_owned(),
        1.. => plus(),
        _ => minus(),
    };
    format!("{sign}{}", count(change.unsigned_abs()))
}

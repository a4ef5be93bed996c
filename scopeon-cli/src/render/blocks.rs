//! Five-hour blocks and weeks.

use std::fmt::Write as _;

use scopeon_core::metrics::blocks::{Block, BlockOutlook, EARLY_MS, Span};
use scopeon_core::metrics::cost::CostSum;
use scopeon_core::metrics::limits::{LimitLevel, LimitState};
use scopeon_core::report::{ActiveBlock, BlocksReport};
use scopeon_core::time::{Timestamp, Zone};

use super::ago::ago;
use super::bar::bar;
use super::cost;
use super::facts::definition_list;
use super::figure::{self, Footnotes};
use super::limits;
use super::moment::{from_now, in_day, in_year};
use super::money::{MoneyStyle, UNKNOWN};
use super::period::heading;
use super::style::{FAINT, HEADING, paint};
use super::table::{Align, RowKind, Table};
use crate::render::number::{compact, count, counted, duration, tenths};

const BAR: usize = 24;
/// The length of the windows that blocks stand for, in minutes.
const FIVE_HOURS: u32 = 300;
/// What blocks are.
const REBUILT: &str = "Blocks, rebuilt from the calls seen here";
/// Below this width output has no column.
const NARROW: usize = 68;
/// The room of a fact's name.
const NAME: usize = 10;

/// Draws blocks for a terminal of `width` characters.
pub(crate) fn draw(report: &BlocksReport, zone: Zone, width: usize) -> String {
    let mut doubts = Footnotes::default();
    let mut text = heading("Five-hour blocks of Claude Code", &report.scope, zone, width);
    let stated = report.limits.iter().find(|limit| limit.minutes == Some(FIVE_HOURS));
    let mut facts = stated.map(|limit| of_vendor(limit, report.scope.now, zone)).unwrap_or_default();
    match &report.active {
        Some(active) => facts.extend(running(active, (report.scope.now, zone), stated, &mut doubts)),
        None if facts.is_empty() => {}
        None => facts.push(("Rebuilt", "no block is running of the calls seen here".to_owned())),
    }
    let _ = if facts.is_empty() {
        writeln!(text, "{}", paint(FAINT, "No block is running."))
    } else {
        let list = definition_list(&facts, NAME, width);
        write!(text, "\n{}\n{list}", paint(HEADING, "Running now"))
    };
    text.push_str(&limits::warnings(&report.limits, report.scope.now, zone, width));
    text.push_str(&limits::set_up(&report.scope.providers, &report.limits, width));
    let sections =
        [(REBUILT, blocks(report, zone, width, &mut doubts)), ("Weeks", weeks(report, zone, width))];
    for (title, body) in sections.into_iter().filter(|(_, body)| !body.is_empty()) {
        let _ = write!(text, "\n{}\n{body}", paint(HEADING, title));
    }
    // What is marked only says that blocks are put together; the sums themselves may be in doubt, too.
    doubts.text(String::new(), report.provenance);
    text.push('\n');
    text.push_str(&doubts.draw(width));
    text.push_str(&cost::no_bill(width));
    text
}

/// What the vendor says of the window that runs: it wins over what is put together.
fn of_vendor(limit: &LimitState, now: Timestamp, zone: Zone) -> Vec<(&'static str, String)> {
    let used = format!(
        "{} {} used, {} says ({})",
        bar(limit.used_bp.into(), 10_000, BAR),
        tenths(limit.used_bp.into()),
        limit.provider,
        ago(limit.read_at, now)
    );
    let mut facts = vec![("Limit", used)];
    if let Some(resets) = limit.resets_at {
        let left = resets.millis().saturating_sub(now.millis()).unsigned_abs();
        let full = limits::full_at(limit, now, zone).map(|at| format!(", hits the limit at {at}"));
        let full = full.filter(|_| limit.level != LimitLevel::UsedUp).unwrap_or_default();
        facts.push(("Resets", format!("{} in {}{full}", from_now(resets, now, zone), duration(left))));
    }
    facts
}

fn running(
    active: &ActiveBlock,
    (now, zone): (Timestamp, Zone),
    stated: Option<&LimitState>,
    doubts: &mut Footnotes,
) -> Vec<(&'static str, String)> {
    let ActiveBlock { block, burn, outlook, .. } = active;
    let style = MoneyStyle::of([block.cost_usd, burn.usd_per_hour.unwrap_or_default()], false);
    let millis = |from: Timestamp, to: Timestamp| to.millis().saturating_sub(from.millis()).unsigned_abs();
    let (passed, whole) = (millis(block.start, now), millis(block.start, block.end));
    let sure = block.provenance();
    let so_far = costed(block);
    let (from, until) = (in_day(block.start, zone), in_day(block.end, zone));
    let left = duration(outlook.left_ms);
    let time = match stated {
        Some(_) => ("Rebuilt", format!("{from} to {until}, from the calls seen here")),
        None => ("Time", format!("{} {left} left, until {until}", bar(passed, whole, BAR))),
    };
    let mut list =
        vec![time, ("So far", sum(&so_far, &doubts.text(figure::plain_sum(style, &so_far), sure)))];
    if burn.tokens_per_minute > 0 {
        let rate = format!(
            "{} an hour, {} tokens a minute",
            figure::sum(style, &CostSum { cost_usd: burn.usd_per_hour.unwrap_or_default(), ..so_far }),
            compact(burn.tokens_per_minute)
        );
        list.push(("Rate", rate));
    }
    list.push(("Projected", end(outlook, style, doubts)));
    list
}

fn end(outlook: &BlockOutlook, style: MoneyStyle, doubts: &mut Footnotes) -> String {
    let Some(tokens) = outlook.tokens else {
        return format!("too early to tell: it was used for less than {}", duration(EARLY_MS));
    };
    let cost =
        outlook.cost_usd.map(|cost| doubts.amount(cost, outlook.provenance, |amount| style.amount(amount)));
    let cost = cost.unwrap_or_else(|| UNKNOWN.to_owned());
    format!("{cost}, {} tokens", doubts.text(compact(tokens), outlook.provenance))
}

fn sum(sum: &CostSum, cost: &str) -> String {
    format!("{cost}, {}, {} tokens", counted(sum.calls, "call"), compact(sum.usage.total()))
}

fn costed(block: &Block) -> CostSum {
    CostSum {
        calls: block.calls,
        usage: block.usage,
        cost_usd: block.cost_usd,
        unpriced_calls: block.unpriced_calls,
        floor_calls: block.floor_calls,
        ..CostSum::default()
    }
}

fn blocks(report: &BlocksReport, zone: Zone, width: usize, doubts: &mut Footnotes) -> String {
    let all: Vec<&Block> = report.rows.iter().filter_map(block).collect();
    if all.is_empty() {
        return format!("{}\n", paint(FAINT, "There was no call in this time."));
    }
    let style =
        MoneyStyle::of(all.iter().map(|one| one.cost_usd), all.iter().any(|one| one.unpriced_calls > 0));
    let most = all.iter().map(|one| one.usage.total()).max().unwrap_or(0);
    let room = width.saturating_sub(66).min(BAR);
    let mut table = Table::default();
    table.column("Start", Align::Left).column("End", Align::Left).column("Active", Align::Right);
    table.column("Calls", Align::Right).column("Tokens", Align::Right);
    if width >= NARROW {
        table.column("Output", Align::Right);
    }
    table.column("Cost", Align::Right);
    if room > 3 {
        table.column("", Align::Left);
    }
    for span in &report.rows {
        match span {
            Span::Block(one) => {
                let cost = figure::sum(style, &costed(one));
                let active = one.last_at.millis().saturating_sub(one.first_at.millis()).unsigned_abs();
                let end =
                    if one.is_active(report.scope.now) { "now".to_owned() } else { in_day(one.end, zone) };
                let mut cells = vec![in_year(one.start, zone), end, minutes(active)];
                cells.extend([count(one.calls), compact(one.usage.total())]);
                if width >= NARROW {
                    cells.push(compact(one.usage.output));
                }
                cells.push(doubts.text(cost, one.provenance()));
                if room > 3 {
                    cells.push(bar(one.usage.total(), most, room));
                }
                table.row(RowKind::Plain, cells);
            }
            Span::Gap(gap) => {
                let pause = gap.end.millis().saturating_sub(gap.start.millis()).unsigned_abs();
                let cells = ["  pause".to_owned(), String::new(), minutes(pause)];
                table.row(
                    RowKind::Aside,
                    cells.into_iter().chain(std::iter::repeat_n(String::new(), 5)).collect(),
                );
            }
        }
    }
    table.draw()
}

/// A length of time without its seconds.
fn minutes(millis: u64) -> String {
    if millis < 60_000 { UNKNOWN.to_owned() } else { duration(millis / 60_000 * 60_000) }
}

const fn block(span: &Span) -> Option<&Block> {
    match span {
        Span::Block(block) => Some(block),
        Span::Gap(_) => None,
    }
}

fn weeks(report: &BlocksReport, zone: Zone, width: usize) -> String {
    let style = MoneyStyle::of(
        report.weeks.iter().map(|week| week.sum.cost_usd),
        report.weeks.iter().any(|week| week.sum.unpriced_calls > 0),
    );
    let mut table = Table::default();
    table.column("From", Align::Left).column("Until", Align::Left);
    for title in ["Calls", "Tokens", "Output", "Cost"] {
        table.column(title, Align::Right);
    }
    let shown =
        |number: u64, write: fn(u64) -> String| if number == 0 { UNKNOWN.to_owned() } else { write(number) };
    for week in &report.weeks {
        let sum = &week.sum;
        let edge = |at| if width < 70 { in_year(at, zone) } else { zone.wall(at) };
        let cost = if sum.calls == 0 { UNKNOWN.to_owned() } else { figure::sum(style, sum) };
        let numbers = [
            shown(sum.calls, count),
            shown(sum.usage.total(), compact),
            shown(sum.usage.output, compact),
            cost,
        ];
        table.row(RowKind::Plain, [edge(week.since), edge(week.until)].into_iter().chain(numbers).collect());
    }
    table.draw()
}

//! A session's calls, each with the context it carried.

use std::cmp::Reverse;

use scopeon_core::report::{CallRow, SessionDetail};
use scopeon_core::time::Timestamp;

use super::view::{Listed, View};
use crate::render::bar::bar;
use crate::render::format;
use crate::render::key;
use crate::render::moment::in_year;
use crate::render::money::{MoneyStyle, UNKNOWN};
use crate::render::number::{compact, count};
use crate::render::table::{Align, RowKind, Table};

/// The widest bar; the narrowest is a quarter of it.
const BAR: usize = 24;
/// The start of a sub-agent's id, as the table of sub-agents has it.
const AGENT: usize = 8;

pub(super) fn title(detail: &SessionDetail, view: View<'_>) -> String {
    let (all, shown) = (detail.calls.len(), listed(detail, view).len());
    match view.calls {
        Listed::Turn(turn) => format!("Calls of turn {turn} ({shown})"),
        Listed::Top(_) => format!("Calls (the {shown} most expensive of {all})"),
        Listed::Last(_) if shown < all => {
            format!("Calls (the last {shown} of {all}; --calls all, --top 10)")
        }
        Listed::Last(_) => format!("Calls ({all})"),
    }
}

fn listed<'a>(detail: &'a SessionDetail, view: View<'_>) -> Vec<&'a CallRow> {
    let calls = detail.calls.iter();
    match view.calls {
        Listed::Last(most) => {
            calls.skip(most.map_or(0, |most| detail.calls.len().saturating_sub(most))).collect()
        }
        Listed::Turn(turn) => calls.filter(|call| call.turn == Some(turn)).collect(),
        Listed::Top(most) => {
            let mut calls: Vec<&CallRow> = calls.collect();
            calls.sort_by_key(|call| (Reverse(call.cost_usd), Reverse(call.usage.total())));
            calls.truncate(most.unwrap_or(usize::MAX));
            calls
        }
    }
}

pub(super) fn draw(detail: &SessionDetail, view: View<'_>) -> String {
    let calls = listed(detail, view);
    if calls.is_empty() {
        return match view.calls {
            Listed::Turn(_) => "No call answers a turn of that number.\n".to_owned(),
            _ => String::new(),
        };
    }
    let drawn = |columns| table(&calls, view, columns, BAR / 4).width();
    let fitting = [Columns::All, Columns::Some, Columns::Few]
        .into_iter()
        .map(|columns| (columns, drawn(columns)))
        .find(|(_, width)| *width <= view.width);
    match fitting {
        // The bar takes the room that is left.
        Some((columns, width)) => {
            table(&calls, view, columns, (BAR / 4 + view.width - width).min(BAR)).draw()
        }
        None => table(&calls, view, Columns::Bare, 0).draw(),
    }
}

/// Which columns are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Columns {
    All,
    Some,
    /// Without tools.
    Few,
    /// Without the bar, too.
    Bare,
}

impl Columns {
    /// The longest name of a model.
    const fn longest(self) -> usize {
        match self {
            Self::All => 28,
            Self::Some | Self::Few => 16,
            Self::Bare => 11,
        }
    }
}

fn table(calls: &[&CallRow], view: View<'_>, columns: Columns, bar_width: usize) -> Table {
    let has_agents = calls.iter().any(|call| call.sub_agent.is_some());
    let has_turns = matches!(view.calls, Listed::Top(_));
    let mut table = titles(columns, (has_turns, has_agents));
    let costs = calls.iter().filter_map(|call| call.cost_usd);
    let style = MoneyStyle::of(costs, calls.iter().any(|call| call.cost_usd.is_none()));
    let largest = calls.iter().filter_map(|call| call.context).max().unwrap_or(0);
    let mut day = None;
    for call in calls {
        let mut row = vec![time(call.at, &mut day, view)];
        if has_turns {
            row.push(call.turn.map_or_else(|| UNKNOWN.to_owned(), count));
        }
        row.push(key::fit(&call.model, columns.longest()));
        if has_agents {
            row.push(
                call.sub_agent
                    .as_deref()
                    .map_or_else(|| "main".to_owned(), |agent| agent.chars().take(AGENT).collect()),
            );
        }
        row.extend(figures(call, columns, style));
        row.push(call.context.map_or_else(|| UNKNOWN.to_owned(), compact));
        if columns != Columns::Bare {
            row.push(call.context.map_or_else(String::new, |context| bar(context, largest, bar_width)));
        }
        table.row(RowKind::Plain, row);
    }
    table
}

fn titles(columns: Columns, (has_turns, has_agents): (bool, bool)) -> Table {
    let mut table = Table::default();
    table.column("Time", Align::Left);
    if has_turns {
        table.column("Turn", Align::Right);
    }
    table.column("Model", Align::Left);
    if has_agents {
        table.column("By", Align::Left);
    }
    let numbers: &[&str] = match columns {
        Columns::All => &["Input", "Output", "Cache read", "Cache write", "Tools", "Cost"],
        Columns::Some => &["Output", "Tools", "Cost"],
        Columns::Few | Columns::Bare => &["Output", "Cost"],
    };
    for title in numbers {
        table.column(*title, Align::Right);
    }
    table.column("Context", Align::Right);
    if columns != Columns::Bare {
        table.column("", Align::Left);
    }
    table
}

/// The time of day; with month and day where they are others than in the row before.
fn time(at: Timestamp, day: &mut Option<String>, view: View<'_>) -> String {
    let short = in_year(at, view.zone);
    let (date, clock) = short.split_at_checked(5).unwrap_or((&short, ""));
    if day.as_deref() == Some(date) && !format::is_for_programs() {
        return format!("{:>5}{clock}", "");
    }
    *day = Some(date.to_owned());
    short
}

fn figures(call: &CallRow, columns: Columns, style: MoneyStyle) -> Vec<String> {
    let shown = |number: u64| if number == 0 { UNKNOWN.to_owned() } else { count(number) };
    let usage = &call.usage;
    let output = if call.unknown { "unknown".to_owned() } else { shown(usage.output) };
    let output = format!("{}{output}", if call.unfinished { "≥" } else { "" });
    let is_priced = call.cost_usd.is_some() && !call.unknown;
    let cost = style.cost(call.cost_usd.unwrap_or_default(), 1, u64::from(!is_priced));
    let cost = format!("{}{cost}", if call.floor { "≥" } else { "" });
    let tools = call.tools.map_or_else(|| UNKNOWN.to_owned(), shown);
    match columns {
        Columns::All => vec![
            shown(usage.input),
            output,
            shown(usage.cache_read),
            shown(usage.cache_write_5m.saturating_add(usage.cache_write_1h)),
            tools,
            cost,
        ],
        Columns::Some => vec![output, tools, cost],
        Columns::Few | Columns::Bare => vec![output, cost],
    }
}

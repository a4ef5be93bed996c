//! A session's calls, each with the context it carried.

use scopeon_core::report::{CallRow, SessionDetail};
use scopeon_core::time::Timestamp;

use super::View;
use crate::render::bar::bar;
use crate::render::key;
use crate::render::money::{MoneyStyle, UNKNOWN};
use crate::render::number::{compact, count};
use crate::render::table::{Align, RowKind, Table};

pub(super) fn title(detail: &SessionDetail, view: View<'_>) -> String {
    let (all, shown) = (detail.calls.len(), listed(detail, view).len());
    if shown < all { format!("Calls (the last {shown} of {all}; --calls all shows every one)") } else { format!("Calls ({all})") }
}

fn listed<'a>(detail: &'a SessionDetail, view: View<'_>) -> &'a [CallRow] {
    let skipped = view.calls.map_or(0, |most| detail.calls.len().saturating_sub(most));
    detail.calls.get(skipped..).unwrap_or_default()
}

pub(super) fn draw(detail: &SessionDetail, view: View<'_>) -> String {
    let calls = listed(detail, view);
    if calls.is_empty() {
        return String::new();
    }
    let roomy = table(calls, view, true_columns(view.width));
    roomy.draw()
}

/// Which columns fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Columns {
    All,
    Some,
}

const fn true_columns(width: usize) -> Columns {
    if width < 110 { Columns::Some } else { Columns::All }
}

fn table(calls: &[CallRow], view: View<'_>, columns: Columns) -> Table {
    let mut table = Table::default();
    table.column("Time", Align::Left).column("Model", Align::Left).column("By", Align::Left);
    let numbers: &[&str] = match columns {
        Columns::All => &["Input", "Output", "Cache read", "Cache write", "Tools", "Cost"],
        Columns::Some => &["Output", "Tools", "Cost"],
    };
    for title in numbers {
        table.column(*title, Align::Right);
    }
    table.column("Context", Align::Right).column("", Align::Left);
    let style = MoneyStyle::of(calls.iter().filter_map(|call| call.cost_usd), calls.iter().any(|c| c.cost_usd.is_none()));
    let largest = calls.iter().map(|call| call.context).max().unwrap_or(0);
    let mut day = None;
    for call in calls {
        let mut cells = vec![
            time(call.at, &mut day, view),
            key::fit(&call.model, if columns == Columns::All { 28 } else { 18 }),
            call.agent.as_deref().map_or_else(|| "main".to_owned(), |agent| key::fit(agent, 8)),
        ];
        cells.extend(figures(call, columns, style));
        cells.push(compact(call.context));
        cells.push(bar(call.context, largest, if columns == Columns::All { 20 } else { 10 }));
        table.row(RowKind::Plain, cells);
    }
    table
}

/// The time of day; with the date where it is another than the row before.
fn time(at: Timestamp, day: &mut Option<String>, view: View<'_>) -> String {
    let wall = view.zone.wall(at);
    let (date, clock) = wall.split_at_checked(10).unwrap_or((&wall, ""));
    if day.as_deref() == Some(date) {
        return format!("{:>10}{clock}", "");
    }
    *day = Some(date.to_owned());
    wall
}

fn figures(call: &CallRow, columns: Columns, style: MoneyStyle) -> Vec<String> {
    let shown = |number: u64| if number == 0 { UNKNOWN.to_owned() } else { count(number) };
    let usage = &call.usage;
    let output = format!("{}{}", if call.unfinished { "≥" } else { "" }, shown(usage.output));
    let unpriced = u64::from(call.cost_usd.is_none());
    let cost = style.cost(call.cost_usd.unwrap_or_default(), 1, unpriced);
    match columns {
        Columns::All => vec![
            shown(usage.input),
            output,
            shown(usage.cache_read),
            shown(usage.cache_write_5m.saturating_add(usage.cache_write_1h)),
            shown(call.tools),
            cost,
        ],
        Columns::Some => vec![output, shown(call.tools), cost],
    }
}

//! The turns of a session that cost the most, and the calls that paid again for what had been cached.

use scopeon_core::metrics::cache::RecacheWhy;
use scopeon_core::money::PicoUsd;
use scopeon_core::report::{RecachedRow, SessionDetail, TurnRow};

use super::view::View;
use crate::render::cost::share;
use crate::render::figure::{estimated, note};
use crate::render::format;
use crate::render::ids::ShortIds;
use crate::render::key;
use crate::render::moment::in_year;
use crate::render::money::{MoneyStyle, UNKNOWN};
use crate::render::number::{compact, count, counted};
use crate::render::table::{Align, RowKind, Table, fitting};
use scopeon_app::words::tools_used;

/// So many are named.
const MOST: usize = 3;

/// The most expensive turns; nothing where the log does not tell turns apart.
pub(super) fn turns(detail: &SessionDetail, view: View<'_>) -> String {
    let rows: Vec<&TurnRow> =
        detail.top_turns.iter().filter(|row| row.cost_usd.is_some()).take(MOST).collect();
    let Some(first) = rows.iter().find(|row| row.number > 0) else { return String::new() };
    let mut text = fitting(view.width, [64, 40, 24, 0], |room| turns_table(detail, &rows, room, view));
    let command = format!("scopeon session {} --turn {}", short(&detail.session.id), first.number);
    let more = format!("{} lists the calls of a turn", format::typed(&command));
    text.push_str(&note(&more, view.width));
    text
}

fn turns_table(detail: &SessionDetail, rows: &[&TurnRow], room: usize, view: View<'_>) -> Table {
    let mut table = Table::default();
    table.column("Turn", Align::Right).column("Time", Align::Left);
    for title in ["Calls", "Tokens", "Cost", "Share"] {
        table.column(title, Align::Right);
    }
    if room > 0 {
        table.column("Tools", Align::Left);
    }
    let style = MoneyStyle::of(rows.iter().filter_map(|row| row.cost_usd), false);
    let whole = detail.session.figures.cost_usd;
    for row in rows {
        // Those without a price are not among them.
        let cost = row.cost_usd.unwrap_or_default();
        let number = if row.number == 0 { "none".to_owned() } else { count(row.number) };
        let mut cells = vec![
            number,
            in_year(row.at, view.zone),
            count(row.calls),
            compact(row.usage.total()),
            style.amount(cost),
            share(cost, whole),
        ];
        if room > 0 {
            cells.push(key::fit(&tools_used(&row.tools, 4), room));
        }
        table.row(RowKind::Plain, cells);
    }
    table
}

/// The title of the calls that paid again, with what that came to.
pub(super) fn recached_title(detail: &SessionDetail) -> String {
    let rows = &detail.recached;
    let extra: PicoUsd = rows.iter().filter_map(|row| row.recached.extra_usd).sum();
    let tokens: u64 = rows.iter().map(|row| row.recached.tokens).sum();
    let calls = counted(rows.len() as u64, "call");
    let tokens = compact(tokens);
    let amount = MoneyStyle::of([extra], false).amount(extra);
    format!("Cached again ({calls}, {tokens} tokens, ~{amount} above reading them)")
}

/// The calls that paid again, the most expensive ones.
pub(super) fn recached(detail: &SessionDetail, view: View<'_>) -> String {
    let rows: Vec<&RecachedRow> = detail.recached.iter().take(MOST).collect();
    if rows.is_empty() {
        return String::new();
    }
    let style = MoneyStyle::of(rows.iter().filter_map(|row| row.recached.extra_usd), false);
    let drawn = |is_roomy: bool| {
        let mut table = Table::default();
        table.column("Time", Align::Left).column("Turn", Align::Right).column("Tokens", Align::Right);
        table.column("Extra", Align::Right).column("Why", Align::Left);
        for row in &rows {
            let extra = row.recached.extra_usd;
            table.row(
                RowKind::Plain,
                vec![
                    in_year(row.at, view.zone),
                    if row.turn == 0 { UNKNOWN.to_owned() } else { count(row.turn) },
                    compact(row.recached.tokens),
                    extra.map_or_else(|| UNKNOWN.to_owned(), |usd| estimated(style.amount(usd))),
                    why(row, is_roomy),
                ],
            );
        }
        table
    };
    let text = fitting(view.width, [true, false], drawn);
    let command = format::typed(&format!("scopeon cache {}", short(&detail.session.id)));
    let more = format!("{command} says what the caches of this session did");
    text + &note(&more, view.width)
}

fn why(row: &RecachedRow, is_roomy: bool) -> String {
    let words = row.recached.why.words();
    let pause = scopeon_app::words::duration(row.recached.pause_ms);
    match row.recached.why {
        RecacheWhy::Expired if is_roomy => format!("{words} ({pause})"),
        _ => words.to_owned(),
    }
}

fn short(id: &str) -> String {
    ShortIds::of([id]).short(id)
}

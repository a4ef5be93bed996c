//! The calls of a session, one a row.

use ratatui::layout::Rect;
use scopeon_app::words::{UNKNOWN, compact};
use scopeon_core::metrics::Share;
use scopeon_core::money::PicoUsd;
use scopeon_core::report::{CallRow, SessionDetail};

use crate::canvas::{Canvas, Words};
use crate::hit::Hit;
use crate::screen::session::Session;
use crate::shared::Shared;
use crate::text::{Keep, fit};
use crate::theme::Role;

/// Draws them, the selected one among them.
pub(super) fn draw(
    session: &Session,
    detail: &SessionDetail,
    shared: &Shared,
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    let bar = usize::from(area.width).saturating_sub(56).min(20);
    let head = format!("{:>5} {:>5} {:>7} {:>7} {:>6} {:>9}", "Turn", "Time", "In", "Cached", "Out", "Cost");
    canvas.text(area, 0, &head, Role::Muted);
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let most = detail.calls.iter().filter_map(|call| call.cost_usd).max().unwrap_or(PicoUsd::ZERO);
    let first = session.calls.first(detail.calls.len(), usize::from(body.height));
    for (row, (place, call)) in (0..body.height).zip(detail.calls.iter().enumerate().skip(first)) {
        let share = u64::from(Share::of_money(call.cost_usd.unwrap_or_default(), most).bp());
        let words = words(call, shared).then("", Role::Text);
        let words = if bar > 3 {
            words.and(Words::text("  ")).and(canvas.bar(share, bar, Role::Series(0)))
        } else {
            words
        };
        canvas.row(body, row, &words.then(marks(call, detail), Role::Warn));
        if place == session.calls.selected() {
            canvas.select(body, row);
        }
        canvas.hit(Rect { y: body.y + row, height: 1, ..body }, Hit::Row(place));
    }
}

fn words(call: &CallRow, shared: &Shared) -> Words {
    let usage = &call.usage;
    let turn = call.turn.map_or_else(|| UNKNOWN.to_owned(), |turn| turn.to_string());
    let time = shared.zone.wall(call.at).get(11..).unwrap_or_default().to_owned();
    let fresh = usage.prompt().saturating_sub(usage.cache_read);
    let bound = if call.unfinished { "≥" } else { "" };
    let cost = call.cost_usd.map_or_else(|| UNKNOWN.to_owned(), |usd| shared.money.amount(usd));
    let cost = if call.floor || call.unfinished { format!("≥{cost}") } else { cost };
    let tokens = |count: u64| if call.unknown { UNKNOWN.to_owned() } else { compact(count) };
    Words::muted(format!("{turn:>5} {time:>5} "))
        .with(format!("{:>7} ", tokens(fresh)), Role::Text)
        .with(format!("{:>7} ", tokens(usage.cache_read)), Role::Muted)
        .with(format!("{:>6} ", format!("{bound}{}", tokens(usage.output))), Role::Text)
        .with(format!("{cost:>9}"), Role::Figure)
}

/// What is odd about a call.
fn marks(call: &CallRow, detail: &SessionDetail) -> String {
    if call.unknown {
        return "not logged".to_owned();
    }
    if let Some(row) = detail.recached.iter().find(|row| row.at == call.at) {
        return row.recached.why.words().to_owned();
    }
    call.sub_agent
        .as_deref()
        .map(|_| "sub-agent".to_owned())
        .map(|text| fit(&text, 12, Keep::Start))
        .unwrap_or_default()
}
